using System.Runtime.CompilerServices;
using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests.Formats.Pictures;

public sealed class PictureCheckerTests
{
    private static readonly Dictionary<string, string> MediaTypes = new()
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".tif"] = "image/tiff",
    };

    public static TheoryData<string> Names
        => [.. Directory.EnumerateFiles(Folder()).Select(f => Path.GetFileName(f)!).Where(n => n != "about.md").Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_we_write_passes(string name) => Assert.Empty(Verify(name, Read(name)).Faults);

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_may_stand_before_or_behind(string name)
    {
        foreach (var extra in new[] { "\0", "\0\0", "PK\u0003\u0004", "<script>" })
        {
            AssertRefused(name, [.. Read(name), .. Encoding.Latin1.GetBytes(extra)]);
            AssertRefused(name, [.. Encoding.Latin1.GetBytes(extra), .. Read(name)]);
        }

        AssertRefused(name, [.. Read(name), .. Read(name)]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_cut_passes(string name)
    {
        var whole = Read(name);
        for (var length = 0; length < whole.Length; length++)
            AssertRefused(name, whole[..length]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_byte_may_come_in(string name)
    {
        var whole = Read(name);
        // Codes of a JPEG find their way back where the eight bits happen to be codes of the same block.
        var end = name.EndsWith(".jpg") ? whole.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]) + 12 : whole.Length;
        for (var at = 0; at < end; at += 1 + (whole.Length / 2_000))
            AssertRefused(name, [.. whole.AsSpan(0, at), 0x3C, .. whole.AsSpan(at)]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Other_formats_are_refused(string name)
    {
        foreach (var (extension, type) in MediaTypes.Where(t => t.Key != Path.GetExtension(name)))
            Assert.False(MessageVerifier.VerifyFile(type, "a" + extension, Read(name)).Passed);
    }

    [Theory]
    [InlineData("rgb.png", "IDAT", "tEXt")]
    [InlineData("rgb.png", "IDAT", "iCCP")]
    [InlineData("rgb.png", "IDAT", "eXIf")]
    [InlineData("rgb.png", "IEND", "IDAT")]
    [InlineData("rgb.png", "IEND", "pHYs")]
    [InlineData("palette.png", "PLTE", "tRNS")]
    [InlineData("palette.png", "IDAT", "PLTE")]
    [InlineData("rgb.png", "IDAT", "PLTE")]
    [InlineData("rgb.png", "IDAT", "IHDR")]
    public void No_other_chunk_passes(string name, string before, string type)
    {
        var png = Read(name);
        var at = png.AsSpan().IndexOf(Encoding.ASCII.GetBytes(before)) - 4;
        AssertRefused(name, [.. png.AsSpan(0, at), .. Chunk(type, [1, 2, 3, 4, 5, 6]), .. png.AsSpan(at)]);
    }

    [Theory]
    [InlineData(24, 3)]
    [InlineData(25, 7)]
    [InlineData(26, 1)]
    [InlineData(28, 1)]
    [InlineData(19, 62)]
    [InlineData(23, 36)]
    [InlineData(23, 38)]
    public void A_header_that_lies_is_refused_although_its_checksum_is_right(int at, byte value)
    {
        var png = Read("rgb.png");
        png[at] = value;
        Chunk("IHDR", png[16..29]).CopyTo(png.AsSpan(8));
        AssertRefused("rgb.png", png);
    }

    [Theory]
    [InlineData(0xE1, "Exif\0\0MM")]
    [InlineData(0xE0, "JFXX\0\u0010")]
    [InlineData(0xE2, "ICC_PROFILE\0\u0001\u0001")]
    [InlineData(0xEE, "Adobe\0d\0\0\0\0\0")]
    [InlineData(0xFE, "hello")]
    [InlineData(0xDD, "\0\u0001")]
    [InlineData(0xC2, "")]
    public void No_other_segment_passes(int marker, string body)
    {
        var jpeg = Read("444.jpg");
        var at = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDB]);
        byte[] segment = [0xFF, (byte)marker, 0, (byte)(body.Length + 2), .. Encoding.Latin1.GetBytes(body)];
        AssertRefused("444.jpg", [.. jpeg.AsSpan(0, at), .. segment, .. jpeg.AsSpan(at)]);
        AssertRefused("444.jpg", [.. jpeg.AsSpan(0, jpeg.Length - 2), .. segment, 0xFF, 0xD9]);
    }

    [Fact]
    public void The_pixels_of_a_jpeg_fill_its_frame_exactly()
    {
        var jpeg = Read("444.jpg");
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        foreach (var change in new[] { 8, -8, 16, 120 })
        {
            byte[] other = [.. jpeg];
            other[frame + 8] = (byte)(other[frame + 8] + change);
            AssertRefused("444.jpg", other);
        }
    }

    [Theory]
    [InlineData("!\u00FE\u0005hello\0")]
    [InlineData("!\u00FF\u000BXMP DataXMP\u0001x\0")]
    [InlineData("!\u0001\u000C\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("\0")]
    [InlineData(";")]
    public void No_other_block_passes(string block)
    {
        var gif = Read("palette.gif");
        AssertRefused("palette.gif", [.. gif.AsSpan(0, 13), .. Encoding.Latin1.GetBytes(block), .. gif.AsSpan(13)]);
        AssertRefused("palette.gif", [.. gif.AsSpan(0, gif.Length - 1), .. Encoding.Latin1.GetBytes(block), 0x3B]);
    }

    [Fact]
    public void No_other_tag_and_no_other_place_passes()
    {
        var tiff = Read("rgb.tif");
        var directory = BitConverter.ToInt32(tiff, 4);
        var entries = BitConverter.ToInt16(tiff, directory);
        for (var i = 0; i < entries; i++)
        {
            var at = directory + 2 + (i * 12);
            // The tag, its type and its count; then the value of all but sizes of no meaning to the pixels, such as the resolution's.
            foreach (var offset in new[] { 0, 2, 4 })
                AssertRefused("rgb.tif", Changed(tiff, at + offset));
            if (BitConverter.ToUInt16(tiff, at) is not (254 or 296))
                AssertRefused("rgb.tif", Changed(tiff, at + 8));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_damage_makes_it_throw(string name)
    {
        var whole = Read(name);
        var random = new Random(7);
        for (var round = 0; round < 3_000; round++)
        {
            byte[] damaged = [.. whole];
            for (var i = random.Next(1, 6); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            _ = Verify(name, damaged);
        }
    }

    private static byte[] Changed(byte[] bytes, int at)
    {
        byte[] changed = [.. bytes];
        changed[at] ^= 0x40;
        return changed;
    }

    private static byte[] Chunk(string type, byte[] body)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. body];
        var crc = uint.MaxValue;
        foreach (var b in named)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        crc = ~crc;
        return [0, 0, 0, (byte)body.Length, .. named, (byte)(crc >> 24), (byte)(crc >> 16), (byte)(crc >> 8), (byte)crc];
    }

    private static void AssertRefused(string name, byte[] bytes)
        => Assert.False(Verify(name, bytes).Passed, $"{name} of {bytes.Length} bytes passes: {Convert.ToHexString(bytes)}");

    private static VerifyResult Verify(string name, byte[] bytes)
        => MessageVerifier.VerifyFile(MediaTypes[Path.GetExtension(name)], name, bytes);

    private static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder(), name));

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Fixtures");
}
