using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Raw;

/// <summary>A name to show for a part that only some programs see: the first of all that its fields may mean.</summary>
internal static class RawNames
{
    private const int MaxName = 200;

    /// <summary>Decoded, not cleaned; empty where no field has a name.</summary>
    public static string Of(HeaderScan header)
    {
        var values = header.All("content-disposition").Concat(header.All("content-type")).Select(f => f.Value);
        foreach (var value in values)
        {
            var findings = ImmutableArray.CreateBuilder<Finding>();
            var text = EncodedWords.Unfold(value.Span, "name", findings);
            if (Name(text) is { Length: > 0 } name)
                return TextCut.AtMost(EncodedWords.Decode(name, "name", findings), MaxName);
        }

        return "";
    }

    private static string Name(string text)
    {
        var joined = new StringBuilder();
        for (var at = 0; text.IndexOf("name", at, StringComparison.OrdinalIgnoreCase) is >= 0 and var found;)
        {
            at = found + "name".Length;
            var equals = text.IndexOf('=', at);
            if (equals < 0)
                break;
            var section = text[at..equals].Trim();
            if (section.AsSpan().IndexOfAnyExcept("*0123456789") >= 0)
                continue;
            var value = Value(text[(equals + 1)..]);
            if (section.Length == 0)
                return value;
            joined.Append(Uri.UnescapeDataString(value[(value.LastIndexOf('\'') + 1)..]));
        }

        return joined.ToString();
    }

    private static string Value(string rest)
    {
        rest = rest.TrimStart();
        var end = rest.StartsWith('"') ? rest.IndexOf('"', 1) : rest.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? rest : rest[..end]).Trim('"', ' ');
    }
}
