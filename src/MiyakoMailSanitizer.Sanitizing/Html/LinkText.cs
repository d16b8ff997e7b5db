using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>Reads from a link's visible text which host it makes people believe in.</summary>
internal static class LinkText
{
    // A name without "http" or "www" counts only with a well-known ending: "Node.js" and "README.md" name no host.
    private static readonly FrozenSet<string> Endings = HtmlAttributes.Words(
        "com net org jp info biz io dev app gov edu mil int eu uk de fr it es nl be ch at se no dk fi cz pt gr ie ca us mx br ar au nz " +
        "cn hk tw kr sg my th vn id in ru ua tr il ae za me tv cc xyz top site online shop club store tokyo osaka kyoto nagoya yokohama " +
        "tech cloud asia name mobi jobs link");

    /// <summary>The first host that the text shows, normalised; null where it shows none.</summary>
    public static string? HostIn(string text)
    {
        foreach (var word in HtmlChars.Narrow(text).Split((char[]?)null, 64, StringSplitOptions.RemoveEmptyEntries))
        {
            if (HostInWord(word.Trim('<', '>', '(', ')', '[', ']', '「', '」', '【', '】', '"', '\'', '.', ',', '、', '。')) is { } host)
                return host;
        }
        return null;
    }

    /// <summary>True where whoever owns one of the hosts owns the other: equal, or one below the other.</summary>
    public static bool BelongTogether(string shown, string target)
    {
        shown = WithoutWww(shown);
        target = WithoutWww(target);
        return shown == target
            || target.EndsWith("." + shown, StringComparison.Ordinal)
            || shown.EndsWith("." + target, StringComparison.Ordinal);
    }

    private static string? HostInWord(string word)
    {
        if (word.Length is < 4 or > 2_048)
            return null;
        var scheme = word.IndexOf("://", StringComparison.Ordinal);
        var start = scheme is >= 0 and < 40 ? scheme + 3 : 0;
        var authority = word[start..];
        var end = authority.AsSpan().IndexOfAny("/\\?#");
        authority = end < 0 ? authority : authority[..end];
        var isExplicit = start > 0 || authority.StartsWith("www.", StringComparison.OrdinalIgnoreCase);
        if (!isExplicit && authority.Contains('@'))
            return null;
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var colon = authority.IndexOf(':');
        var host = LinkTarget.NormalHost(colon < 0 ? authority : authority[..colon]);
        if (!IsHostName(host))
            return null;
        return isExplicit || Endings.Contains(host[(host.LastIndexOf('.') + 1)..]) ? host : null;
    }

    private static bool IsHostName(string host)
    {
        if (host.Length is < 4 or > 253 || !host.Contains('.') || host[0] == '.' || host.Contains("..", StringComparison.Ordinal))
            return false;
        return host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
    }

    private static string WithoutWww(string host) => host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
}
