using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using static MiyakoMailSanitizer.Sanitizing.Tests.Archives.Unzipped;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

public sealed class HostileArchiveTests
{
    private static readonly byte[] Name = "a.txt"u8.ToArray(), Text = "text\r\n"u8.ToArray();
    private static readonly RawZip.Entry Good = new(Name, Text);

    private static readonly Dictionary<string, (string Code, Func<byte[]> Make)> Hostile = new()
    {
        ["other name in the local header"] = ("archive.ambiguous", () => new RawZip().Add(Good with { LocalName = "b.exe"u8.ToArray() }).Build()),
        ["other method in the local header"] = ("archive.ambiguous", () => new RawZip().Add(Good with { LocalMethod = 0 }).Build()),
        ["other size in the local header"] = ("archive.ambiguous", () => new RawZip().Add(Good with { LocalClaimedSize = 5 }).Build()),
        ["two of a name"] = ("archive.ambiguous", () => new RawZip().Add(Good).Add(Good with { Content = [1] }).Build()),
        ["overlap"] = ("archive.ambiguous", () => new RawZip().Add(Good).Add(new RawZip.Entry("b.txt"u8.ToArray(), Text) { LocalName = Name, Offset = 0 }).Build()),
        ["the same data twice"] = ("archive.ambiguous", () => new RawZip().Add(Good).Add(new RawZip.Entry(Name, Text) { Offset = 0 }).Build()),
        ["an entry outside the directory"] = ("archive.ambiguous", () => new RawZip().Add(Good).Gap(Local("hidden.exe")).Add("b.txt", "x").Build()),
        ["bytes before the directory"] = ("archive.ambiguous", () => new RawZip().Add(Good).Gap(new byte[30]).Build()),
        ["fewer entries claimed"] = ("archive.ambiguous", () => new RawZip().Add(Good).Add("b.txt", "x").Build(count: 1)),
        ["data after"] = ("archive.ambiguous", () => [.. new RawZip().Add(Good).Build(), .. "#!/bin/sh"u8]),
        ["claims less"] = ("archive.lying-size", () => new RawZip().Add(Good with { ClaimedSize = 3 }).Build()),
        ["claims 3 GB"] = ("archive.bomb", () => new RawZip().Add(Good with { ClaimedSize = 3L << 30 }).Build()),
        ["200 MB of zeros"] = ("archive.bomb", () => new RawZip().Add(new RawZip.Entry(Name, new byte[200 << 20])).Build()),
        ["60 MB of zeros"] = ("archive.bomb", () => new RawZip().Add(new RawZip.Entry(Name, new byte[60 << 20])).Build()),
        ["a dictionary of 4 GB"] = ("archive.nothing-left", () => new RawZip().Add(Lzma(0xFFFFFFFF, 3L << 26)).Build()),
        ["too many entries"] = ("limit.files", () => Many(2_000)),
        ["65,000 entries"] = ("limit.files", () => Many(65_000)),
        ["too deep"] = ("limit.depth", () => Enumerable.Range(0, 12).Aggregate(Zip(("a.txt", "x")), (inner, _) => Zip(("n.zip", inner)))),
        ["sixteen of sixteen"] = ("limit.files", () => Enumerable.Range(0, 4)
            .Aggregate(Zip(("a.txt", "x")), (inner, _) => Zip([.. Enumerable.Range(0, 16).Select(i => ($"{i}.zip", inner))]))),
        ["broken off"] = ("archive.damaged", () => new RawZip().Add(Good).Build()[..40]),
        ["unknown method"] = ("archive.nothing-left", () => new RawZip().Add(Good with { Method = 97 }).Build()),
        ["volume"] = ("archive.split", () =>
        {
            var archive = new RawZip().Add(Good).Build();
            archive[^18] = 1;
            return archive;
        }
        ),
    };

    public static TheoryData<string> Names => [.. Hostile.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_withheld_as_what_it_is(string name)
    {
        var (code, make) = Hostile[name];
        var archive = make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var report = Treat(archive);
        AssertWithheld(report, code);
        Assert.DoesNotContain("sanitizer.failed", report.Walk().SelectMany(r => r.Codes()));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400L << 20);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void In_a_good_archive_nothing_of_it_comes_out(string name)
    {
        var report = Treat(Zip(("good.txt", Text), ("bad.zip", Hostile[name].Make())));
        if (report.Outcome.Delivered is not null)
            Assert.Equal(["good.txt", "bad.zip.withheld.txt"], Names2(report));
    }

    /// <summary>What the verifier must stop whatever the sanitizer did.</summary>
    [Fact]
    public void The_verifier_takes_none_of_them_and_no_changed_byte()
    {
        Assert.All(Hostile.Where(h => !h.Key.EndsWith("MB of zeros", StringComparison.Ordinal)), h => Assert.False(Passes(h.Value.Make()), h.Key));
        var good = Treat(Zip(("a.txt", "1\r\n"u8.ToArray()), ("b/表.csv", "2"u8.ToArray()), ("n.zip", Zip(("c.txt", "x"))))).Outcome.Delivered!;
        AssertVerified(good);
        for (var i = 0; i < good.Content.Length; i++)
        {
            var changed = good.Content.ToArray();
            changed[i] ^= 0x10;
            // The last bits of packed data mean nothing.
            if (Passes(changed))
                Assert.Equal(Contents(good.Content.ToArray()), Contents(changed));
        }
    }

    private static string Contents(byte[] archive)
    {
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(archive));
        return string.Concat(zip.Entries.Select(e =>
        {
            var content = new MemoryStream();
            using var stream = e.Open();
            stream.CopyTo(content);
            var bytes = content.ToArray();
            return $"{e.FullName} {e.LastWriteTime} {(bytes.AsSpan().StartsWith("PK"u8) ? Contents(bytes) : Convert.ToHexString(bytes))}\n";
        }));
    }

    private static string[] Names2(FileReport report) => Unzipped.Names(report);

    private static bool Passes(byte[] archive) => Verifying.MessageVerifier.VerifyFile("application/zip", "a.zip", archive).Passed;

    private static byte[] Many(int count)
    {
        var zip = new RawZip();
        for (var i = 0; i < count; i++)
            zip.Add(new RawZip.Entry(Encoding.ASCII.GetBytes($"{i}.txt"), []) { Method = 0 });
        return zip.Build();
    }

    private static byte[] Local(string name)
    {
        var zip = new RawZip().Add(name, "x");
        return zip.Build()[..zip.Position];
    }

    private static RawZip.Entry Lzma(uint dictionary, long claimed)
        => new("z.txt"u8.ToArray(), Text)
        {
            Method = 14,
            ClaimedSize = 100 << 20,
            Packed = [9, 20, 5, 0, 0x5D, .. BitConverter.GetBytes(dictionary), .. new byte[Math.Min(claimed, 1 << 20)]],
        };
}
