using System.Globalization;
using System.Text.Json;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>A message, what the command said of it, and what the readers see before and after.</summary>
internal sealed record Treated(GeneratedMail Mail, JsonElement Line, string Report, Reading[] Before, Reading AnyWay, Reading[]? After)
{
    public string Outcome => Line.GetProperty("outcome").GetString()!;

    public string[] Codes => [.. AllFindings(Line).Select(f => f.GetProperty("code").GetString()!)];

    /// <summary>Whether any program would show the marker to somebody.</summary>
    public bool CanBeSeen(Marker marker)
        => Before.Append(AnyWay).Any(r => r.Markers.Contains(marker.Number));

    /// <summary>
    /// Whether the operator hears of the marker: the report names it; or it stands in the delivered text for all to see, or lies outside
    /// of the parts as a text, and a finding says that something is odd; or all of what it lies in was kept back, by a limit or a hold.
    /// </summary>
    public bool IsTold(Marker marker)
        => marker.IsNamedIn(Report)
            || Outcome == "held"
            || Codes.Any(c => c.StartsWith("limit.", StringComparison.Ordinal))
            || (marker.IsText && IsDelivered(marker))
            || ((marker.IsText || IsDelivered(marker)) && Codes.Any(IsOnReading));

    /// <summary>Whether a program sees the marker in what was delivered.</summary>
    public bool IsDelivered(Marker marker) => After is { } after && after.Any(r => r.Markers.Contains(marker.Number));

    private static bool IsOnReading(string code)
        => code.StartsWith("mail.", StringComparison.Ordinal) || code.StartsWith("text.", StringComparison.Ordinal);

    private static IEnumerable<JsonElement> AllFindings(JsonElement line)
        => line.GetProperty("findings").EnumerateArray().Concat(line.GetProperty("nested").EnumerateArray().SelectMany(AllFindings));
}

/// <summary>
/// Makes all messages, sanitizes them by one run of the command, and has everything read. Done once for all tests of the class.
/// </summary>
public sealed class AmbiguityRun : IAsyncLifetime
{
    /// <summary>Names a folder that keeps the messages, for a look at them.</summary>
    private const string KeepVariable = "MIYAKO_AMBIGUITY_FOLDER";

    /// <summary>Another seed for other pairs, to look further than every run does.</summary>
    private const string SeedVariable = "MIYAKO_AMBIGUITY_SEED";

    private readonly TemporaryFolder _folder = new();

    internal IReadOnlyList<Treated> All { get; private set; } = [];

    internal int ExitCode { get; private set; }

    public async Task InitializeAsync()
    {
        if (MailReaders.Missing() is not null)
            return;
        var root = Environment.GetEnvironmentVariable(KeepVariable) ?? _folder.Path;
        var (input, output) = (Path.Combine(root, "in"), Path.Combine(root, "out"));
        Directory.CreateDirectory(input);
        Directory.CreateDirectory(output);
        var seed = Environment.GetEnvironmentVariable(SeedVariable) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : 1_123;
        var generator = new AmbiguityGenerator(seed);
        GeneratedMail[] mails = [.. AmbiguityGenerator.Honest(), .. generator.Singles(3), .. generator.Pairs(570)];
        foreach (var mail in mails)
            File.WriteAllBytes(Path.Combine(input, mail.FileName), mail.Content);
        var before = MailReaders.ReadAsync(input, digests: false);
        var anyWay = MailReaders.ReadAnyWayAsync(input);
        var result = await MiyakoCommand.RunAsync("sanitize", input, "--out", output, "--json");
        ExitCode = result.ExitCode;
        Assert.True(result.ExitCode is 0 or 3, $"exit code {result.ExitCode}: {result.Errors}");
        var lines = result.JsonLines.ToDictionary(l => Path.GetFileName(l.GetProperty("input").GetString()!));
        var after = await MailReaders.ReadAsync(output, digests: true);
        All = [.. mails.Select(m => Treat(m, lines[m.FileName], [.. before.Result.Select(r => r[m.FileName])], anyWay.Result[m.FileName],
            after))];

        Treated Treat(GeneratedMail mail, JsonElement line, Reading[] original, Reading any, Dictionary<string, Reading>[] readers)
        {
            var written = line.GetProperty("output").GetString() is { } path ? Path.GetFileName(path) : null;
            var report = Path.Combine(output, mail.FileName + ".report.json");
            var text = line.GetRawText() + (File.Exists(report) ? File.ReadAllText(report) : "");
            return new Treated(mail, line, text, original, any, written is null ? null : [.. readers.Select(r => r[written])]);
        }
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}
