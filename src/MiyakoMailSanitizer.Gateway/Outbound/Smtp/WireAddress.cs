using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.Outbound.Smtp;

/// <summary>
/// An address of the envelope as it goes over the wire. The local part stays as it is, also where it breaks RFC 5321 §4.1.2
/// (<c>da..ta.@docomo.ne.jp</c>): the next hop decides. What could be read as another command or parameter is refused.
/// </summary>
/// <param name="Text">Without angle brackets; empty for the null reverse-path. The domain is in A-labels.</param>
/// <param name="NeedsUtf8">The local part is not ASCII, so that SMTPUTF8 (RFC 6531) is needed.</param>
internal readonly record struct WireAddress(string Text, bool NeedsUtf8)
{
    /// <summary>Longest address in bytes. RFC 5321 §4.5.3.1.3 says 256 for a path; SMTPUTF8 needs more room.</summary>
    public const int MaxBytes = 768;

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    /// <summary>Null if it can't be written into a command.</summary>
    public static WireAddress? Create(string address)
    {
        if (address.Length > MaxBytes || Encoding.UTF8.GetByteCount(address) > MaxBytes || !IsOnePath(address))
            return null;
        var at = address.LastIndexOf('@');
        if (at < 0 || Ascii.IsValid(address.AsSpan(at + 1)))
            return new WireAddress(address, !Ascii.IsValid(address));
        if (ToAscii(address[(at + 1)..]) is not { } domain)
            return null;
        var local = address[..at];
        return new WireAddress($"{local}@{domain}", !Ascii.IsValid(local));
    }

    /// <summary>The domain in A-labels (RFC 5890); null if it can't be written so.</summary>
    public static string? ToAscii(string domain)
    {
        if (Ascii.IsValid(domain))
            return domain;
        try
        {
            var ascii = Idn.GetAscii(domain);
            return Ascii.IsValid(ascii) && IsOnePath(ascii) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>No control characters, no lone surrogates; space and angle brackets only within quotes; quotes closed.</summary>
    private static bool IsOnePath(string address)
    {
        var quoted = false;
        for (var i = 0; i < address.Length; i++)
        {
            var c = address[i];
            if (char.IsControl(c) || (char.IsSurrogate(c) && !IsInPair(address, i)))
                return false;
            if (quoted && c == '\\')
            {
                // A pair outside quotes is no escape; within, the next character must still be a printable one of ASCII.
                if (++i == address.Length || address[i] is < ' ' or > '~')
                    return false;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && (c is '<' or '>' or '\\' || char.IsWhiteSpace(c)))
            {
                return false;
            }
        }
        return !quoted;
    }

    private static bool IsInPair(string text, int i)
        => char.IsHighSurrogate(text[i])
            ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
            : i > 0 && char.IsHighSurrogate(text[i - 1]);
}
