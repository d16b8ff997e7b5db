using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using MiyakoMailSanitizer.Sanitizing.Tests.Office;

namespace MiyakoMailSanitizer.Sanitizing.Tests.PdfDocuments;

public sealed class PdfHostileTests
{
    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    [Fact]
    public void Three_million_saved_states_are_withheld()
    {
        var pdf = new PdfBuilder().AddStream(4, "/Filter/FlateDecode", PdfBuilder.Deflate(Encoding.ASCII.GetBytes(Repeat("q ", 3_000_000)))).Build();
        Assert.Contains("pdf.bomb", PdfRun.Treat(pdf).Codes());
    }

    [Fact]
    public void A_flate_bomb_ends_at_the_budget()
    {
        var bomb = PdfBuilder.Deflate(PdfBuilder.Deflate(new byte[600 << 20]));
        var pdf = new PdfBuilder().AddStream(4, "/Filter[/FlateDecode/FlateDecode]", bomb).Build();
        Assert.Contains("limit.bytes", PdfRun.Treat(pdf).Codes());
    }

    [Fact]
    public void Forms_that_multiply_each_other_are_withheld()
    {
        var builder = new PdfBuilder();
        for (var i = 20; i < 30; i++)
            builder.AddStream(i, $"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X1 {i + 1} 0 R>>>>", Encoding.ASCII.GetBytes(Repeat("/X1 Do ", 10)));
        builder.AddStream(30, "/Type/XObject/Subtype/Form/BBox[0 0 9 9]", "0 0 9 9 re f"u8.ToArray());
        Assert.Contains("pdf.bomb", PdfRun.Treat(builder.Build("/X1 Do")).Codes());
    }

    [Fact]
    public void A_form_that_draws_itself_is_cut()
    {
        var pdf = new PdfBuilder().AddStream(20, "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X1 20 0 R>>>>", "/X1 Do"u8.ToArray()).Build("/X1 Do");
        var report = PdfRun.Treat(pdf);
        Assert.Contains("pdf.loop", report.Codes());
        PdfRun.Rebuilt(report, pdf);
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "tree of pages in itself", "<</Type/Pages/Count 1/Kids[2 0 R 3 0 R]>>" },
        { "count that lies", "<</Type/Pages/Count 2000000000/Kids[3 0 R 77 0 R null]>>" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_tree_gives_its_pages(string name, string tree)
    {
        Assert.NotEmpty(name);
        var pdf = new PdfBuilder().Add(2, tree).Build();
        Assert.Contains("/Count 1", PdfRun.Open(PdfRun.Rebuilt(pdf)), StringComparison.Ordinal);
    }

    [Fact]
    public void Loops_of_the_cross_reference_end()
    {
        var pdf = Encoding.Latin1.GetString(new PdfBuilder { TrailerKeys = "/Prev 99999" }.Build());
        var start = pdf.LastIndexOf("xref\n0 1", StringComparison.Ordinal);
        PdfRun.Rebuilt(Encoding.Latin1.GetBytes(pdf.Replace("/Prev 99999", $"/Prev {start,5}", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_length_that_refers_to_itself_is_passed_over()
    {
        var pdf = new PdfBuilder().Add(4, "<</Length 4 0 R>>\nstream\nBT /F1 12 Tf (Hello) Tj ET\nendstream").Build();
        Assert.Contains("48656C6C6F", PdfRun.Open(PdfRun.Rebuilt(pdf)), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_cross_reference_the_objects_are_found()
    {
        var pdf = new PdfBuilder().Build();
        var report = PdfRun.Treat(pdf[..pdf.AsSpan().LastIndexOf("xref\n0 1"u8)]);
        Assert.Contains("pdf.repaired", report.Codes());
        Assert.Contains("48656C6C6F", PdfRun.Open(report.Delivered()), StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_arrays_end()
    {
        var pdf = new PdfBuilder { CatalogKeys = "/X " + Repeat("[", 10_000) + Repeat("]", 10_000) }.Build();
        Assert.Contains(PdfRun.Treat(pdf).Codes(), c => c is "pdf.damaged");
    }

    [Fact]
    public void The_same_bytes_come_out_each_time()
    {
        var pdf = new PdfBuilder().Build();
        Assert.Equal(PdfRun.Rebuilt(pdf), PdfRun.Rebuilt(pdf));
    }

    [Fact]
    public void What_was_rebuilt_is_rebuilt_to_the_same()
    {
        var once = PdfRun.Rebuilt(new PdfBuilder().Build());
        Assert.Equal(once, PdfRun.Rebuilt(once));
    }

    /// <summary>Whatever is broken there is an outcome, and what leaves passes the verifier.</summary>
    [Fact]
    public void Fuzz()
    {
        var seeds = new List<byte[]> { new PdfBuilder().Build(), new PdfBuilder { IsPacked = true }.Build(), Rich() };
        if (PdfCorpus.Root is { } root)
            seeds.AddRange(Directory.EnumerateFiles(root, "*.pdf", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length < 40_000).Select(File.ReadAllBytes));
        FuzzRun.For(20261124, random =>
        {
            var broken = seeds[random.Next(seeds.Count)].ToArray();
            for (var i = random.Next(1, 8); i > 0; i--)
            {
                var at = random.Next(broken.Length);
                if (random.Next(3) == 0)
                    broken[at] = (byte)"0123456789<>[]()/ R\n"[random.Next(20)];
                else
                    broken[at] ^= (byte)(1 << random.Next(8));
            }
            if (random.Next(5) == 0)
                broken = broken[..random.Next(1, broken.Length)];
            var report = PdfRun.Treat(broken);
            Assert.DoesNotContain("sanitizer.failed", report.Codes());
            if (report.Outcome is Outcome.Rebuilt { File.Format.Id: "pdf" })
                RawDocument.AssertVerified(broken, "a.pdf");
        });
    }

    /// <summary>A page with a picture, a pattern, a shading, a function, a layer and a form.</summary>
    private static byte[] Rich() => new PdfBuilder
    {
        CatalogKeys = "/OCProperties<</OCGs[21 0 R]/D<</OFF[21 0 R]>>>>/PageLabels<</Nums[0<</S/r>>]>>/Lang(ja-JP)",
    }.Add(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X1 20 0 R/X2 22 0 R>>"
        + "/Shading<</S1 23 0 R>>/ColorSpace<</C1[/Separation/Gold/DeviceRGB 24 0 R]>>/Properties<</L 21 0 R>>>>>>")
        .AddStream(20, "/Type/XObject/Subtype/Form/BBox[0 0 9 9]", "1 0 0 rg 0 0 9 9 re f"u8.ToArray()).Add(21, "<</Type/OCG/Name(x)>>")
        .AddStream(22, "/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceRGB", new byte[12])
        .Add(23, "<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 9 9]/Function 24 0 R/Extend[true true]>>")
        .Add(24, "<</FunctionType 2/Domain[0 1]/C0[0 0 0]/C1[1 1 0]/N 1>>")
        .Build("q /X1 Do /X2 Do /S1 sh /C1 cs 1 scn 0 0 9 9 re f Q BI /W 1 /H 1 /BPC 8 /CS /G ID x EI /OC /L BDC (hidden) Tj EMC BT /F1 9 Tf [(a) -20 (b)] TJ ET");
}

/// <summary>Real documents of the shared corpus, which lies beside the repository.</summary>
internal static class PdfCorpus
{
    public static string? Root { get; } = OfficeCorpus.Root is { } office ? Path.Combine(Path.GetDirectoryName(office)!, "pdf") : null;
}
