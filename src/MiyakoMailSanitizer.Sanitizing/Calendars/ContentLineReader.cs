using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Calendars;

/// <summary>Reads content lines out of bytes: unfolds, decodes, undoes the quoted-printable of vCalendar 1.0 and vCard 2.1.</summary>
internal static class ContentLineReader
{
    private const int MaxLines = 50_000, MaxLine = 200_000;

    /// <summary>The lines that can be read; the others are counted.</summary>
    public static (List<ContentLine> Lines, int Unreadable) Read(
        UntrustedFile file, SanitizeScope scope, ICollection<Finding> findings, CancellationToken cancellationToken)
    {
        var bytes = Unfolded(file.Content.Span);
        var decoded = TextDecoder.Decode(bytes, DeclaredCharset.Of(file.DeclaredMediaType), "");
        foreach (var finding in decoded.Findings)
            findings.Add(finding);
        PoorText.Keep(decoded, file, scope, cancellationToken);
        var raw = TextCleaner.CleanLines(decoded.Text, "").Text.Split('\n');
        if (raw.Length > MaxLines)
            throw new LimitExceededException("limit.text", $"more than {MaxLines} lines");
        var (lines, unreadable) = (new List<ContentLine>(), 0);
        for (var i = 0; i < raw.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (raw[i].Length == 0)
                continue;
            var line = raw[i].Length > MaxLine ? null : ContentLine.Parse(raw[i]);
            if (line is null)
            {
                unreadable++;
                continue;
            }
            if (IsQuotedPrintable(line))
            {
                // Its soft line breaks have no space behind them.
                var value = line.Value;
                while (value.EndsWith('=') && i + 1 < raw.Length && value.Length < MaxLine)
                    value = value[..^1] + raw[++i];
                line = line with { Value = Escaped(Decoded(value, line.Parameter("CHARSET"))) };
            }
            lines.Add(line);
        }
        return (lines, unreadable);
    }

    /// <summary>RFC 5545 §3.1; on the bytes, as some programs fold within a character.</summary>
    private static byte[] Unfolded(ReadOnlySpan<byte> bytes)
    {
        var result = new byte[bytes.Length];
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var next = bytes[i] == '\r' && i + 1 < bytes.Length && bytes[i + 1] == '\n' ? i + 2 : bytes[i] is (byte)'\n' or (byte)'\r' ? i + 1 : -1;
            if (next >= 0 && next < bytes.Length && bytes[next] is (byte)' ' or (byte)'\t')
                i = next;
            else
                result[length++] = bytes[i];
        }
        return result[..length];
    }

    private static bool IsQuotedPrintable(ContentLine line)
        => line.Parameters.Any(p => p.Name is "ENCODING" or "TYPE" && p.Value.Equals("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase));

    private static string Decoded(string value, string? charset)
    {
        var bytes = new List<byte>(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '=' && i + 2 < value.Length + 0 && byte.TryParse(value.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
            {
                bytes.Add(b);
                i += 2;
            }
            else
            {
                bytes.AddRange(System.Text.Encoding.UTF8.GetBytes(value[i].ToString()));
            }
        }
        return TextCleaner.CleanLines(TextDecoder.Decode([.. bytes], charset, "").Text, "").Text;
    }

    /// <summary>Line ends as the newer versions write them; the separators of structured values stay.</summary>
    private static string Escaped(string value) => value.Replace("\n", "\\n", StringComparison.Ordinal);
}
