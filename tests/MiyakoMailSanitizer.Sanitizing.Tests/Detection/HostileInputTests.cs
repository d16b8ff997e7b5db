using static MiyakoMailSanitizer.Sanitizing.Tests.Detection.Samples;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Detection;

/// <summary>What is made to cost much costs memory by a fixed bound, counted in allocated bytes.</summary>
public sealed class HostileInputTests
{
    private const int Size = 4 << 20;
    private const long Allowed = 40L << 20;

    private static readonly Dictionary<string, byte[]> Inputs = new()
    {
        ["end records"] = Repeat(Join(Gif(), []), Ascii("PK\u0005\u0006")),
        ["directory entries"] = ManyEntries(),
        ["a claim of 65,535 entries"] = Join(Zip(("a", "x"))[..^12], [0xFF, 0xFF], Zip(("a", "x"))[^10..]),
        ["tags"] = Repeat(Gif(), Ascii("<scrip")),
        ["comments"] = Repeat(Join(Ascii("GIF89a/*"), Gif()[8..]), Ascii("*/")),
        ["RAR marks"] = Repeat(Gif(), Join(Ascii("Rar!\u001A\u0007\u0001\0"), [1, 2, 3, 4, 0xFE, 0x1F])),
        ["7z marks"] = Repeat(Gif(), [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        ["encryption names"] = Repeat(Samples.Pdf(), Ascii("/Encrypt")),
        ["JPEG markers"] = Repeat([0xFF, 0xD8, 0xFF, 0xDB], [0xFF]),
        ["empty JPEG segments"] = Repeat([0xFF, 0xD8], [0xFF, 0xE0, 0, 0]),
        ["PNG chunks"] = Repeat(Png()[..33], [0, 0, 0, 0, 65, 65, 65, 65, 0, 0, 0, 0]),
        ["tar members"] = Repeat([], Tar(("a", []))[..512]),
        ["LZH members"] = Repeat([], Lzh()[..^1]),
        ["RAR blocks"] = Repeat(Rar4()[..20], [0, 0, 0x74, 0, 0, 7, 0]),
        ["boxes"] = Repeat(Box("isom"), [0, 0, 0, 8, 0x66, 0x72, 0x65, 0x65]),
        ["GIF blocks"] = Repeat(Gif()[..^1], [0x21, 1, 0]),
        ["header lines"] = Repeat([], Ascii("A: b\r\n")),
        ["one line"] = Repeat([], Ascii("A")),
        ["brackets"] = Repeat([], Ascii("<")),
        ["comments of a page"] = Repeat([], Ascii("<!---->")),
        ["nothing"] = new byte[Size],
        ["deflate bomb"] = Zip(("[Content_Types].xml", new string(' ', 50_000_000))),
        ["ring of sectors"] = Ring(),
    };

    public static TheoryData<string> Names => [.. Inputs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Memory_is_bounded(string name)
    {
        var content = Inputs[name];
        FormatDetectorTests.Detect("", "", content);
        var before = GC.GetAllocatedBytesForCurrentThread();
        FormatDetectorTests.Detect("", "", content);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Allowed);
    }

    private static byte[] Repeat(byte[] head, byte[] unit)
    {
        var file = new byte[Size];
        head.CopyTo(file, 0);
        for (var at = head.Length; at + unit.Length <= Size; at += unit.Length)
            unit.CopyTo(file, at);
        return file;
    }

    private static byte[] ManyEntries()
    {
        var zip = Zip(("a", ""));
        var directory = zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
        var entry = zip[directory..^22];
        var entries = Enumerable.Repeat(entry, Size / entry.Length).SelectMany(e => e).ToArray();
        var end = zip[^22..];
        BitConverter.TryWriteBytes(end.AsSpan(12), entries.Length);
        return Join(zip[..directory], entries, end);
    }

    private static byte[] Ring()
    {
        var file = Cfb("WordDocument", "Workbook");
        for (var sector = 1; sector < 20; sector++)
            Little((uint)(sector % 19 + 1)).CopyTo(file, 512 + sector * 4);
        // Each directory entry names every other as its sibling and child.
        for (var entry = 0; entry < 4; entry++)
            Join(Little(1), Little(2), Little(1)).CopyTo(file, 1_024 + entry * 128 + 68);
        return file;
    }
}
