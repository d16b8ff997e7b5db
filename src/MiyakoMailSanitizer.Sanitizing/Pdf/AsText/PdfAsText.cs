using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Text;
using UglyToad.PdfPig;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.AsText;

/// <summary>
/// The treatment <c>convert</c>: what the pages say, in the order in which it is read. PdfPig reads the letters, and only of what we have rebuilt:
/// it knows no budget, and a document of ours is bounded.
/// </summary>
internal static class PdfAsText
{
    /// <summary>Steps of a page; PdfPig keeps each of them in memory.</summary>
    public const long MaxCost = 1_000_000;

    /// <summary>How PdfPig reads what we have written.</summary>
    public static ParsingOptions Parsing { get; } = new() { UseLenientParsing = true, SkipMissingFonts = true };

    private const string NothingThere = "文字の情報がありません（画像のみの文書の可能性があります）。\nThere is no text in this document; it may be scanned.\n";

    public static Outcome Convert(UntrustedFile file, byte[] rebuilt, IEnumerable<Finding> before, SanitizeScope scope, CancellationToken cancellationToken)
    {
        var findings = before.ToList();
        var text = new StringBuilder();
        var hasText = false;
        using (var document = PdfDocument.Open(rebuilt, Parsing))
        {
            for (var i = 1; i <= document.NumberOfPages && text.Length <= scope.Limits.MaxTextCharacters; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                text.Append(CultureInfo.InvariantCulture, $"----- {i} / {document.NumberOfPages} -----\n");
                var letters = document.GetPage(i).Letters;
                scope.Spend(letters.Count * 500L);
                var lines = ReadingOrder.Lines([.. letters.Select(Letter.Of)], cancellationToken);
                hasText |= lines.Exists(l => !string.IsNullOrWhiteSpace(l));
                foreach (var line in lines)
                    text.Append(line).Append('\n');
                text.Append('\n');
            }
        }
        if (!hasText)
        {
            findings.Add(new("pdf.no-text", "", "no page holds text"));
            text.Clear().Append(NothingThere);
        }
        if (text.Length > scope.Limits.MaxTextCharacters)
        {
            findings.Add(new("limit.text", "", $"more than {scope.Limits.MaxTextCharacters} characters"));
            text.Length = scope.Limits.MaxTextCharacters;
        }
        var clean = TextCleaner.CleanLines(text.ToString(), "");
        return TextFile.Write(file.Name, FileFormat.Text, clean.Text, Treatment.Convert, [.. findings, .. clean.Findings]);
    }
}

/// <summary>A letter on a page, in points, y upwards.</summary>
internal sealed record Letter(string Value, double X, double Y, double End, double Size)
{
    public static Letter Of(UglyToad.PdfPig.Content.Letter letter)
    {
        var size = letter.PointSize is > 0.5 and < 2_000 ? letter.PointSize : 10;
        return new(letter.Value ?? "", letter.StartBaseLine.X, letter.StartBaseLine.Y, Math.Max(letter.StartBaseLine.X, letter.EndBaseLine.X), size);
    }
}
