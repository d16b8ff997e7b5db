using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>What a link's target is for the reader.</summary>
internal enum LinkKind
{
    /// <summary>An anchor of the same page, a relative URL, or nothing: the text alone is shown.</summary>
    None = 0,

    /// <summary>A scheme that is not allowed, or a share of a Windows network: the text alone is shown, and a finding made.</summary>
    Refused,

    /// <summary>http, https or ftp.</summary>
    Web,

    /// <summary>mailto or tel: the address or number is shown.</summary>
    Address,
}

/// <summary>The true target of a link, as browsers read it (WHATWG URL: spaces, backslashes and user names can't disguise it).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Scheme">Lower case, without colon; empty for <see cref="LinkKind.None"/>.</param>
/// <param name="Host">Lower case, international names as A-labels; empty where there is none.</param>
/// <param name="Shown">What is printed for <see cref="LinkStyle.Keep"/>: printable, without spaces and angle brackets.</param>
/// <param name="UserName">What stands before <c>@</c> and the host; mostly empty.</param>
internal sealed record LinkTarget(LinkKind Kind, string Scheme, string Host, string Shown, string UserName = "")
{
    private const int MaxSubject = 100;

    private static readonly SearchValues<char> PlainUrl = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%");

    private const int MaxShown = 4_096;
    private static readonly LinkTarget Nothing = new(LinkKind.None, "", "", "");
    private static readonly FrozenSet<string> WebSchemes = HtmlAttributes.Words("http https ftp");
    private static readonly FrozenSet<string> AddressSchemes = HtmlAttributes.Words("mailto tel sms");

    // Parts of the same mail, and nothing.
    private static readonly FrozenSet<string> InnerSchemes = HtmlAttributes.Words("cid mid about");

    /// <summary>What a <c>mailto</c> writes into the subject, for people; mostly empty.</summary>
    public string Subject { get; private init; } = "";

    /// <summary>Reads an <c>href</c>; null gives <see cref="LinkKind.None"/>.</summary>
    public static LinkTarget Parse(string? href, Uri? baseUri)
    {
        var url = Compact(href);
        if (url.Length == 0 || url[0] == '#')
            return Nothing;
        if (url.StartsWith("\\\\", StringComparison.Ordinal))
            return new(LinkKind.Refused, "unc", "", "");
        var scheme = SchemeOf(url);
        if (scheme.Length == 0 && url.Length > 1 && url[0] is '/' or '\\' && url[1] is '/' or '\\')
            return Web("https", url.TrimStart('/', '\\'), baseUri?.Scheme ?? "");
        if (scheme.Length == 0)
            return baseUri is not null && Uri.TryCreate(baseUri, url, out var full) ? Parse(full.AbsoluteUri, null) : Nothing;
        var rest = url[(scheme.Length + 1)..];
        if (WebSchemes.Contains(scheme))
            return Web(scheme, rest.TrimStart('/', '\\'), scheme);
        if (AddressSchemes.Contains(scheme))
            return Address(scheme, rest);
        return InnerSchemes.Contains(scheme) ? Nothing : new(LinkKind.Refused, scheme, "", "");
    }

    /// <summary>The host of a remote image or frame, or null where nothing would be fetched.</summary>
    public static string? RemoteHost(string? src, Uri? baseUri)
        => src is not null && Parse(src, baseUri) is { Kind: LinkKind.Web, Host.Length: > 0 } target ? target.Host : null;

    /// <summary>The target for people, by the setting; empty where nothing is to be shown.</summary>
    public string Format(LinkStyle style) => style switch
    {
        LinkStyle.Keep => Shown,
        LinkStyle.Defang when Kind == LinkKind.Web => Defanged(),
        LinkStyle.Defang => Shown,
        _ => "",
    };

    /// <summary>True where the text says the same as the target: the target is then not repeated.</summary>
    public bool IsSaidBy(string text)
    {
        if (Kind == LinkKind.Address && Scheme != "mailto")
            return Digits(text) is { Length: > 0 } number && number == Digits(Shown);
        var said = Printable(Compact(text)).TrimEnd('/');
        var full = Shown.TrimEnd('/');
        var bare = full[Math.Min(full.Length, Kind == LinkKind.Web ? Scheme.Length + 3 : 0)..];
        return said.Length > 0
            && (said.Equals(full, StringComparison.OrdinalIgnoreCase) || said.Equals(bare, StringComparison.OrdinalIgnoreCase)
                || said.Equals($"{Scheme}:{full}", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Lower case, full-width forms as ASCII, A-labels; as it is where that can't be made.</summary>
    public static string NormalHost(string host)
    {
        var lower = HtmlChars.Narrow(host).ToLowerInvariant().TrimEnd('.');
        if (Ascii.IsValid(lower) || lower.Length > 255)
            return lower;
        try
        {
            return new IdnMapping { AllowUnassigned = true }.GetAscii(lower);
        }
        catch (ArgumentException)
        {
            return lower;
        }
    }

    private static LinkTarget Web(string scheme, string rest, string shownScheme)
    {
        var end = rest.AsSpan().IndexOfAny("/\\?#");
        var authority = end < 0 ? rest : rest[..end];
        var at = authority.LastIndexOf('@');
        var hostPort = authority[(at + 1)..];
        var colon = hostPort.LastIndexOf(':');
        var host = colon > 0 && !hostPort.EndsWith(']') ? hostPort[..colon] : hostPort;
        host = Unescaped(host);
        var normal = Ipv4(NormalHost(host));
        if (normal.Length == 0)
            return Nothing;
        var port = colon > 0 && !hostPort.EndsWith(']') ? hostPort[colon..] : "";
        // A user name that looks like a host is there to deceive: only the true host is shown.
        var user = authority[..(at + 1)].Contains('.') || authority[..(at + 1)].Contains('%') ? "" : authority[..(at + 1)];
        var path = end < 0 ? "" : rest[end] == '\\' ? "/" + rest[(end + 1)..] : rest[end..];
        var shown = $"{(shownScheme.Length == 0 ? "https" : shownScheme)}://{Printable(user + normal + port + path)}";
        return new(LinkKind.Web, scheme, normal, shown, at > 0 ? Unescaped(authority[..at]) : "");
    }

    private static string Unescaped(string text) => text.Contains('%') ? Uri.UnescapeDataString(text) : text;

    private static LinkTarget Address(string scheme, string rest)
    {
        var question = rest.IndexOf('?');
        var address = Uri.UnescapeDataString(question < 0 ? rest : rest[..question]).Trim();
        if (address.Length == 0)
            return Nothing;
        var subject = "";
        foreach (var field in question < 0 ? [] : rest[(question + 1)..].Split('&', 16))
        {
            if (field.StartsWith("subject=", StringComparison.OrdinalIgnoreCase))
                subject = HtmlFindings.Quote(Uri.UnescapeDataString(field[8..][..Math.Min(field.Length - 8, 9 * MaxSubject)]));
        }
        var host = scheme == "mailto" && address.LastIndexOf('@') is >= 0 and var at ? NormalHost(address[(at + 1)..]) : "";
        return new(LinkKind.Address, scheme, host, Printable(address))
        {
            Subject = subject.Length == 0 ? "" : $" (件名: {subject})",
        };
    }

    // WHATWG URL §3.5: a host whose last part is a number is an IPv4 address, in whatever base and grouping.
    private static string Ipv4(string host)
    {
        var parts = host.Split('.', 6);
        if (parts.Length > 4)
            return host;
        var address = 0L;
        for (var i = 0; i < parts.Length; i++)
        {
            if (Part(parts[i]) is not { } number || number > (i < parts.Length - 1 ? 255 : 0xFFFFFFFFL >> 8 * i))
                return host;
            address += i < parts.Length - 1 ? number << 8 * (3 - i) : number;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{address >> 24}.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}");

        static long? Part(string text)
        {
            var isHex = text.StartsWith("0x", StringComparison.Ordinal);
            var radix = isHex ? 16 : text.Length > 1 && text[0] == '0' ? 8 : 10;
            var digits = isHex ? text.AsSpan(2) : text;
            var number = 0L;
            foreach (var c in digits)
            {
                var digit = char.IsAsciiHexDigit(c) ? c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10 : 99;
                if (digit >= radix || number > 0xFFFFFFFFL)
                    return null;
                number = number * radix + digit;
            }
            return text.Length == 0 ? null : number;
        }
    }

    private static string Digits(string text) => string.Concat(HtmlChars.Narrow(text).Where(char.IsAsciiDigit));

    private string Defanged()
    {
        var rest = Shown[(Shown.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var end = rest.AsSpan().IndexOfAny("/?#");
        var authority = end < 0 ? rest : rest[..end];
        return $"{Scheme.Replace("tt", "xx").Replace("ftp", "fxp")}://{authority.Replace(".", "[.]")}{(end < 0 ? "" : rest[end..])}";
    }

    // Browsers drop tabs and line ends anywhere in a URL, and controls and spaces at its ends.
    private static string Compact(string? href)
    {
        if (href is null)
            return "";
        if (href.AsSpan().ContainsAny('\t', '\n', '\r'))
            href = string.Concat(href.Where(c => c is not ('\t' or '\n' or '\r')));
        var start = 0;
        var end = href.Length;
        while (start < end && href[start] <= ' ')
            start++;
        while (end > start && href[end - 1] <= ' ')
            end--;
        return href[start..end];
    }

    private static string SchemeOf(string url)
    {
        if (!char.IsAsciiLetter(url[0]))
            return "";
        for (var i = 1; i < url.Length; i++)
        {
            if (url[i] == ':')
                return url[..i].ToLowerInvariant();
            if (!char.IsAsciiLetterOrDigit(url[i]) && url[i] is not ('+' or '-' or '.'))
                return "";
        }
        return "";
    }

    private static bool IsReadable(Rune rune)
        => rune.IsAscii
            ? rune.Value is > ' ' and < 0x7F and not ('<' or '>' or '"')
            : Rune.IsLetterOrDigit(rune) && rune.Value is not (0x3164 or 0xFFA0 or 0x115F or 0x1160);

    // Letters and digits of all scripts stay readable; what could end the angle brackets or can't be seen is percent-encoded.
    private static string Printable(string url)
    {
        if (url.Length <= MaxShown && !url.AsSpan().ContainsAnyExcept(PlainUrl))
            return url;
        var text = new StringBuilder(url.Length);
        Span<byte> utf8 = stackalloc byte[4];
        Span<char> utf16 = stackalloc char[2];
        foreach (var rune in url.EnumerateRunes())
        {
            if (text.Length > MaxShown)
                return text.Append('…').ToString();
            if (IsReadable(rune))
            {
                text.Append(utf16[..rune.EncodeToUtf16(utf16)]);
                continue;
            }
            foreach (var b in utf8[..rune.EncodeToUtf8(utf8)])
                text.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }
}
