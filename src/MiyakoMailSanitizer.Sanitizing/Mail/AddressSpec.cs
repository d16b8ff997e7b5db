using System.Buffers;
using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>An address (RFC 5322 §3.4.1) that can be written in ASCII.</summary>
/// <param name="Local">Without quotes, printable ASCII.</param>
/// <param name="Domain">LDH labels, A-labels for IDN, or an address literal.</param>
internal readonly record struct AddressSpec(string Local, string Domain)
{
    private const int MaxLocal = 200; // RFC 5321 §4.5.3.1.1 has 64; mobile carriers and gateways go beyond
    private const int MaxDomain = 253; // RFC 1035 §2.3.4, without the length bytes
    private const int MaxLabel = 63;

    /// <summary>RFC 5321 §4.1.3: IPv4, IPv6 and tagged literals.</summary>
    private static readonly SearchValues<char> LiteralCharacters =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:-");

    /// <summary>What splits an address for some program where it is not quoted.</summary>
    private static readonly SearchValues<char> NeverBare = SearchValues.Create("@\"<>,; ");

    /// <summary>
    /// Reads what should be an address: dots in any place are kept (<c>da..ta.@docomo.ne.jp</c>), nothing else is repaired. Null where it
    /// can't be written.
    /// </summary>
    public static AddressSpec? Read(string text)
    {
        text = text.Trim();
        if (text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            text = text["mailto:".Length..];
        else if (text.StartsWith('@') && text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            text = text[(colon + 1)..]; // RFC 5322 §4.4: obsolete source route
        var at = text.LastIndexOf('@');
        if (at <= 0 || ReadLocal(text[..at].Trim()) is not { } local || ReadDomain(text[(at + 1)..]) is not { } domain)
            return null;
        return new AddressSpec(local, domain);
    }

    private static string? ReadLocal(string text)
    {
        var isQuoted = text.Length >= 2 && text[0] == '"' && text[^1] == '"';
        var local = isQuoted ? Unquoted(text) : text.AsSpan().ContainsAny(NeverBare) ? null : text;
        // Some readers decode encoded-words even here, and would see another address.
        return local is { Length: > 0 and <= MaxLocal }
            && !local.AsSpan().ContainsAnyExceptInRange(' ', '~')
            && !local.Contains("=?", StringComparison.Ordinal) ? local : null;
    }

    private static string? Unquoted(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] == '"')
                return null;
            if (text[i] == '\\' && ++i == text.Length - 1)
                return null;
            result.Append(text[i]);
        }

        return result.ToString();
    }

    private static string? ReadDomain(string text)
    {
        var domain = text.Trim().TrimEnd('.');
        if (domain.Length is 0 or > MaxDomain)
            return null;
        if (domain.StartsWith('[') && domain.EndsWith(']'))
            return domain.Length > 2 && domain.AsSpan(1, domain.Length - 2).IndexOfAnyExcept(LiteralCharacters) < 0 ? domain : null;
        domain = domain.Any(c => c > '~') ? ToAscii(domain) : domain;
        return domain is { Length: > 0 and <= MaxDomain } && domain.Split('.').All(IsLabel) ? domain : null;
    }

    /// <summary>
    /// U-labels to A-labels (RFC 5891). Compatibility forms (full-width letters) are no letters of a host name and not repaired.
    /// </summary>
    private static string? ToAscii(string domain)
    {
        if (!domain.All(IsOfLabel))
            return null;
        try
        {
            return new IdnMapping().GetAscii(NameComposer.Compose(domain.ToLowerInvariant()));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsOfLabel(char c)
        => c is '.' or '-' or '_' or '・' || char.IsSurrogate(c)
            || (c is < '\uF900' && (char.IsLetterOrDigit(c)
                || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark));

    private static bool IsLabel(string label)
        => label.Length is > 0 and <= MaxLabel && label[0] != '-' && label[^1] != '-'
            && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
