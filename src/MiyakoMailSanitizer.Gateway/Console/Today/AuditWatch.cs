using System.Collections.Immutable;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Today;

/// <summary>Today's numbers, out of the audit log.</summary>
/// <param name="Day">Local.</param>
/// <param name="Counts">Lines of each kind.</param>
/// <param name="ByHour">For each kind, 24 hours.</param>
/// <param name="RuleHits">Files that each rule decided on.</param>
/// <param name="Treated">Files of each outcome.</param>
internal sealed record TodayNumbers(
    DateOnly Day,
    ImmutableDictionary<string, int> Counts,
    ImmutableDictionary<string, ImmutableArray<int>> ByHour,
    ImmutableDictionary<string, int> RuleHits,
    ImmutableDictionary<string, int> Treated)
{
    public static TodayNumbers None { get; } = new(
        DateOnly.MinValue, ImmutableDictionary<string, int>.Empty, ImmutableDictionary<string, ImmutableArray<int>>.Empty,
        ImmutableDictionary<string, int>.Empty, ImmutableDictionary<string, int>.Empty);

    public int Count(string kind) => Counts.GetValueOrDefault(kind);

    public ImmutableArray<int> Hours(string kind) => ByHour.TryGetValue(kind, out var hours) ? hours : [.. new int[24]];
}

/// <summary>Follows the audit log as it grows and counts what happened since midnight.</summary>
internal sealed partial class AuditWatch(AuditOptions options, TimeProvider clock, ILogger<AuditWatch> log) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);
    private DateTimeOffset _midnight;
    private Dictionary<string, int[]> _hours = [];
    private Dictionary<string, int> _rules = [];
    private Dictionary<string, int> _treated = [];

    /// <summary>As of the last look.</summary>
    public TodayNumbers Numbers { get; private set; } = TodayNumbers.None;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(BetweenLooks, clock);
        try
        {
            do
                Look();
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private void Look()
    {
        var midnight = new DateTimeOffset(clock.GetLocalNow().Date, clock.LocalTimeZone.GetUtcOffset(clock.GetLocalNow().Date));
        if (midnight != _midnight)
        {
            (_midnight, _hours, _rules, _treated) = (midnight, [], [], []);
            _read.Clear();
        }
        try
        {
            // A local day lies in one or two files of UTC days.
            foreach (var path in AuditFiles.List(options.Folder).Where(p => string.CompareOrdinal(Path.GetFileName(p), AuditFiles.Of(DateOnly.FromDateTime(midnight.UtcDateTime))) >= 0))
                ReadOn(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CannotLook(e);
        }
        Numbers = new(
            DateOnly.FromDateTime(midnight.Date),
            _hours.ToImmutableDictionary(k => k.Key, k => k.Value.Sum()),
            _hours.ToImmutableDictionary(k => k.Key, k => k.Value.ToImmutableArray()),
            _rules.ToImmutableDictionary(),
            _treated.ToImmutableDictionary());
    }

    private void ReadOn(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var start = stream.Position = _read.GetValueOrDefault(path);
        var lines = new AuditLineReader(stream);
        while (lines.Read() && lines.IsWhole)
        {
            Count(lines.Line);
            _read[path] = start + lines.Position;
        }
    }

    private void Count(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (!root.TryGetProperty("at", out var at) || !at.TryGetDateTimeOffset(out var moment) || moment < _midnight || !root.TryGetProperty("kind", out var kind))
                return;
            var hours = _hours.TryGetValue(kind.GetString()!, out var known) ? known : _hours[kind.GetString()!] = new int[24];
            hours[TimeZoneInfo.ConvertTime(moment, clock.LocalTimeZone).Hour]++;
            if (root.TryGetProperty("treated", out var treated))
            {
                foreach (var file in TreatedFile.ReadAll(treated.GetString() ?? ""))
                {
                    _rules[file.Rule] = _rules.GetValueOrDefault(file.Rule) + 1;
                    _treated[file.Outcome] = _treated.GetValueOrDefault(file.Outcome) + 1;
                }
            }
        }
        catch (JsonException)
        {
            // A torn piece; the verifier speaks of it.
        }
    }

    [LoggerMessage(LogLevel.Error, "Can't read the audit log for today's numbers; it is tried again")]
    private partial void CannotLook(Exception exception);
}
