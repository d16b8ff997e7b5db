using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;

namespace MiyakoMailSanitizer.Gateway.Reports;

/// <summary>Counts a month, event by event in the order of the log; what comes after it only ends what began in it.</summary>
internal sealed class MonthCount(DateTimeOffset start, DateTimeOffset end, DateTimeOffset now)
{
    /// <summary>What <see cref="MonthReport.Methods"/> counts: text, pictures, written anew, kept back, left out, the whole message held.</summary>
    public static readonly ImmutableArray<string> Methods = ["converted", "imaged", "rebuilt", "quarantined", "removed", "held"];

    private static readonly string[] Ends = ["held", "spool-remove"];
    private static readonly string[] Decisions = ["released", "discarded", "unlocked"];

    private readonly Dictionary<string, int> _lines = [], _methods = [], _formats = [], _rules = [], _domains = [], _findings = [];
    private readonly int[] _days = new int[31];
    private readonly Dictionary<string, Accepted> _accepted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _kept = new(StringComparer.Ordinal);
    private readonly List<TimeSpan> _decisions = [];
    private TimeSpan _up;
    private DateTimeOffset? _upSince;
    private DateTimeOffset _last;

    /// <summary>Takes an event; all from the beginning of the log, as a case that is decided now may be old.</summary>
    public void Add(JsonElement one)
    {
        var (at, kind, id) = (one.GetProperty("at").GetDateTimeOffset(), Text(one, "kind"), Text(one, "id"));
        var isInMonth = at >= start && at < end;
        if (isInMonth)
            Count(one, at, kind);
        Follow(one, at, kind, id, isInMonth);
        FollowProcess(at, kind);
    }

    /// <summary>What was counted.</summary>
    /// <param name="isLiving">True for an id that is in the spool.</param>
    public MonthReport Finish(Func<string, bool> isLiving)
    {
        if (_upSince is { } since)
            _up += Overlap(since, now);
        var open = _accepted.Where(a => !a.Value.IsEnded).Select(a => a.Key).ToList();
        var living = open.Where(isLiving).ToHashSet();
        return new()
        {
            Month = DateOnly.FromDateTime(start.Date),
            Lines = Sorted(_lines),
            Methods = [.. Methods.Select(m => new Tally(m, _methods.GetValueOrDefault(m)))],
            Formats = Sorted(_formats),
            Rules = Sorted(_rules),
            SenderDomains = Sorted(_domains),
            Findings = Sorted(_findings),
            AcceptedByDay = [.. _days.Take(DateTime.DaysInMonth(start.Year, start.Month))],
            TimesToDecision = [.. _decisions.Order()],
            Availability = (_up, (now < end ? now : end) - start),
            Unexplained = [.. open.Where(id => !living.Contains(id)).Order(StringComparer.Ordinal)],
            OnTheirWay = living.Count,
        };
    }

    private void Count(JsonElement one, DateTimeOffset at, string kind)
    {
        Add(_lines, kind);
        if (kind == "accepted")
        {
            _days[at.ToOffset(start.Offset).Day - 1]++;
            var sender = Text(one, "reverse-path");
            Add(_domains, sender.Length == 0 ? "<>" : sender[(sender.LastIndexOf('@') + 1)..].ToLowerInvariant());
        }
        foreach (var file in TreatedFile.ReadAll(Text(one, "treated")))
        {
            Add(_methods, file.Outcome);
            Add(_formats, file.Format);
            Add(_rules, file.Rule);
        }
        foreach (var finding in Text(one, "findings").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Add(_findings, finding);
    }

    /// <summary>From accept to the end of each message, and from keeping back to the decision.</summary>
    private void Follow(JsonElement one, DateTimeOffset at, string kind, string id, bool isInMonth)
    {
        if (kind == "accepted" && isInMonth)
            _accepted[id] = new(AuditRecipients.Count(Text(one, "recipients")));
        if (_accepted.TryGetValue(id, out var accepted))
        {
            accepted.Recipients -= kind is "relayed" or "refused" ? 1 : 0;
            accepted.IsEnded |= Ends.Contains(kind) || accepted.Recipients <= 0;
        }
        if (kind == "held" || (kind == "sanitized" && Text(one, "withheld") is { Length: > 0 } withheld && withheld != "0"))
            _kept.TryAdd(id, at);
        else if (Decisions.Contains(kind) && _kept.Remove(id, out var keptAt) && isInMonth)
            _decisions.Add(at - keptAt);
    }

    /// <summary>A start without a stop before it: it ran until the last line there is.</summary>
    private void FollowProcess(DateTimeOffset at, string kind)
    {
        if (kind == "started")
        {
            if (_upSince is { } crashed)
                _up += Overlap(crashed, _last);
            _upSince = at;
        }
        else if (kind == "stopped" && _upSince is { } since)
        {
            _up += Overlap(since, at);
            _upSince = null;
        }
        _last = at;
    }

    private TimeSpan Overlap(DateTimeOffset from, DateTimeOffset until)
    {
        var (first, last) = (from > start ? from : start, until < end ? until : end);
        return last > first ? last - first : TimeSpan.Zero;
    }

    private static void Add(Dictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static ImmutableArray<Tally> Sorted(Dictionary<string, int> counts)
        => [.. counts.Select(c => new Tally(c.Key, c.Value)).OrderByDescending(t => t.Count).ThenBy(t => t.Name, StringComparer.Ordinal)];

    private static string Text(JsonElement one, string name) => one.TryGetProperty(name, out var value) ? value.ToString() : "";

    private sealed class Accepted(int recipients)
    {
        public int Recipients { get; set; } = recipients;

        public bool IsEnded { get; set; }
    }
}
