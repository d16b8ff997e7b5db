using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Images;
using MiyakoMailSanitizer.Sanitizing.Images.Jpeg;

namespace MiyakoMailSanitizer.Benchmarks.Pdf;

/// <summary>PDFs as offices send them, the same on every machine.</summary>
internal static class PdfFiles
{
    private const int LinesPerPage = 45;

    /// <summary>Pages full of text, with a table's lines around it.</summary>
    public static byte[] Text(int pages) => Write(pages, page =>
    {
        var text = new StringBuilder("0.5 w\n");
        for (var line = 0; line < LinesPerPage; line++)
        {
            var y = 780 - (line * 16);
            text.Append(CultureInfo.InvariantCulture, $"60 {y - 4} 475 16 re S\nBT /F1 10 Tf 64 {y} Td (Page {page}, line {line}: the quick brown fox jumps over the lazy dog) Tj ET\n");
        }
        return (text.ToString(), null);
    });

    /// <summary>Pages as scanners make them: one JPEG each.</summary>
    public static byte[] Scans(int pages) => Write(pages, page => ("q 595 0 0 842 0 0 cm /X1 Do Q\n", Scan(page)));

    private static byte[] Scan(int seed)
    {
        var raster = new Raster(1240, 1754, RasterKind.Gray, 8) { IsOpaque = true };
        raster.Pixels.AsSpan().Fill(0xF8);
        var state = (uint)seed + 2463534242;
        for (var mark = 0; mark < 12_000; mark++)
        {
            // Xorshift (Marsaglia 2003).
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            var (x, y) = ((int)(state % 1180) + 30, ((int)(state / 1180 % 70) * 24) + 30);
            for (var row = y; row < y + 12; row++)
                raster.Pixels.AsSpan((row * raster.Stride) + x, 2 + (int)(state % 3)).Fill(0x20);
        }
        return JpegCodec.Encode(raster, 80, (2, 2));
    }

    private static byte[] Write(int pages, Func<int, (string Content, byte[]? Jpeg)> make)
    {
        var file = new MemoryStream();
        var places = new List<long>();
        file.Write("%PDF-1.7\n"u8);
        Add("<</Type/Catalog/Pages 2 0 R>>", null);
        Add($"<</Type/Pages/Count {pages}/Kids[{string.Join(' ', Enumerable.Range(0, pages).Select(p => $"{4 + (p * 3)} 0 R"))}]>>", null);
        Add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", null);
        for (var page = 0; page < pages; page++)
        {
            var (content, jpeg) = make(page + 1);
            var number = 4 + (page * 3);
            Add($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {number + 1} 0 R/Resources<</Font<</F1 3 0 R>>/XObject<</X1 {number + 2} 0 R>>>>>>", null);
            Add($"<</Length {content.Length}>>", Encoding.ASCII.GetBytes(content));
            Add(jpeg is null ? "null" : $"<</Type/XObject/Subtype/Image/Width 1240/Height 1754/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode/Length {jpeg.Length}>>", jpeg);
        }
        var start = file.Length;
        var table = string.Concat(places.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p:D10} 00000 n \n")));
        file.Write(Encoding.ASCII.GetBytes(
            $"xref\n0 {places.Count + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {places.Count + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"));
        return file.ToArray();

        void Add(string body, byte[]? stream)
        {
            places.Add(file.Length);
            file.Write(Encoding.ASCII.GetBytes($"{places.Count} 0 obj\n{body}\n"));
            if (stream is not null)
                file.Write([.. "stream\n"u8, .. stream, .. "\nendstream\n"u8]);
            file.Write("endobj\n"u8);
        }
    }
}
