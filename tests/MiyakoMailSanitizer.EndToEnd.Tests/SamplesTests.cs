using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>
/// Every folder of <c>samples/</c>: what comes of <c>mail.eml</c> is <c>expected.eml</c>, byte for byte, and <c>expected.json</c>. Where
/// the environment has <c>MIYAKO_WRITE_EXPECTED=1</c> the two are written instead; look at the difference before you commit it.
/// </summary>
public sealed class SamplesTests(SamplesTests.Run run) : IClassFixture<SamplesTests.Run>
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<string> Folders
        => [.. Directory.GetDirectories(Repository.Samples).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_sample_comes_out_as_expected(string sample)
    {
        var folder = Path.Combine(Repository.Samples, sample);
        Assert.True(File.Exists(Path.Combine(folder, "mail.eml")), "there is no mail.eml");
        Assert.True(File.Exists(Path.Combine(folder, "about.md")), "there is no about.md");
        var line = run.Lines[sample];
        var output = line.GetProperty("output").GetString();
        var mail = output is null ? null : File.ReadAllBytes(output);
        var json = Expectation(line);
        if (Environment.GetEnvironmentVariable("MIYAKO_WRITE_EXPECTED") == "1")
        {
            Write(Path.Combine(folder, "expected.eml"), mail);
            Write(Path.Combine(folder, "expected.json"), System.Text.Encoding.UTF8.GetBytes(json));
            return;
        }

        Assert.Equal(Read(Path.Combine(folder, "expected.json")), json);
        // Where nothing is delivered, nothing is expected.
        Assert.Equal(Read(Path.Combine(folder, "expected.eml")), mail is null ? null : System.Text.Encoding.Latin1.GetString(mail));
    }

    /// <summary>The line without what differs from run to run: where the files lie, and the time.</summary>
    private static string Expectation(JsonElement line)
    {
        var node = JsonNode.Parse(line.GetRawText())!.AsObject();
        node.Remove("input");
        node["output"] = (string?)node["output"] is { } path ? Path.GetFileName(path) : null;
        RemoveTimes(node);
        return node.ToJsonString(Readable) + "\n";
    }

    private static void RemoveTimes(JsonObject node)
    {
        node.Remove("milliseconds");
        foreach (var nested in node["nested"]!.AsArray())
            RemoveTimes(nested!.AsObject());
    }

    private static string? Read(string path)
        => !File.Exists(path) ? null
        : path.EndsWith(".json", StringComparison.Ordinal) ? File.ReadAllText(path)
        : File.ReadAllText(path, System.Text.Encoding.Latin1);

    private static void Write(string path, byte[]? content)
    {
        if (content is null)
            File.Delete(path);
        else
            File.WriteAllBytes(path, content);
    }

    /// <summary>All samples through one process, once.</summary>
    public sealed class Run : IAsyncLifetime, IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        /// <summary>The JSON line of each sample.</summary>
        public IReadOnlyDictionary<string, JsonElement> Lines { get; private set; } = new Dictionary<string, JsonElement>();

        public async Task InitializeAsync()
        {
            foreach (var mail in Directory.GetFiles(Repository.Samples, "mail.eml", SearchOption.AllDirectories))
            {
                var sample = Path.GetFileName(Path.GetDirectoryName(mail)!);
                Directory.CreateDirectory(_folder.Of("samples", sample));
                File.Copy(mail, _folder.Of("samples", sample, "mail.eml"));
            }

            var rules = Path.Combine(Repository.Root, "config", "rules.json");
            var result = await MiyakoCommand.RunAsync(
                "sanitize", _folder.Of("samples"), "--out", _folder.Of("out"), "--rules", rules, "--json");
            Assert.True(result.ExitCode is 0 or 3, $"exit code {result.ExitCode}: {result.Errors}");
            Lines = result.JsonLines.ToDictionary(l => Path.GetFileName(Path.GetDirectoryName(l.GetProperty("input").GetString()!)!));
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose() => _folder.Dispose();
    }
}
