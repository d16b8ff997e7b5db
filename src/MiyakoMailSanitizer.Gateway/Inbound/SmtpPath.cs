using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>A reverse-path or forward-path without angle brackets and route (RFC 5321 §4.1.2).</summary>
/// <param name="LocalPart">As written, quotes and backslashes included; empty for the null reverse-path.</param>
/// <param name="Domain">As written; empty for the null reverse-path and for <c>postmaster</c>.</param>
/// <param name="HasRoute">There was a source route; it is left out.</param>
/// <param name="IsAscii">False where SMTPUTF8 (RFC 6531) is needed.</param>
internal readonly record struct SmtpPath(string LocalPart, string Domain, bool HasRoute, bool IsAscii)
{
    /// <summary><c>local@domain</c>, or the local part alone.</summary>
    public string Address => Domain.Length == 0 ? LocalPart : $"{LocalPart}@{Domain}";

    /// <summary>The local part without quotes and backslashes: two spellings of one mailbox become equal (RFC 5321 §4.1.2).</summary>
    public string PlainLocalPart
    {
        get
        {
            if (!LocalPart.StartsWith('"'))
                return LocalPart;
            var text = new StringBuilder(LocalPart.Length);
            for (var i = 1; i < LocalPart.Length - 1; i++)
            {
                if (LocalPart[i] == '\\')
                    i++;
                text.Append(LocalPart[i]);
            }

            return text.ToString();
        }
    }
}

/// <summary>
/// Reads paths as hosts really write them: strict in what could confuse (controls, brackets, spaces), lenient in dots, as
/// <c>da..ta.@docomo.ne.jp</c> and <c>.abc.@ezweb.ne.jp</c> are real mailboxes although RFC 5321 §4.1.2 does not allow them unquoted.
/// </summary>
internal static class PathParser
{
    /// <summary>RFC 5321 §4.5.3.1.1 asks for 64 at least; signed and encoded reverse-paths (VERP, SRS) are longer.</summary>
    private const int MaxLocalPart = 256;

    /// <summary>RFC 5321 §4.5.3.1.2.</summary>
    private const int MaxDomain = 255;

    private static readonly SearchValues<byte> Atom = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~."u8);

    // The underscore is not LDH, but names with it exist and do no harm.
    private static readonly SearchValues<byte> Label = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <summary>Reads <c>&lt;path&gt;</c> at the beginning of <paramref name="text"/>.</summary>
    /// <param name="text">Free of control characters.</param>
    /// <param name="path">The null reverse-path is two empty strings.</param>
    /// <param name="length">Bytes up to and with the closing bracket.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out SmtpPath path, out int length)
    {
        path = default;
        length = 0;
        if (text.IsEmpty || text[0] != '<')
            return false;
        if (text.Length > 1 && text[1] == '>')
        {
            path = new SmtpPath("", "", HasRoute: false, IsAscii: true);
            length = 2;
            return true;
        }

        var route = RouteLength(text[1..]);
        if (route < 0)
            return false;
        var rest = text[(1 + route)..];
        var local = LocalPartLength(rest);
        if (local is <= 0 or > MaxLocalPart || local == rest.Length)
            return false;
        var domain = rest[local] == '@' ? DomainLength(rest[(local + 1)..]) : 0;
        var end = local + (rest[local] == '@' ? 1 + domain : 0);
        if (domain < 0 || end == rest.Length || rest[end] != '>')
            return false;
        length = 1 + route + end + 1;
        return TryDecode(rest[..local], domain == 0 ? default : rest.Slice(local + 1, domain), route > 0, out path);
    }

    /// <summary>Reads a mailbox without brackets, as in a file of recipients.</summary>
    public static bool TryParseMailbox(string text, out SmtpPath path)
    {
        var bytes = Encoding.UTF8.GetBytes($"<{text}>");
        return TryParse(bytes, out path, out var length) && length == bytes.Length && path is { HasRoute: false, Domain.Length: > 0 }
            && bytes.AsSpan().IndexOfAnyInRange((byte)0, (byte)31) < 0;
    }

    private static bool TryDecode(ReadOnlySpan<byte> local, ReadOnlySpan<byte> domain, bool hasRoute, out SmtpPath path)
    {
        path = default;
        var isAscii = Ascii.IsValid(local) && Ascii.IsValid(domain);
        if (!isAscii && !(IsPlainUtf8(local) && IsPlainUtf8(domain)))
            return false;
        var localText = Encoding.UTF8.GetString(local);
        // RFC 5321 §4.1.1.3: the only mailbox without a domain.
        if (domain.IsEmpty && !localText.Equals("postmaster", StringComparison.OrdinalIgnoreCase))
            return false;
        path = new SmtpPath(localText, Encoding.UTF8.GetString(domain), hasRoute, isAscii);
        return true;
    }

    /// <summary>RFC 5321 §4.1.2: <c>@a,@b:</c>. 0 where there is none, -1 where it is broken.</summary>
    private static int RouteLength(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '@')
            return 0;
        var i = 0;
        while (i < text.Length && text[i] == '@')
        {
            var domain = DomainLength(text[(i + 1)..]);
            if (domain <= 0)
                return -1;
            i += 1 + domain;
            if (i == text.Length)
                return -1;
            if (text[i] == ':')
                return i + 1;
            if (text[i] != ',')
                return -1;
            i++;
        }

        return -1;
    }

    private static int LocalPartLength(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return 0;
        if (text[0] == '"')
            return QuotedLength(text);
        var i = 0;
        while (i < text.Length && (Atom.Contains(text[i]) || text[i] >= 0x80))
            i++;
        return i;
    }

    /// <summary>RFC 5321 §4.1.2 Quoted-string; RFC 6531 §3.3 adds non-ASCII. -1 where it is broken.</summary>
    private static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
                return i + 1;
            if (text[i] == '\\' && (++i == text.Length || text[i] >= 0x80))
                return -1;
            if (text[i] is < 0x20 or 0x7F)
                return -1;
        }

        return -1;
    }

    /// <summary>Labels or an address literal; -1 where it is neither.</summary>
    private static int DomainLength(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return -1;
        if (text[0] == '[')
            return LiteralLength(text);
        var i = 0;
        var label = 0;
        for (; i < text.Length; i++)
        {
            if (Label.Contains(text[i]) || text[i] >= 0x80)
            {
                label++;
                continue;
            }

            if (text[i] != '.')
                break;
            if (label == 0)
                return -1;
            label = 0;
        }

        // RFC 1035 §2.3.4 bounds labels too, but that is for the one who resolves the name.
        return label == 0 || i > MaxDomain ? -1 : i;
    }

    /// <summary>RFC 5321 §4.1.3; only IPv4 and IPv6.</summary>
    private static int LiteralLength(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)']');
        if (end is < 0 or > 64 || !Ascii.IsValid(text[..end]))
            return -1;
        var inner = Encoding.ASCII.GetString(text[1..end]);
        var isSix = inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase);
        var address = isSix ? inner[5..] : inner;
        if (address.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF.:"))
            return -1;
        if (!IPAddress.TryParse(address, out var ip) || isSix != (ip.AddressFamily == AddressFamily.InterNetworkV6))
            return -1;
        // "1.2" and "0x1.2.3.4" are addresses to the parser, but not to RFC 5321.
        return isSix || ip.ToString() == address ? end + 1 : -1;
    }

    /// <summary>Valid UTF-8 without characters that don't show, separate or turn the writing direction.</summary>
    private static bool IsPlainUtf8(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(text, out var rune, out var used) != OperationStatus.Done)
                return false;
            text = text[used..];
            if (!rune.IsAscii && (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) || (rune.Value & 0xFFFE) == 0xFFFE
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format))
            {
                return false;
            }
        }

        return true;
    }
}
