using System.Collections.Immutable;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Cases;

/// <summary>
/// All cases in memory, so that a search is quick. The folders are the truth: they are looked at every two seconds, and listed where their time has
/// changed; a report is read once.
/// </summary>
internal sealed partial class CaseIndex(FolderQuarantine quarantine, TimeProvider clock, ILogger<CaseIndex> log) : BackgroundService
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    private const int ShowEvery = 2_000;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, CaseRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<CaseState, DateTime> _looked = [];
    private ImmutableArray<CaseRow> _sorted = [];

    /// <summary>False until the folders were read once: what is found till then may not be all.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>How many lie in each state.</summary>
    public IReadOnlyDictionary<CaseState, int> Counts { get; private set; } = new Dictionary<CaseState, int>();

    /// <summary>The newest first.</summary>
    public ImmutableArray<CaseRow> Newest => _sorted;

    /// <summary>What fits, the newest first.</summary>
    public CasePage Find(CaseQuery query)
    {
        var words = SearchText.Fold(query.Words).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var (rows, found) = (ImmutableArray.CreateBuilder<CaseRow>(PageSize), 0);
        var page = Math.Max(1, query.Page);
        foreach (var row in _sorted)
        {
            if (!Fits(row, query, words))
                continue;
            if (found >= (page - 1) * PageSize && rows.Count < PageSize)
                rows.Add(row);
            found++;
        }
        return new(rows.ToImmutable(), found, page, Math.Max(1, (found + PageSize - 1) / PageSize));
    }

    /// <summary>Looks at the folders now: after an act its result is shown at once.</summary>
    public void Look(string changed)
    {
        lock (_rows)
        {
            _rows.Remove(changed);
            _looked.Clear();
        }
        Look();
    }

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

    private static bool Fits(CaseRow row, CaseQuery query, string[] words)
    {
        if (query.State is { } state && row.State != state)
            return false;
        if (query.From is not null || query.To is not null)
        {
            var day = DateOnly.FromDateTime(row.ReceivedAt.LocalDateTime);
            if (day < query.From || day > query.To)
                return false;
        }
        return Array.TrueForAll(words, w => row.Text.Contains(w, StringComparison.Ordinal));
    }

    private void Look()
    {
        try
        {
            lock (_rows)
            {
                if (Update())
                    Sort();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CannotLook(e);
        }
    }

    private bool Update()
    {
        // The folder's time is taken before its names: what comes meanwhile is seen next time.
        var changed = Enum.GetValues<CaseState>().Select(s => (State: s, At: Directory.GetLastWriteTimeUtc(quarantine.Folder(s)))).ToList();
        if (IsComplete && changed.TrueForAll(c => _looked.TryGetValue(c.State, out var at) && at == c.At))
            return false;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (state, at) in changed)
        {
            foreach (var id in quarantine.List(state).Where(SpoolId.IsValid))
            {
                seen.Add(id);
                if (_rows.TryGetValue(id, out var row) && !IsKeptAnew(row, state))
                    _rows[id] = row.State == state ? row : row with { State = state };
                else if (Read(id, state) is { } read)
                    _rows[id] = read;
                if (!IsComplete && seen.Count % ShowEvery == 0)
                    Sort();
            }
            // A folder that was changed in this very moment may change again without another time.
            _looked[state] = clock.GetUtcNow().UtcDateTime - at > BetweenLooks ? at : default;
        }
        foreach (var gone in _rows.Keys.Where(id => !seen.Contains(id)).ToList())
            _rows.Remove(gone);
        IsComplete = true;
        return true;
    }

    /// <summary>A message that was held and went on without some of its files is another case under the same number. Only held ones can become that.</summary>
    private bool IsKeptAnew(CaseRow row, CaseState state)
        => row.IsHeld && state == CaseState.Held && File.GetLastWriteTimeUtc(Path.Combine(quarantine.Folder(state), row.Id, "report.json")) > row.ReadAt;

    private void Sort()
    {
        _sorted = [.. _rows.Values.OrderByDescending(r => r.ReceivedAt).ThenBy(r => r.Id, StringComparer.Ordinal)];
        Counts = _rows.Values.CountBy(r => r.State).ToDictionary();
    }

    private CaseRow? Read(string id, CaseState state)
    {
        try
        {
            return CaseRow.Of(quarantine.Read(id), state) with { ReadAt = clock.GetUtcNow().UtcDateTime };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // Being moved, or damaged; it is tried again when the folder changes.
        }
    }

    [LoggerMessage(LogLevel.Error, "Can't look at the quarantine's folders; it is tried again")]
    private partial void CannotLook(Exception exception);
}
