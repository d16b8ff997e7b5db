using System.IO.Compression;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using MiyakoMailSanitizer.Sanitizing.Tests.Office;

namespace MiyakoMailSanitizer.Sanitizing.Tests.PdfDocuments;

/// <summary>Treats a PDF and looks into what came out.</summary>
internal static class PdfRun
{
    public static FileReport Treat(byte[] pdf) => Engines.Standard.Treat(new("a.pdf", "application/pdf", pdf), Engines.Context, CancellationToken.None);

    public static byte[] Rebuilt(byte[] pdf) => Rebuilt(Treat(pdf), pdf);

    /// <summary>The content; what leaves has passed the verifier.</summary>
    public static byte[] Rebuilt(FileReport report, byte[] original)
    {
        var rebuilt = Assert.IsType<Outcome.Rebuilt>(report.Outcome);
        Assert.Equal(FileFormat.Pdf, rebuilt.File.Format);
        RawDocument.AssertVerified(original, "a.pdf");
        return rebuilt.File.Content.ToArray();
    }

    /// <summary>All of the file, with its Flate streams unpacked behind it, and names without escapes.</summary>
    public static string Open(byte[] pdf)
    {
        var text = new StringBuilder(Encoding.Latin1.GetString(pdf));
        for (var at = 0; pdf.AsSpan(at).IndexOf("stream\n"u8) is >= 0 and var next; at += next + 7)
        {
            var start = at + next + 7;
            if (at + next >= 3 && pdf.AsSpan(at + next - 3, 3).SequenceEqual("end"u8))
                continue;
            text.Append('\n').Append(Encoding.Latin1.GetString(Inflate(pdf, start)));
        }
        return text.ToString();
    }

    private static byte[] Inflate(byte[] pdf, int start)
    {
        var result = new MemoryStream();
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(pdf, start, pdf.Length - start), CompressionMode.Decompress);
            zlib.CopyTo(result);
        }
        catch (InvalidDataException)
        {
            // A stream of another filter.
        }
        return result.ToArray();
    }
}
