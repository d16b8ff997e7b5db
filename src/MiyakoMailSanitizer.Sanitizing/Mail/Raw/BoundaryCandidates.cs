using System.Collections.Immutable;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Raw;

/// <summary>Every value that some program may take for the boundary of a multipart.</summary>
internal static class BoundaryCandidates
{
    private const int Max = 12;
    private const int MaxLength = 1_000;

    /// <summary>The candidates of a Content-Type value, the likeliest first; at most twelve.</summary>
    public static ImmutableArray<ReadOnlyMemory<byte>> Of(ReadOnlySpan<byte> rawValue)
    {
        var text = Encoding.Latin1.GetString(rawValue).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        var found = new List<string>();
        var joined = new StringBuilder();
        foreach (var (section, start) in RawSections.Of(text, "boundary").Take(Max))
        {
            var values = Values(text[start..]).ToList();
            found.AddRange(values);
            if (section.StartsWith('*') && values.Count > 0)
            {
                var decoded = PercentDecoded(values[0]);
                joined.Append(decoded);
                found.Add(decoded);
                found.Add(joined.ToString());
            }
        }

        if (found.Count > 0 && found.All(v => v.Length == 0))
            return [ReadOnlyMemory<byte>.Empty];
        return [.. found
            .Where(v => v.Length is > 0 and <= MaxLength)
            .Distinct()
            .Take(Max)
            .Select(v => (ReadOnlyMemory<byte>)Encoding.Latin1.GetBytes(v))];
    }

    /// <summary>The token of each line that begins like a delimiter, MIME fields behind it: a boundary that nobody declared.</summary>
    public static ImmutableArray<ReadOnlyMemory<byte>> Undeclared(ReadOnlyMemory<byte> text)
    {
        var found = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        var span = text.Span;
        for (var position = 0; position < span.Length && found.Count < Max;)
        {
            var next = HeaderScan.NextLine(span, position, LineEnds.LfOrCr);
            var line = HeaderScan.TrimLineEnd(span[position..next]).TrimEnd(" \t"u8);
            if (line.Length > 2 && line.StartsWith("--"u8) && PartLike.BeginsWithFields(span[next..]))
            {
                var candidate = text.Slice(position + 2, line.Length - 2);
                if (!found.Any(f => f.Span.SequenceEqual(candidate.Span)))
                    found.Add(candidate);
            }

            position = next;
        }

        return found.ToImmutable();
    }

    /// <summary>A value with and without its quotes, escapes, comments and spaces.</summary>
    private static IEnumerable<string> Values(string rest)
    {
        rest = rest.TrimStart(' ', '\t');
        if (rest.StartsWith('('))
            rest = rest[(rest.IndexOf(')', StringComparison.Ordinal) + 1)..].TrimStart(' ', '\t');
        if (rest.StartsWith('"'))
        {
            var close = rest.IndexOf('"', 1);
            var quoted = close < 0 ? rest[1..] : rest[1..close];
            yield return quoted;
            yield return quoted.TrimEnd(' ', '\t');
            yield return Unescaped(rest[1..]);
        }

        foreach (var ends in new[] { "; \t", ";", "; \t,(\"", "; \t()<>@,:\\\"/[]?=" })
        {
            var end = rest.AsSpan().IndexOfAny(ends);
            yield return end < 0 ? rest : rest[..end];
        }

        yield return rest.TrimEnd(' ', '\t');
    }

    /// <summary>A quoted string with its escapes taken away, up to the first quote that is not escaped.</summary>
    private static string Unescaped(string quoted)
    {
        var result = new StringBuilder();
        for (var i = 0; i < quoted.Length && quoted[i] != '"'; i++)
        {
            if (quoted[i] == '\\' && i + 1 < quoted.Length)
                i++;
            result.Append(quoted[i]);
        }

        return result.ToString();
    }

    private static string PercentDecoded(string value)
    {
        var start = value.LastIndexOf('\'') + 1;
        var result = new StringBuilder();
        for (var i = start; i < value.Length; i++)
        {
            if (value[i] == '%' && i + 2 < value.Length && char.IsAsciiHexDigit(value[i + 1]) && char.IsAsciiHexDigit(value[i + 2]))
            {
                result.Append((char)Convert.ToByte(value.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                result.Append(value[i]);
            }
        }

        return result.ToString();
    }
}
