using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>
/// Rebuilds comma- and tab-separated values (RFC 4180): cells are read and written again, and a cell that a spreadsheet would run as a
/// formula
/// gets an apostrophe before it. Written as UTF-8 with a byte order mark, without which Japanese Excel reads CSV as CP932.
/// </summary>
internal sealed class CsvSanitizer : ISanitizer
{
    public ImmutableArray<FileFormat> Formats { get; } = [FileFormat.Csv];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var decoded = TextDecoder.Decode(file.Content.Span, DeclaredCharset.Of(file.DeclaredMediaType), "");
        findings.AddRange(decoded.Findings);
        PoorText.Keep(decoded, file, scope, cancellationToken);
        var clean = TextCleaner.CleanLines(decoded.Text, "");
        findings.AddRange(clean.Findings);
        var text = Rewrite(clean.Text, Separator(clean.Text, file.Name), out var formulas, cancellationToken);
        if (formulas > 0)
            findings.Add(new Finding("csv.formula", "", $"{formulas} cells that a spreadsheet would calculate are made text"));
        var withMark = text.AsSpan().ContainsAnyExceptInRange('\0', '~');
        return TextFile.Write(file.Name, FileFormat.Csv, text, scope.Treatment, findings, withMark);
    }

    private static char Separator(string text, string name)
    {
        if (name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase))
            return '\t';
        var firstLine = text.AsSpan(0, text.IndexOf('\n') is >= 0 and var end ? end : text.Length);
        int commas = firstLine.Count(','), tabs = firstLine.Count('\t'), semicolons = firstLine.Count(';');
        return tabs > commas && tabs >= semicolons ? '\t' : semicolons > commas ? ';' : ',';
    }

    private static string Rewrite(string text, char separator, out int formulas, CancellationToken cancellationToken)
    {
        formulas = 0;
        var output = new StringBuilder(text.Length + 16);
        var cell = new StringBuilder();
        var i = 0;
        while (i < text.Length)
        {
            cell.Clear();
            i = ReadCell(text, i, separator, cell);
            formulas += WriteCell(output, cell.ToString(), separator) ? 1 : 0;
            if (i < text.Length)
            {
                if (text[i] == '\n')
                    cancellationToken.ThrowIfCancellationRequested();
                output.Append(text[i++]);
            }
        }

        return output.ToString();
    }

    /// <summary>
    /// Reads a cell up to the separator, the line end or the end of the text; a quote that is not closed ends with the text.
    /// </summary>
    private static int ReadCell(string text, int i, char separator, StringBuilder cell)
    {
        if (text[i] == '"')
        {
            for (i++; i < text.Length; i++)
            {
                if (text[i] == '"' && (i + 1 >= text.Length || text[i + 1] != '"'))
                {
                    i++;
                    break;
                }

                i += text[i] == '"' ? 1 : 0;
                cell.Append(text[i]);
            }
        }

        for (; i < text.Length && text[i] != separator && text[i] != '\n'; i++)
            cell.Append(text[i]);
        return i;
    }

    private static bool WriteCell(StringBuilder output, string cell, char separator)
    {
        // Taking away quotes may have brought together what is only clean apart.
        var text = TextCleaner.CleanLines(cell, "").Text;
        var safe = CsvFormulas.Disarm(text);
        // Excel takes its separator from a first line such as sep=x, and would then find other cells than were looked at here.
        if (output.Length == 0 && text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
            safe = "'" + safe;
        var quote = safe.AsSpan().IndexOfAny(separator, '"', '\n') >= 0;
        if (quote)
            output.Append('"').Append(safe.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        else
            output.Append(safe);
        return safe.Length > text.Length;
    }
}
