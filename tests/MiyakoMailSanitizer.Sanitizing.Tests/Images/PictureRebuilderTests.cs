using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Images;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Images;

public sealed class PictureRebuilderTests
{
    // So small a picture with so hard edges suffers more than a photograph does; see PictureCorpusTests for these.
    private const double LeastLikenessOfLossy = 30;

    public static TheoryData<string> Names => [.. PictureFixtures.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_other_programs_wrote_shows_the_same_after(string name)
    {
        var result = PictureFixtures.RebuildWell(PictureFixtures.Read(name));

        var want = PictureFixtures.Look(PictureFixtures.Read(name + ".want.png"));
        Assert.Equal((want.Width, want.Height), (result.Width, result.Height));
        var likeness = PictureFixtures.Look(result.Content).Likeness(want);
        var isLossy = result.Format == FileFormat.Jpeg || name is "jpeg.tif" or "jpeg-rgb.tif";
        Assert.InRange(likeness, isLossy ? LeastLikenessOfLossy : 100, 100);
        Assert.DoesNotContain(result.Findings, f => f.Code is "image.broken" or "image.unsupported");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_written_is_written_the_same_again(string name)
    {
        var once = PictureFixtures.RebuildWell(PictureFixtures.Read(name));
        Assert.Equal(once.Content.ToArray(), PictureFixtures.Rebuild(PictureFixtures.Read(name)).Content.ToArray());

        var twice = PictureFixtures.RebuildWell(once.Content.ToArray());
        Assert.Empty(twice.Findings);
        Assert.Equal(once.Format, twice.Format);
        if (once.Format != FileFormat.Jpeg && name is not ("jpeg.tif" or "jpeg-rgb.tif"))
            Assert.Equal(once.Content.ToArray(), twice.Content.ToArray());
    }

    [Theory]
    [InlineData("rgb.png", "png")]
    [InlineData("444.jpg", "jpeg")]
    [InlineData("palette.gif", "gif")]
    [InlineData("24.bmp", "png")]
    [InlineData("icon.ico", "png")]
    [InlineData("lossy.webp", "jpeg")]
    [InlineData("lossless.webp", "png")]
    [InlineData("alpha-lossy.webp", "png")]
    [InlineData("fax-g3.tif", "tiff")]
    public void What_is_written_for_what(string name, string format)
        => Assert.Equal(format, PictureFixtures.RebuildWell(PictureFixtures.Read(name)).Format?.Id);

    [Theory]
    [InlineData("turned.png", "EXIF, GPS, XMP, text")]
    [InlineData("turned-6.jpg", "EXIF")]
    [InlineData("moving.gif", "comment")]
    public void What_came_with_the_pixels_is_named_and_gone(string name, string kinds)
    {
        var original = PictureFixtures.Read(name);
        var result = PictureFixtures.RebuildWell(original);

        Assert.Equal(kinds, Assert.Single(result.Findings, f => f.Code == "image.metadata").Detail);
        Assert.Equal(-1, result.Content.Span.IndexOf("Camera"u8));
        Assert.Equal(-1, result.Content.Span.IndexOf("hello"u8));
    }

    [Theory]
    [InlineData("palette-4.png")]
    [InlineData("bits.png")]
    [InlineData("grey-alpha.png")]
    [InlineData("palette.gif")]
    [InlineData("palette.tif")]
    [InlineData("fax-g4.tif")]
    [InlineData("grey.jpg")]
    [InlineData("1.bmp")]
    public void Pictures_of_few_colours_stay_small(string name)
    {
        var original = PictureFixtures.Read(name);
        Assert.InRange(PictureFixtures.RebuildWell(original).Content.Length, 1, (original.Length * 11 / 10) + 64);
    }

    [Fact]
    public void The_resolution_stays()
    {
        var png = PictureFixtures.RebuildWell(PictureFixtures.Read("turned.png")).Content.Span;
        Assert.Equal([0, 0, 0x2E, 0x23, 0, 0, 0x2E, 0x23, 1], png.Slice(png.IndexOf("pHYs"u8) + 4, 9).ToArray());
        var jpeg = PictureFixtures.RebuildWell(PictureFixtures.Read("444.jpg")).Content.Span;
        Assert.Equal([1, 1, 1, 0x01, 0x5E, 0x01, 0x5E], jpeg.Slice(11, 7).ToArray());
    }

    [Fact]
    public void An_animation_gives_its_first_frame_or_all_of_them()
    {
        var original = PictureFixtures.Read("moving.gif");
        var first = PictureFixtures.RebuildWell(original);
        Assert.Equal("1 of 4 frames were kept", Assert.Single(first.Findings, f => f.Code == "image.animation").Detail);

        var all = PictureFixtures.RebuildWell(original, new() { Animation = AnimationStyle.All });
        Assert.DoesNotContain(all.Findings, f => f.Code == "image.animation");
        using var codec = SkiaSharp.SKCodec.Create(SkiaSharp.SKData.CreateCopy(all.Content.Span));
        Assert.Equal(4, codec.FrameCount);
        Assert.Equal(3, codec.RepetitionCount);
        Assert.All(codec.FrameInfo, f => Assert.Equal(120, f.Duration));

        var some = PictureFixtures.RebuildWell(original, new() { Animation = AnimationStyle.All, MaxFrames = 3 });
        Assert.Equal("3 of 4 frames were kept", Assert.Single(some.Findings, f => f.Code == "image.animation").Detail);
    }

    [Fact]
    public void Pages_stay_pages_and_too_many_of_them_are_withheld()
    {
        var original = PictureFixtures.Read("pages.tif");
        var pages = PictureFixtures.LookAtPages(PictureFixtures.RebuildWell(original).Content).ToList();
        var before = PictureFixtures.LookAtPages(original).ToList();
        Assert.Equal(3, pages.Count);
        Assert.All(pages.Zip(before), p => Assert.Equal(100, p.First.Likeness(p.Second)));

        var result = PictureFixtures.Rebuild(original, new() { MaxPages = 2 });
        Assert.True(result.IsWithheld);
        Assert.Equal("image.pages", result.Findings[^1].Code);
    }

    [Fact]
    public void A_photograph_is_never_written_finer_than_it_came()
    {
        var original = PictureFixtures.Read("progressive.jpg");
        var at100 = PictureFixtures.RebuildWell(original, new() { JpegQuality = 100 });
        var at50 = PictureFixtures.RebuildWell(original, new() { JpegQuality = 50 });
        Assert.True(at50.Content.Length < at100.Content.Length);
        Assert.InRange(at100.Content.Length, 1, original.Length * 12 / 10);
    }

    [Theory]
    [InlineData("444.jpg")]
    [InlineData("rgb.png")]
    [InlineData("palette.gif")]
    [InlineData("24.bmp")]
    [InlineData("fax-lzw.tif")]
    public void Half_a_file_gives_half_a_picture_and_says_so(string name)
    {
        var original = PictureFixtures.Read(name);
        var result = PictureFixtures.Rebuild(original[..(original.Length * 3 / 4)]);
        if (name == "fax-lzw.tif")
        {
            // Its directory lies at the end.
            Assert.True(result.IsWithheld);
            return;
        }

        PictureFixtures.AssertFit(result);
        Assert.NotNull(result.Format);
        Assert.Contains(result.Findings, f => f.Code == "image.broken");
        var whole = PictureFixtures.Look(PictureFixtures.Read(name + ".want.png"));
        Assert.Equal((whole.Width, whole.Height), (result.Width, result.Height));
    }

    [Fact]
    public void Colours_of_a_profile_become_srgb()
    {
        // Adobe RGB's green is beyond sRGB, so half of it becomes less red, not the same numbers.
        using var wide = SkiaSharp.SKColorSpace.CreateRgb(SkiaSharp.SKColorSpaceTransferFn.TwoDotTwo, SkiaSharp.SKColorSpaceXyz.AdobeRgb);
        using var srgb = SkiaSharp.SKColorSpace.CreateSrgb();
        var pixels = new byte[16 * 16 * 4];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (i % 4) switch { 0 => 90, 1 => 160, 2 => 70, _ => 255 };
        using var pinned = new PinnedBytes(pixels);
        using var pixmap = new SkiaSharp.SKPixmap(new(16, 16, SkiaSharp.SKColorType.Rgba8888, SkiaSharp.SKAlphaType.Unpremul, wide), pinned.At(0));
        using var png = pixmap.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
        using var jpeg = pixmap.Encode(SkiaSharp.SKEncodedImageFormat.Jpeg, 100);

        foreach (var file in new[] { png!.ToArray(), jpeg!.ToArray() })
        {
            var result = PictureFixtures.RebuildWell(file);
            Assert.Contains("ICC profile", Assert.Single(result.Findings).Detail);
            Assert.InRange(PictureFixtures.Look(result.Content).Likeness(PictureFixtures.Look(file)), 40, 100);
            Assert.InRange(PictureFixtures.Look(result.Content).Rgba[0], 0, 80);
        }
    }
}
