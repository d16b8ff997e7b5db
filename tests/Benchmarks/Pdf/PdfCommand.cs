using System.CommandLine;

namespace MiyakoMailSanitizer.Benchmarks.Pdf;

/// <summary>The verb <c>pdf</c>.</summary>
internal static class PdfCommand
{
    /// <summary>Adds it.</summary>
    public static RootCommand WithPdf(this RootCommand root, Option<int> rounds, Option<FileInfo?> json)
    {
        var files = new Argument<FileInfo[]>("files") { Description = "PDFs; without any, two that are made here.", Arity = ArgumentArity.ZeroOrMore };
        var pdf = new Command("pdf", "Rebuild, image, text and verification of PDFs, beside qpdf and pdftoppm.") { files, rounds, json };
        pdf.SetAction(p => Report.Write(PdfBenchmark.Run(p.GetValue(files) ?? [], p.GetValue(rounds)), p.GetValue(json)));
        root.Add(pdf);
        return root;
    }
}
