using System.Text.Json;
using System.Text.Json.Nodes;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary><c>miyako sanitize</c>: every input exactly one line, whatever it is.</summary>
public sealed class OfflineTests(ITestOutputHelper output)
{
    private static readonly string[] Delivered = ["rebuilt", "converted"];
    private static readonly string[] Withheld = ["removed", "quarantined", "held"];

    [CorpusFact]
    public async Task Every_mail_of_the_corpus_ends_with_an_outcome_the_same_one_each_time()
    {
        using var folder = new TemporaryFolder();
        var inputs = Directory.GetFiles(Repository.CorpusMail!, "*", SearchOption.AllDirectories);
        var first = await SanitizeAsync(folder.Of("first"), [Repository.CorpusMail!]);
        var second = await SanitizeAsync(folder.Of("second"), [Repository.CorpusMail!]);
        Assert.Equal(inputs.Order(StringComparer.Ordinal), first.JsonLines.Select(Input).Order(StringComparer.Ordinal));
        AssertSound(first, folder.Of("first"));
        Assert.Equal(folder.Files("first"), folder.Files("second"));
        foreach (var file in folder.Files("first").Where(f => !f.EndsWith(".report.json", StringComparison.Ordinal)))
            Assert.Equal(File.ReadAllBytes(folder.Of("first", file)), File.ReadAllBytes(folder.Of("second", file)));
        Assert.Equal(
            first.JsonLines.Select(Comparable).Order(StringComparer.Ordinal),
            second.JsonLines.Select(Comparable).Order(StringComparer.Ordinal));
        foreach (var outcome in first.JsonLines.CountBy(Outcome))
            output.WriteLine($"{outcome.Key}: {outcome.Value}");
    }

    [Fact]
    public async Task Odd_inputs_have_a_line_too()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(20_261_123);
        var noise = new byte[100_000];
        random.NextBytes(noise);
        (string Name, byte[] Content)[] files =
        [
            ("empty.eml", []),
            ("noise.eml", noise),
            ("noise.bin", noise),
            ("newlines.eml", [.. Enumerable.Repeat((byte)'\n', 10_000)]),
            ("zeros.eml", new byte[10_000]),
            ("deep.eml", [.. Enumerable.Range(0, 2_000).SelectMany(_ => "Content-Type: message/rfc822\r\n\r\n"u8.ToArray())]),
            ("note.txt", "メモ\r\n"u8.ToArray()),
            ("table.csv", "a,b\r\n1,2\r\n"u8.ToArray()),
            ("page.html", "<p>hello</p>"u8.ToArray()),
            ("ファイル 名.eml", "Subject: x\r\n\r\nhello\r\n"u8.ToArray()),
        ];
        Directory.CreateDirectory(folder.Of("in"));
        foreach (var (name, content) in files)
            File.WriteAllBytes(folder.Of("in", name), content);
        string[] missing = [folder.Of("nowhere.eml"), folder.Of("no", "where")];
        var result = await SanitizeAsync(folder.Of("out"), [folder.Of("in"), .. missing]);
        Assert.Equal(
            files.Select(f => folder.Of("in", f.Name)).Concat(missing).Order(StringComparer.Ordinal),
            result.JsonLines.Select(Input).Order(StringComparer.Ordinal));
        AssertSound(result, folder.Of("out"));
        Assert.Equal(3, result.ExitCode);
        Assert.All(result.JsonLines.Where(l => missing.Contains(Input(l))), l => Assert.Equal("quarantined", Outcome(l)));
        Assert.Equal("rebuilt", Outcome(result.JsonLines.Single(l => Input(l).EndsWith("note.txt", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Exit_codes_tell_safe_from_withheld_from_wrong_usage()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Of("good.eml"), TestMail.Plain("good", "hello"));
        File.WriteAllText(folder.Of("withheld.eml"), TestMail.WithAttachment("withheld", "see", "setup.exe", "MZ\0\0 program"));
        File.WriteAllText(folder.Of("wrong.json"), "{ \"rules\": [{ \"treat\": \"pass\" }] }");
        Assert.Equal(0, (await SanitizeAsync(folder.Of("out"), [folder.Of("good.eml")])).ExitCode);
        Assert.Equal(3, (await SanitizeAsync(folder.Of("out"), [folder.Of("good.eml"), folder.Of("withheld.eml")])).ExitCode);
        Assert.Equal(2, (await MiyakoCommand.RunAsync("sanitize", folder.Of("good.eml"))).ExitCode);
        var wrong = await MiyakoCommand.RunAsync(
            "sanitize", folder.Of("good.eml"), "--out", folder.Of("out"), "--rules", folder.Of("wrong.json"));
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("pass", wrong.Errors, StringComparison.Ordinal);
    }

    private static Task<CommandResult> SanitizeAsync(string folder, IEnumerable<string> inputs)
        => MiyakoCommand.RunAsync([.. inputs.Prepend("sanitize"), "--out", folder, "--json"]);

    /// <summary>Outcomes and outputs fit each other, and what was written is clean.</summary>
    private static void AssertSound(CommandResult result, string folder)
    {
        Assert.True(result.ExitCode is 0 or 3, $"exit code {result.ExitCode}: {result.Errors}");
        foreach (var line in result.JsonLines)
        {
            if (line.GetProperty("output").GetString() is not { } path)
            {
                Assert.Contains(Outcome(line), Withheld);
                continue;
            }

            Assert.Contains(Outcome(line), Delivered);
            if (path.EndsWith(".eml", StringComparison.Ordinal))
                WireShape.AssertClean(File.ReadAllBytes(path));
        }

        var outputs = result.JsonLines.Select(l => l.GetProperty("output").GetString()).OfType<string>();
        var written = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith(".report.json", StringComparison.Ordinal));
        Assert.Equal(outputs.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    private static string Input(JsonElement line) => line.GetProperty("input").GetString()!;

    private static string Outcome(JsonElement line) => line.GetProperty("outcome").GetString()!;

    private static string Comparable(JsonElement line)
    {
        var node = JsonNode.Parse(line.GetRawText())!.AsObject();
        node.Remove("milliseconds");
        node.Remove("output");
        return node.ToJsonString();
    }

    private sealed class CorpusFactAttribute : FactAttribute
    {
        public CorpusFactAttribute()
            => Skip = Repository.CorpusMail is null ? "shared/corpus/mail lies in no folder above the tests" : null;
    }
}
