using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests.Formats.PdfDocuments;

public sealed class PdfCheckerTests
{
    private const string Catalog = "<</Type /Catalog/Pages 2 0 R>>", Pages = "<</Type /Pages/Count 1/Kids [3 0 R]>>",
        Page = "<</Type /Page/Parent 2 0 R/MediaBox [0 0 595 842]/Contents 4 0 R/Resources <</Font <</F1 5 0 R>>>>>>",
        Font = "<</Type /Font/Subtype /Type1/BaseFont /Helvetica>>", Content = "BT\n/F1 12 Tf\n72 700 Td\n<48>Tj\nET\n";

    private static byte[] Write(string catalog = Catalog, string pages = Pages, string page = Page, string content = Content, string font = Font, params string[] further)
    {
        using var file = new MemoryStream();
        file.Write([0x25, 0x50, 0x44, 0x46, 0x2D, 0x31, 0x2E, 0x37, 0x0A, 0x25, 0xE2, 0xE3, 0xCF, 0xD3, 0x0A]);
        var places = new List<long>();
        foreach (var body in (string[])[catalog, pages, page, "", font, .. further])
        {
            places.Add(file.Length);
            file.Write(Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{places.Count} 0 obj\n")));
            file.Write(body.Length > 0 ? Encoding.Latin1.GetBytes(body) : Stream(content));
            file.Write("\nendobj\n"u8);
        }
        var start = file.Length;
        var size = places.Count + 1;
        var tail = string.Create(CultureInfo.InvariantCulture, $"xref\n0 {size}\n0000000000 65535 f \n")
            + string.Concat(places.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p:D10} 00000 n \n")))
            + string.Create(CultureInfo.InvariantCulture, $"trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        file.Write(Encoding.Latin1.GetBytes(tail));
        return file.ToArray();
    }

    private static byte[] Stream(string content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(Encoding.Latin1.GetBytes(content));
        return [.. Encoding.ASCII.GetBytes($"<</Filter /FlateDecode/Length {packed.Length}>>\nstream\n"), .. packed.ToArray(), .. "\nendstream"u8];
    }

    private static bool Passes(byte[] pdf) => MessageVerifier.VerifyFile("application/pdf", "a.pdf", pdf).Faults.IsEmpty;

    [Fact]
    public void The_shape_that_we_write_passes() => Assert.True(Passes(Write()));

    public static TheoryData<string, byte[]> Refused => new()
    {
        { "open action", Write(catalog: "<</Type /Catalog/Pages 2 0 R/OpenAction <</S /JavaScript/JS <00>>>>>") },
        { "escaped name", Write(catalog: "<</Type /Catalog/Pages 2 0 R/OpenActio#6E 3 0 R>>") },
        { "names", Write(catalog: "<</Type /Catalog/Pages 2 0 R/Names <<>>>>") },
        { "additional actions", Write(page: Page[..^2] + "/AA <<>>>>") },
        { "key twice", Write(catalog: "<</Type /Catalog/Pages 2 0 R/Pages 2 0 R>>") },
        { "object that nothing refers to", Write(further: "<</Type /Font/Subtype /Type1/BaseFont /X>>") },
        { "reference to nothing", Write(catalog: "<</Type /Catalog/Pages 2 0 R/Outlines 9 0 R>>") },
        { "literal string", Write(catalog: "<</Type /Catalog/Pages 2 0 R/Lang (ja)>>") },
        { "forbidden font name", Write(font: "<</Type /Font/Subtype /Type1/BaseFont /JavaScript>>") },
        { "launch", Write(page: Page[..^2] + "/Annots [6 0 R]>>", further: "<</Type /Annot/Subtype /Link/Rect [0 0 9 9]/A <</S /Launch/URI <00>>>>>") },
        { "link to a file", Write(page: Page[..^2] + "/Annots [6 0 R]>>", further: "<</Type /Annot/Subtype /Link/Rect [0 0 9 9]/A <</S /URI/URI <66696C653A>>>>>") },
        { "unknown operator", Write(content: "XX\n") },
        { "wrong operands", Write(content: "1 Td\n") },
        { "too few restored", Write(content: "q\n") },
        { "too many restored", Write(content: "Q\n") },
        { "literal in content", Write(content: "(a)Tj\n") },
        { "inline picture", Write(content: "BI\n") },
        { "name of a resource that is none of ours", Write(content: "/JavaScript Do\n") },
        { "bytes behind", [.. Write(), (byte)'\n'] },
        { "bytes before", [(byte)' ', .. Write()] },
        { "comment", Write(catalog: "<</Type /Catalog/Pages 2 0 R%x\n>>") },
        { "another filter", Replace(Write(), "/FlateDecode/", "/LZWDecode  /") },
        { "wrong place", Replace(Write(), "0000000015", "0000000016") },
        { "empty", [] },
    };

    private static byte[] Replace(byte[] pdf, string from, string to)
        => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(pdf).Replace(from, to, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Refused))]
    public void Anything_else_is_refused(string what, byte[] pdf) => Assert.False(Passes(pdf), what);

    [Fact]
    public void No_changed_byte_makes_it_throw()
    {
        var pdf = Write();
        for (var i = 0; i < pdf.Length; i++)
        {
            var changed = pdf.ToArray();
            changed[i] ^= 0x01;
            // A digit of a number may be another number; none may throw.
            _ = Passes(changed);
        }
        Assert.True(Passes(pdf));
    }
}
