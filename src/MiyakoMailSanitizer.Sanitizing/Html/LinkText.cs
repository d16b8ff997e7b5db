using System.Buffers;
using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>Reads from a link's visible text which host it makes people believe in.</summary>
internal static class LinkText
{
    private const int MaxWords = 64;
    private const int MaxWord = 2_048;

    // A name without "http" or "www" counts only with a well-known ending: "Node.js" and "README.md" name no host.
    private static readonly FrozenSet<string> Endings = HtmlAttributes.Words(
        "com net org jp info biz io dev app gov edu mil int eu uk de fr it es nl be ch at se no dk fi cz pt gr ie ca us mx br ar au nz " +
        "cn hk tw kr sg my th vn id in ru ua tr il ae za me tv cc xyz top site online shop club store tokyo osaka kyoto nagoya yokohama " +
        "tech cloud asia name mobi jobs link example test " +
        "xn--q9jyb4c xn--tckwe xn--rhqv96g xn--55qx5d xn--fiqs8s xn--p1ai xn--3e0b707e xn--kpry57d xn--j6w193g");

    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_@");

    // As HtmlChars.Narrow reads them.
    private static readonly SearchValues<char> Dots = SearchValues.Create(".\u3002\uFF61\uFF0E\u2024");

    private static readonly char[] Around = [.. "<>()[]{}「」『』【】《》〈〉\"'“”‘’.,、。:;!?"];

    /// <summary>
    /// True where the text names a host, as a URL, a bare name or a mail address, to whom the target does not belong. The first
    /// name counts.
    /// </summary>
    public static bool IsMismatch(string text, string target)
    {
        if (!text.AsSpan().ContainsAny(Dots))
            return false;
        var narrow = HtmlChars.Narrow(text);
        foreach (var word in narrow.Split((char[]?)null, MaxWords, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Length > MaxWord || !word.Contains('.') || Hosts(word.Trim(Around)) is not { Count: > 0 } hosts)
                continue;
            return !hosts.Exists(h => BelongTogether(h, target));
        }
        return false;
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

    /// <summary>The hosts that a word may be read as; mostly none or one.</summary>
    private static List<string> Hosts(string word)
    {
        var hosts = new List<string>();
        var scheme = word.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            var rest = word[(scheme + 3)..].TrimStart('/', '\\');
            var end = rest.AsSpan().IndexOfAny("/\\?#");
            AddAuthority(end < 0 ? rest : rest[..end], hosts);
            return hosts;
        }
        for (var at = 0; at < word.Length;)
        {
            var start = word.AsSpan(at).IndexOfAny(HostCharacters);
            if (start < 0)
                break;
            start += at;
            var length = word.AsSpan(start).IndexOfAnyExcept(HostCharacters);
            at = length < 0 ? word.Length : start + length;
            if (Bare(word[start..at]) is not { } host)
                continue;
            hosts.Add(host);
            break;
        }
        // 日本語.jp, where there is nothing else in the word.
        if (word.Length < 254 && !System.Text.Ascii.IsValid(word) && word.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_')
            && Named(word) is { } international && HasEnding(international))
            hosts.Add(international);
        return hosts;
    }

    // "https://www.city.exampleをご覧ください": Japanese right behind a well-known ending is no part of the name.
    private static void AddAuthority(string authority, List<string> hosts)
    {
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var colon = authority.IndexOf(':');
        if (colon > 0)
            authority = authority[..colon];
        var length = authority.AsSpan().IndexOfAnyExcept(HostCharacters);
        if (length > 0 && Named(authority[..length].TrimEnd('.', '-')) is { } prefix && HasEnding(prefix))
            hosts.Add(prefix);
        if (Named(authority) is { } host)
            hosts.Add(host);
    }

    /// <summary>The host that ASCII characters name without a scheme, or null.</summary>
    private static string? Bare(string run)
    {
        var at = run.LastIndexOf('@');
        var host = Named(run[(at + 1)..].Trim('.', '-'));
        if (host is null)
            return null;
        return HasEnding(host) || (at < 0 && host.StartsWith("www.", StringComparison.Ordinal)) ? host : null;
    }

    private static string? Named(string text)
    {
        var host = LinkTarget.NormalHost(text);
        if (host.Length is < 4 or > 253 || !host.Contains('.') || host[0] == '.' || host.Contains("..", StringComparison.Ordinal))
            return null;
        return host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? host : null;
    }

    private static bool HasEnding(string host) => Endings.Contains(host[(host.LastIndexOf('.') + 1)..]);

    private static string WithoutWww(string host) => host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
}
