using System.Collections.Immutable;
using MiyakoMailSanitizer.Benchmarks.Office;
using MiyakoMailSanitizer.Benchmarks.Pdf;

namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>What a generator sends: messages in a fixed order, over and over.</summary>
/// <param name="Name">Shown in tables.</param>
/// <param name="Mails">The order.</param>
internal sealed record BenchLoad(string Name, ImmutableArray<BenchMail> Mails)
{
    /// <summary>Mean size of a message.</summary>
    public double MeanBytes => Mails.Average(m => m.Content.Length);

    /// <summary>One message, over and over.</summary>
    public static BenchLoad Of(BenchMail mail) => new(mail.Name, [mail]);

    /// <summary>
    /// What an office gets: half text, three in ten newsletters, a fifth with an attachment: Word, Excel and PDF with text, PDF from a scanner.
    /// About 103 KB a message on average.
    /// </summary>
    public static BenchLoad Mixed()
    {
        var (iso2022Jp, utf8, newsletter) = (BenchMail.Iso2022Jp(), BenchMail.Utf8(), BenchMail.Newsletter(30_000));
        BenchMail[] attachments =
        [
            BenchMail.WithAttachment("資料.docx", Package(path => OfficeFiles.Docx(path, 24_000))),
            BenchMail.WithAttachment("scan.pdf", PdfFiles.Scans(2)),
            BenchMail.WithAttachment("台帳.xlsx", Package(path => OfficeFiles.Xlsx(path, 24_000))),
            BenchMail.WithAttachment("案内.pdf", PdfFiles.Text(4)),
        ];
        return new BenchLoad("mixed", [.. attachments.SelectMany(a => new[] { utf8, newsletter, iso2022Jp, newsletter, a, utf8, iso2022Jp, newsletter, utf8, a })]);
    }

    private static byte[] Package(Action<string> write)
    {
        var path = Path.GetTempFileName();
        write(path);
        var content = File.ReadAllBytes(path);
        File.Delete(path);
        return content;
    }
}
