using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Pdf;

/// <summary>Skipped where poppler-utils or the shared corpus is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PopplerFactAttribute : FactAttribute
{
    public PopplerFactAttribute()
    {
        if (!File.Exists("/usr/bin/pdftotext") || !File.Exists("/usr/bin/pdftoppm"))
            Skip = "poppler-utils is not installed (Debian package poppler-utils).";
        else if (PdfCorpusTests.Corpus is null)
            Skip = "shared/corpus/pdf lies in no folder above the tests.";
    }
}
