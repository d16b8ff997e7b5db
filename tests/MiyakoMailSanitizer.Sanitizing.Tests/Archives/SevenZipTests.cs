using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using static MiyakoMailSanitizer.Sanitizing.Tests.Archives.Unzipped;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

/// <summary>7z archives whose headers are written here, byte by byte; those of the real program are in <see cref="OtherArchiveTests"/>.</summary>
public sealed class SevenZipTests
{
    private static readonly byte[] Body = "text\r\n"u8.ToArray();

    [Fact]
    public void A_stored_file_comes_through()
        => Assert.Equal([("表/a.txt", "text\r\n")], Entries(Treat(RawSevenZip.Archive(Body, RawSevenZip.Header(Body, [0x00], [], "表/a.txt")), "a.7z")));

    [Fact]
    public void An_archive_of_nothing_stays_one()
        => Assert.Empty(Names(Treat(RawSevenZip.Archive([], []), "a.7z")));

    private static readonly Dictionary<string, (string Code, Func<byte[]> Make)> Hostile = new()
    {
        ["AES"] = ("file.encrypted", () => RawSevenZip.Archive(Body, RawSevenZip.Header(Body, [0x06, 0xF1, 0x07, 0x01], [], "a.txt"))),
        ["LZMA of 4 GB"] = ("archive.nothing-left", () => RawSevenZip.Archive(Body, RawSevenZip.Header(Body, [3, 1, 1], [0x5D, 0xFF, 0xFF, 0xFF, 0xFF], "a.txt", 100 << 20, 1 << 20))),
        ["LZMA2 of 4 GB"] = ("archive.nothing-left", () => RawSevenZip.Archive(Body, RawSevenZip.Header(Body, [0x21], [40], "a.txt", 100 << 20, 1 << 20))),
        ["PPMd of 2 GB"] = ("archive.nothing-left", () => RawSevenZip.Archive(Body, RawSevenZip.Header(Body, [3, 4, 1], [6, 0, 0, 0, 0x80], "a.txt"))),
        ["unknown method"] = ("archive.nothing-left", () => RawSevenZip.Archive(Body, RawSevenZip.Header(Body, [9, 9], [], "a.txt"))),
        ["10 GB"] = ("archive.bomb", () => RawSevenZip.Archive(Body, RawSevenZip.Header(Body, [0x21], [24], "a.txt", 10L << 30))),
        ["two files of one content"] = ("archive.damaged", () => RawSevenZip.Archive(Body, RawSevenZip.Header(Body, [0x00], [], "a.txt\0b.txt", files: 2))),
        ["content that no file has"] = ("archive.ambiguous", () => RawSevenZip.Archive(Body, RawSevenZip.Header(Body, [0x00], [], "", files: 0))),
        ["a billion files"] = ("limit.files", () => RawSevenZip.Archive(Body, [1, 5, 0xF0, 0, 0xCA, 0x9A, 0x3B, 0])),
        ["a header in a header in a header"] = ("archive.damaged", () => RawSevenZip.Archive([], [0x17, 0x17, 0x17, 0x17, 0x17, 0x17])),
        ["a wrong checksum"] = ("archive.damaged", () => RawSevenZip.Archive(Body, RawSevenZip.Header(Body, [0x00], [], "a.txt"), headerCrc: 1)),
        ["cut off"] = ("archive.damaged", () => RawSevenZip.Archive(Body, RawSevenZip.Header(Body, [0x00], [], "a.txt"))[..50]),
        ["data beyond the end"] = ("archive.nothing-left", () => RawSevenZip.Archive(Body, RawSevenZip.Header(Body, [0x00], [], "a.txt", 2_000, 2_000))),
        ["another checksum of the file"] = ("archive.nothing-left", () => RawSevenZip.Archive("Text\r\n"u8.ToArray(), RawSevenZip.Header(Body, [0x00], [], "a.txt"))),
    };

    public static TheoryData<string> HostileNames => [.. Hostile.Keys];

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void It_is_withheld_as_what_it_is(string name)
    {
        var (code, make) = Hostile[name];
        var archive = make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertWithheld(Treat(archive, "a.7z"), code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100L << 20);
    }
}
