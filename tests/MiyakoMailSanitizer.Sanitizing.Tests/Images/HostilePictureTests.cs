using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Images;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Images;

public sealed class HostilePictureTests
{
    private static readonly Dictionary<string, (Func<byte[]> Make, string? Code)> Cases = new()
    {
        ["png of 50,000 x 50,000 in 1 KB"] = (() => HostilePictures.Png(50_000, 50_000, 8, 6, ("IDAT", HostilePictures.Zlib(900_000))), "image.too-large"),
        ["png of 2^31 columns"] = (() => HostilePictures.Png(int.MaxValue, 1, 16, 6, ("IDAT", HostilePictures.Zlib(9))), "image.too-large"),
        ["png whose few pixels unpack to 200 MB"] = (() => HostilePictures.Png(100, 100, 8, 2, ("IDAT", HostilePictures.Zlib(200 << 20))), null),
        ["png with a profile that unpacks to 200 MB"] = (
            () => HostilePictures.Png(9, 9, 8, 2, ("iCCP", [(byte)'a', 0, 0, .. HostilePictures.Zlib(200 << 20)]), ("IDAT", HostilePictures.Zlib(9 * 28))), null),
        ["png without pixels"] = (() => HostilePictures.Png(9, 9, 8, 2), "image.broken"),
        ["png without palette"] = (() => HostilePictures.Png(9, 9, 8, 3, ("IDAT", HostilePictures.Zlib(90))), "image.broken"),
        ["png of no pixels"] = (() => HostilePictures.Png(0, 9, 8, 2, ("IDAT", HostilePictures.Zlib(90))), "image.broken"),
        ["png of a negative size"] = (() => HostilePictures.Png(-1, -1, 8, 2, ("IDAT", HostilePictures.Zlib(90))), "image.broken"),
        ["png of depth 3"] = (() => HostilePictures.Png(9, 9, 3, 0, ("IDAT", HostilePictures.Zlib(90))), "image.broken"),
        ["gif of 65,535 x 65,535"] = (() => HostilePictures.Gif(65_535, 65_535, 1), "image.too-large"),
        ["gif of 5,000 frames"] = (() => HostilePictures.Gif(10, 10, 5_000), null),
        ["gif without frames"] = (() => HostilePictures.Gif(10, 10, 0), "image.broken"),
        ["jpeg of 65,500 x 65,500"] = (() => HostilePictures.Jpeg(65_500, 65_500), "image.too-large"),
        ["jpeg without data"] = (() => HostilePictures.Jpeg(8_000, 8_000, hasData: false), "image.broken"),
        ["jpeg of 0 rows"] = (() => HostilePictures.Jpeg(100, 0), "image.broken"),
        ["jpeg of 5,000 scans"] = (() => HostilePictures.Jpeg(100, 100, scans: 5_000), "image.broken"),
        ["tiff of 4 billion columns"] = (() => HostilePictures.Tiff([1], 0, (256, uint.MaxValue), (257, uint.MaxValue)), "image.too-large"),
        ["tiff that is its own next page"] = (() => HostilePictures.Tiff([1], 8, (256, 8), (257, 1)), null),
        ["tiff of 50,000 x 50,000 packed in 1 KB"] = (
            () => HostilePictures.Tiff(HostilePictures.Zlib(900_000), 0, (256, 50_000), (257, 50_000), (258, 8), (259, 8), (277, 3)), "image.too-large"),
        ["tiff whose few pixels unpack to 200 MB"] = (
            () => HostilePictures.Tiff(HostilePictures.Zlib(200 << 20), 0, (256, 9), (257, 9), (258, 8), (259, 8), (262, 1)), null),
        ["tiff of tiles that are far larger than the page"] = (
            () => HostilePictures.Tiff([1], 0, (256, 9), (257, 9), (258, 8), (262, 1), (322, 60_000), (323, 60_000), (324, 8)), "image.too-large"),
        ["tiff of tiles of nothing"] = (() => HostilePictures.Tiff([1], 0, (256, 9), (257, 9), (322, 0), (323, 0), (324, 8)), "image.broken"),
        ["tiff of strips of one row, of which one is there"] = (() => HostilePictures.Tiff([1, 2], 0, (256, 9), (257, 60_000), (278, 1)), null),
        ["tiff of 250 samples"] = (() => HostilePictures.Tiff([1], 0, (256, 9), (257, 9), (258, 8), (277, 250)), "image.unsupported"),
        ["tiff that runs in circles as lzw"] = (
            () => HostilePictures.Tiff([.. Enumerable.Repeat((byte)0xFF, 90_000)], 0, (256, 900), (257, 900), (258, 8), (259, 5)), "image.broken"),
        ["tiff of a fax that says nothing"] = (() => HostilePictures.Tiff(new byte[90_000], 0, (256, 9_000), (257, 9_000), (259, 4)), "image.broken"),
        ["tiff of a fax without any end of line"] = (() => HostilePictures.Tiff(new byte[90_000], 0, (256, 9_000), (257, 9_000), (259, 3)), "image.broken"),
        ["bmp of 30,000 x 30,000"] = (() => HostilePictures.Bmp(30_000, 30_000, 32, 0, new byte[999]), "image.too-large"),
        ["bmp of the least number of rows"] = (() => HostilePictures.Bmp(1, int.MinValue, 32, 0, new byte[999]), "image.broken"),
        ["bmp with a jpeg in it"] = (() => HostilePictures.Bmp(10, 10, 24, 4, PictureFixtures.Read("444.jpg")), "image.unsupported"),
        ["bmp of runs that never move"] = (() => HostilePictures.Bmp(500, 500, 8, 1, new byte[900_000]), null),
        ["webp of 16,384 x 16,384"] = (() => HostilePictures.Webp(16_384, 16_384), "image.too-large"),
        ["webp of nothing"] = (() => [.. "RIFF"u8, 16, 0, 0, 0, .. "WEBPVP8X"u8, 4, 0, 0, 0, 0, 0, 0, 0], "image.broken"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    /// <summary>A hundred megabytes are less than any of them would take if its word were believed.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Each_ends_within_its_limits(string name)
    {
        var (make, code) = Cases[name];
        var bytes = make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = PictureFixtures.Rebuild(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 << 20);

        PictureFixtures.AssertFit(result);
        Assert.Equal(code is not null, result.IsWithheld);
        if (code is not null)
            Assert.Equal(code, result.Findings[^1].Code);
    }

    [Fact]
    public void Pages_and_frames_count_together()
    {
        var options = new ImageOptions { MaxTotalPixels = 1_000_000, Animation = AnimationStyle.All, MaxFrames = 10_000 };
        Assert.False(PictureFixtures.Rebuild(HostilePictures.Gif(900, 1_000, 1_000), options).IsWithheld);
        Assert.Equal("image.too-large", PictureFixtures.Rebuild(HostilePictures.Gif(999, 1_000, 1_001), options).Findings[^1].Code);
    }

    [Fact]
    public void Black_and_white_counts_by_its_bits()
    {
        var options = new ImageOptions { MaxPixels = 1_000_000 };
        Assert.False(PictureFixtures.Rebuild(HostilePictures.Png(2_000, 3_900, 1, 0, ("IDAT", HostilePictures.Zlib(251 * 3_900))), options).IsWithheld);
        Assert.True(PictureFixtures.Rebuild(HostilePictures.Png(2_000, 3_900, 8, 0, ("IDAT", HostilePictures.Zlib(2_001 * 3_900))), options).IsWithheld);
        Assert.True(PictureFixtures.Rebuild(HostilePictures.Png(800, 800, 16, 6, ("IDAT", HostilePictures.Zlib(6_401 * 800))), options).IsWithheld);
    }

    [Fact]
    public void Time_that_is_over_ends_it()
    {
        using var time = new CancellationTokenSource();
        time.Cancel();
        Assert.Throws<OperationCanceledException>(() => PictureRebuilder.Rebuild(PictureFixtures.Read("rgb.png"), new(), time.Token));
    }

    [Fact]
    public void Each_cut_of_each_fixture_ends_well()
    {
        foreach (var name in PictureFixtures.Names)
        {
            var whole = PictureFixtures.Read(name);
            for (var length = 0; length < whole.Length; length += Math.Max(1, whole.Length / 40))
                PictureFixtures.AssertFit(Rebuild(name, whole[..length]));
        }
    }

    [Fact]
    public void Damage_of_any_kind_ends_well()
        => FuzzRun.For(4, random =>
        {
            var names = PictureFixtures.Names.ToList();
            var name = names[random.Next(names.Count)];
            var bytes = PictureFixtures.Read(name);
            for (var i = random.Next(1, 20); i > 0; i--)
                Damage(bytes, random);
            if (random.Next(4) == 0)
                bytes = [.. bytes.AsSpan(0, random.Next(bytes.Length)), .. bytes.AsSpan(random.Next(bytes.Length))];
            PictureFixtures.AssertFit(Rebuild(name, bytes, random.Next(2) == 0 ? AnimationStyle.All : AnimationStyle.First));
        }, share: 0.5);

    private static void Damage(byte[] bytes, Random random)
    {
        // Headers and directories lie at the ends more often than not.
        var at = random.Next(3) switch { 0 => random.Next(bytes.Length), 1 => random.Next(Math.Min(200, bytes.Length)), _ => bytes.Length - 1 - random.Next(Math.Min(200, bytes.Length)) };
        bytes[at] = random.Next(4) switch
        {
            0 => (byte)(bytes[at] ^ (1 << random.Next(8))),
            1 => 0,
            2 => 0xFF,
            _ => (byte)random.Next(256),
        };
    }

    /// <summary>As the format that it was, so that damage at the start does not keep it from its reader.</summary>
    private static PictureResult Rebuild(string name, byte[] bytes, AnimationStyle animation = AnimationStyle.First)
    {
        var extension = name[name.LastIndexOf('.')..];
        var format = PictureRebuilder.Formats.First(f => f.Extensions.Contains(extension));
        return PictureRebuilder.Rebuild(bytes, format, new() { MaxPixels = 2_000_000, Animation = animation }, CancellationToken.None);
    }
}
