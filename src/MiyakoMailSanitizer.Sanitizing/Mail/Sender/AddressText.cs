using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Sender;

/// <summary>An address that people read in a text.</summary>
/// <param name="Text">As it stands there, full-width letters as ASCII.</param>
/// <param name="Local">Lower case.</param>
/// <param name="Domain">Lower-case ASCII; where it can't be a domain, as it is read.</param>
internal sealed record ShownAddress(string Text, string Local, string Domain);

/// <summary>
/// Finds what people read as addresses and domains in a display name: also with full-width <c>＠</c> and <c>．</c>, ideographic full stops,
/// letters of other writing systems, and spaces around the at sign.
/// </summary>
internal static class AddressText
{
    private const int MaxLocal = 64; // RFC 5321 §4.5.3.1.1
    private const int MaxGap = 2;

    /// <summary>The addresses, in their order.</summary>
    public static ImmutableArray<ShownAddress> Addresses(string text)
    {
        var folded = DomainName.Fold(text);
        var addresses = ImmutableArray.CreateBuilder<ShownAddress>();
        for (var at = folded.IndexOf('@', StringComparison.Ordinal); at >= 0; at = folded.IndexOf('@', at + 1))
        {
            if (Domain(folded, SkipGap(folded, at + 1, 1)) is not { } domain || Local(folded, SkipGap(folded, at - 1, -1)) is not { } local)
                continue;
            addresses.Add(new($"{local}@{domain}", local, DomainName.ToAscii(domain) ?? domain));
        }

        return addresses.ToImmutable();
    }

    /// <summary>Domains that stand outside of addresses, lower-case ASCII.</summary>
    public static ImmutableArray<string> Domains(string text)
    {
        var folded = DomainName.Fold(text);
        var domains = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < folded.Length;)
        {
            var end = EndOfDomain(folded, i);
            var isAddress = (end < folded.Length && folded[end] == '@') || (i > 0 && folded[i - 1] == '@');
            if (!isAddress && Domain(folded, i) is { } domain && DomainName.ToAscii(domain) is { } ascii)
                domains.Add(ascii);
            i = Math.Max(end, i + 1);
        }

        return domains.ToImmutable();
    }

    private static int SkipGap(string text, int from, int step)
    {
        var i = from;
        while (i >= 0 && i < text.Length && text[i] is ' ' or '\u3000' && Math.Abs(i - from) < MaxGap)
            i += step;
        return i;
    }

    private static string? Local(string text, int last)
    {
        var first = last;
        while (first >= 0 && last - first < MaxLocal && IsLocal(text[first]))
            first--;
        var local = last < 0 ? "" : text[(first + 1)..(last + 1)];
        return local.Length > 0 ? local : null;
    }

    /// <summary>What begins here, where it has a dot and ends in a name of a top level: letters, and at least two of them.</summary>
    private static string? Domain(string text, int start)
    {
        if (start < 0 || start >= text.Length)
            return null;
        var domain = text[start..EndOfDomain(text, start)].Trim('.', '-');
        var top = domain[(domain.LastIndexOf('.') + 1)..];
        return top.Length >= 2 && top.Length < domain.Length
            && (top.All(char.IsLetter) || top.StartsWith("xn--", StringComparison.Ordinal))
            && !domain.Contains("..", StringComparison.Ordinal) ? domain : null;
    }

    /// <summary>
    /// Japanese words follow a domain without a space: <c>a.exampleさん</c>. A label goes on only in the letters it began with.
    /// </summary>
    private static int EndOfDomain(string text, int start)
    {
        bool? isJapanese = null;
        for (var i = start; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '.')
                isJapanese = null;
            else if (c is '-' or '_' || char.IsDigit(c))
                continue;
            else if (!char.IsLetter(c) || (isJapanese is { } so && so != IsJapanese(c)))
                return i;
            else
                isJapanese = IsJapanese(c);
        }

        return text.Length;
    }

    private static bool IsJapanese(char c)
        => c is >= '\u3005' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF' or >= '\uFF66' and <= '\uFF9F';

    private static bool IsLocal(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '+' or '%' or '=' or '/';
}
