using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Raw;

/// <summary>File names in raw fields: what they may mean, and whether all programs agree.</summary>
internal static class RawNames
{
    private const int MaxName = 200, MaxPieces = 200;

    /// <summary>A name to show for a part that only some programs see; decoded, not cleaned; empty where no field has one.</summary>
    public static string Of(HeaderScan header)
    {
        var values = header.Like("contentdisposition").Concat(header.Like("contenttype")).Select(f => f.Value);
        foreach (var value in values)
        {
            var findings = ImmutableArray.CreateBuilder<Finding>();
            var text = EncodedWords.Unfold(value.Span, "name", findings);
            if (Name(text) is { Length: > 0 } name)
                return TextCut.AtMost(EncodedWords.Decode(name, "name", findings), MaxName);
        }

        return "";
    }

    /// <summary>Null where all programs read the same name, but for those that know no encodings; else what is wrong.</summary>
    public static string? Fault(StrictContentType field, string parameter)
    {
        var plain = field.Parameters.Where(p => p.Name == parameter).ToList();
        var extended = field.Parameters.Where(p => p.Name.StartsWith(parameter + "*", StringComparison.Ordinal)).ToList();
        if (plain.Count > 1)
            return $"{parameter} stands twice";
        if (plain is [var only] && PlainFault(only.Value, only.IsQuoted) is { } fault)
            return fault;
        if (extended.Count > 0 && !IsWhole(parameter, extended))
            return "the pieces of a name, or its charset, are missing or doubled (RFC 2231)";
        if (extended.Any(p => HoldsControl(p.Value)))
            return "a control character is encoded in a name";
        // Many senders write an ASCII name for old programs beside the real one (RFC 6266 §4.3): that is no trick by itself.
        if (plain.Count == 1 && extended.Count > 0 && !HasSameExtension(plain[0].Value, extended[^1].Value))
            return $"{parameter} stands in two forms of different kinds";
        return null;
    }

    private static string? PlainFault(string value, bool isQuoted)
    {
        if (!isQuoted && value.AsSpan().IndexOfAny(" \t()") >= 0)
            return "a name without quotes that goes on behind a space or a bracket";
        if (value.AsSpan().IndexOfAny('\r', '\n') >= 0 && !value.Contains("=?", StringComparison.Ordinal))
            return "a name that is folded within";
        for (var i = 0; i < value.Length; i++)
        {
            // Behind a byte above 0x7F a backslash is the second half of a Japanese character.
            if (value[i] == '\\' && (i == 0 || value[i - 1] < 0x80))
                return "a name with a backslash, which some programs take away";
        }

        return null;
    }

    private static bool IsWhole(string parameter, List<(string Name, string Value, bool IsQuoted)> pieces)
    {
        if (pieces.Any(p => p.Name == parameter + "*"))
            return pieces.Count == 1 && pieces[0].Value.Count(c => c == '\'') >= 2;
        var numbers = pieces.Select(p => p.Name[(parameter.Length + 1)..].TrimEnd('*')).ToList();
        var first = pieces.FirstOrDefault(p => p.Name == $"{parameter}*0*");
        return numbers.Select((n, i) => n == i.ToString(CultureInfo.InvariantCulture)).All(inOrder => inOrder)
            && (first.Name is null || first.Value.Count(c => c == '\'') >= 2);
    }

    /// <summary><c>%00</c> to <c>%1F</c>.</summary>
    private static bool HoldsControl(string value)
    {
        for (var at = value.IndexOf('%', StringComparison.Ordinal); at >= 0; at = value.IndexOf('%', at + 1))
        {
            if (at + 2 < value.Length && value[at + 1] is '0' or '1' && char.IsAsciiHexDigit(value[at + 2]))
                return true;
        }

        return false;
    }

    private static bool HasSameExtension(string plain, string extended)
        => plain.StartsWith("=?", StringComparison.Ordinal)
            || Path.GetExtension(plain).Equals(Path.GetExtension(extended), StringComparison.OrdinalIgnoreCase);

    private static string Name(string text)
    {
        var joined = new StringBuilder();
        foreach (var (section, start) in RawSections.Of(text, "name").Take(MaxPieces))
        {
            var value = Value(text.AsSpan(start));
            if (section.Length == 0)
                return value;
            joined.Append(Uri.UnescapeDataString(value[(value.LastIndexOf('\'') + 1)..]));
        }

        return joined.ToString();
    }

    private static string Value(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        var isQuoted = rest is ['"', ..];
        if (isQuoted)
            rest = rest[1..];
        var end = rest.IndexOf(isQuoted ? '"' : ';');
        return (end < 0 ? rest[..Math.Min(rest.Length, MaxName)] : rest[..end]).Trim("\" ").ToString();
    }
}
