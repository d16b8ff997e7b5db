using CsCheck;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Detection;

public sealed class FormatDetectorTests
{
    public static TheoryData<string> Ids => [.. Samples.All.Select(s => s.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_format_is_told_and_its_own_name_is_no_lie(string id)
    {
        var (_, name, content) = Samples.All.Single(s => s.Id == id);
        var detected = Detect(name, "", content);
        Assert.Equal(id, detected.Format.Id);
        Assert.Empty(detected.Findings.Where(f => f.Code != "file.encrypted"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_name_is_not_believed(string id)
    {
        var content = Samples.All.Single(s => s.Id == id).Content;
        if (id is "csv" or "script" or "json")
            return;
        Assert.Equal(id, Detect("", "", content).Format.Id);
        Assert.Equal(id, Detect("a.bin", "application/octet-stream", content).Format.Id);
        if (FileFormat.All.Single(f => f.Id == id).Family is not ("text" or "mail" or "web" or "program"))
            Assert.Equal(id, Detect("invoice.txt", "text/plain", content).Format.Id);
    }

    [Fact]
    public void Each_row_of_the_table_has_a_sample()
        => Assert.Equal(["unknown", "fault-drill"], FileFormat.All.Select(f => f.Id).Except(Samples.All.Select(s => s.Id)));

    [Fact]
    public void Rows_are_well_formed()
    {
        string[] families = ["mail", "text", "web", "image", "office", "pdf", "archive", "program", "media", "other"];
        Assert.All(FileFormat.All, f => Assert.Contains(f.Family, families));
        Assert.All(FileFormat.All, f => Assert.All(f.Extensions, e => Assert.Matches("^\\.[a-z0-9-]+$", e)));
        Assert.Equal(FileFormat.All.Length, FileFormat.All.Select(f => f.Id).Distinct().Count());
        Assert.Empty(FileFormat.All.SelectMany(f => f.Extensions).GroupBy(e => e).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.All(FileFormat.All, f => Assert.True(FileFormat.TryGet(f.Id, out var found) && found == f));
        Assert.False(FileFormat.TryGet("no-such", out _));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Cut_anywhere_it_still_gives_an_answer(string id)
    {
        var (_, name, content) = Samples.All.Single(s => s.Id == id);
        var step = content.Length > 8_192 ? 61 : 1;
        for (var length = 0; length <= content.Length; length += step)
            Assert.NotNull(Detect(name, "", content[..length]).Format);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Broken_anywhere_it_still_gives_an_answer(string id)
    {
        var content = Samples.All.Single(s => s.Id == id).Content;
        Gen.Select(Gen.Int[0, content.Length - 1], Gen.Byte).Array[1, 8].Sample(
            flips =>
            {
                var broken = content.ToArray();
                foreach (var (at, value) in flips)
                    broken[at] = value;
                return Detect("", "", broken).Format is not null;
            },
            seed: "0000KLMNopqr", iter: 200, threads: 1);
    }

    [Fact]
    public void Random_bytes_give_an_answer()
        => Gen.Byte.Array[0, 3_000].Sample(bytes => Detect("a.txt", "text/plain", bytes).Format is not null, seed: "0000KLMNopqr",
            iter: 2_000, threads: 1);

    [Fact]
    public void Random_bytes_after_each_magic_give_an_answer()
    {
        var heads = Samples.All.Select(s => s.Content[..Math.Min(s.Content.Length, 16)]).ToArray();
        Gen.Select(Gen.Int[0, heads.Length - 1], Gen.Byte.Array[0, 2_000]).Sample(
            (i, tail) => Detect("", "", [.. heads[i], .. tail]).Format is not null, seed: "0000KLMNopqr", iter: 5_000, threads: 1);
    }

    [Fact]
    public void An_empty_file_is_text_or_the_mail_that_it_is_declared_to_be()
    {
        Assert.Equal(FileFormat.Text, Detect("a.pdf", "application/pdf", []).Format);
        Assert.Equal(FileFormat.Mail, Detect("", "message/rfc822", []).Format);
    }

    [Fact]
    public void Noise_is_unknown_and_said_so()
    {
        var noise = Enumerable.Range(0, 5_000).Select(i => (byte)(i * 7 ^ i >> 3)).ToArray();
        var detected = Detect("a.txt", "text/plain", noise);
        Assert.Equal(FileFormat.Unknown, detected.Format);
        Assert.Contains(detected.Findings, f => f.Code == "file.unknown");
    }

    internal static DetectedFormat Detect(string name, string mediaType, byte[] content)
        => FormatDetector.Detect(new(name, mediaType, content));
}
