using System.Collections.Immutable;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Reports;

/// <summary>
/// Brings the audit log and the folders together: every message that was accepted must be in one queue, in the quarantine, or at its end.
/// A message that moves while we look seems lost for a moment: look again.
/// </summary>
internal sealed class Reconciliation
{
    private static readonly string[] Decisions = ["released", "discarded", "unlocked", "original-released", "expired"];

    private readonly Dictionary<string, Trace> _traces = new(StringComparer.Ordinal);
    private int _accepted;

    /// <summary>Reads all of the log, then the folders.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public static ReconcileReport Run(GatewaySettings settings, IEnumerable<JsonElement> events)
    {
        var all = new Reconciliation();
        foreach (var one in events)
            all.Add(one);
        return all.Finish(new FolderSpool(settings.Spool), new FolderQuarantine(settings.Quarantine));
    }

    private void Add(JsonElement one)
    {
        var (kind, id) = (Text(one, "kind"), Text(one, "id"));
        if (id.Length == 0)
            return;
        if (!_traces.TryGetValue(id, out var trace))
            _traces.Add(id, trace = new());
        switch (kind)
        {
            case "accepted":
                _accepted++;
                trace.Recipients = AuditRecipients.Count(Text(one, "recipients"));
                break;
            case "relayed":
                trace.RelayedTwice |= !trace.Relayed.Add(Text(one, "recipient"));
                break;
            case "refused":
                trace.Refused.Add(Text(one, "recipient"));
                break;
            case "held":
                trace.IsHeld = true;
                break;
            case "spool-remove":
                trace.IsRemoved = true;
                break;
            default:
                trace.IsDecided |= Decisions.Contains(kind);
                break;
        }
    }

    private ReconcileReport Finish(FolderSpool spool, FolderQuarantine quarantine)
    {
        var queues = Enum.GetValues<Queue>().SelectMany(q => spool.List(q).Select(id => (Queue: q, Id: id))).ToLookup(p => p.Id, p => p.Queue, StringComparer.Ordinal);
        var accepted = _traces.Where(t => t.Value.Recipients > 0).ToList();
        // A queue comes first: a crash between the last line of a message and the end of its file brings it once more.
        var rest = accepted.Where(t => !queues.Contains(t.Key)).ToList();
        var held = rest.Where(t => t.Value.IsHeld && !t.Value.IsRemoved).ToList();
        var open = rest.Where(t => !t.Value.IsHeld && !t.Value.IsRemoved).ToList();
        return new()
        {
            Accepted = _accepted,
            Relayed = open.Count(t => t.Value.Relayed.Count >= t.Value.Recipients),
            Refused = open.Count(t => t.Value.IsEnded && t.Value.Relayed.Count < t.Value.Recipients),
            Held = held.Count,
            Removed = rest.Count(t => t.Value.IsRemoved),
            OnTheirWay = accepted.Count - rest.Count,
            Stuck = [.. queues.Where(q => q.Contains(Queue.Stuck)).Select(q => q.Key).Order(StringComparer.Ordinal)],
            RelayedTwice = [.. Sorted(accepted.Where(t => t.Value.RelayedTwice))],
            Lost = [.. Sorted(open.Where(t => !t.Value.IsEnded))],
            CaseGone = [.. Sorted(held.Where(t => !t.Value.IsDecided && quarantine.StateOf(t.Key) is null))],
            InTwoQueues = [.. queues.Where(q => q.Count() > 1).Select(q => q.Key).Order(StringComparer.Ordinal)],
            NeverAccepted = [.. queues.Select(q => q.Key).Where(id => !IsKnown(id)).Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>Messages of our own have the id of the one that they are about, a hyphen and more.</summary>
    private bool IsKnown(string id)
        => _traces.ContainsKey(id) || (id.Split('-') is [var day, var name, _, ..] && _traces.ContainsKey($"{day}-{name}"));

    private static IEnumerable<string> Sorted(IEnumerable<KeyValuePair<string, Trace>> traces) => traces.Select(t => t.Key).Order(StringComparer.Ordinal);

    private static string Text(JsonElement one, string name) => one.TryGetProperty(name, out var value) ? value.ToString() : "";

    private sealed class Trace
    {
        /// <summary>0: it was not accepted by SMTP.</summary>
        public int Recipients { get; set; }

        public HashSet<string> Relayed { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

        public bool RelayedTwice { get; set; }

        public bool IsHeld { get; set; }

        public bool IsRemoved { get; set; }

        public bool IsDecided { get; set; }

        public bool IsEnded => Relayed.Union(Refused).Count() >= Recipients;
    }
}

/// <summary>Every accepted message in one state, and what does not fit.</summary>
internal sealed record ReconcileReport
{
    /// <summary>Lines that say "accepted".</summary>
    public required int Accepted { get; init; }

    /// <summary>Relayed to all recipients.</summary>
    public required int Relayed { get; init; }

    /// <summary>Ended, but refused for some recipient by the next hop, or expired.</summary>
    public required int Refused { get; init; }

    /// <summary>Kept back whole.</summary>
    public required int Held { get; init; }

    /// <summary>Deleted by an operator.</summary>
    public required int Removed { get; init; }

    /// <summary>In a queue.</summary>
    public required int OnTheirWay { get; init; }

    /// <summary>Of these, the ones that wait for an operator.</summary>
    public required ImmutableArray<string> Stuck { get; init; }

    /// <summary>A recipient was relayed to more than once: the reply to the first time was lost, by a crash or by the network.</summary>
    public required ImmutableArray<string> RelayedTwice { get; init; }

    /// <summary>Accepted, not at its end, and nowhere.</summary>
    public required ImmutableArray<string> Lost { get; init; }

    /// <summary>Held and never decided, but not in the quarantine.</summary>
    public required ImmutableArray<string> CaseGone { get; init; }

    /// <summary>In more than one queue at once.</summary>
    public required ImmutableArray<string> InTwoQueues { get; init; }

    /// <summary>In a queue, but no line says where it came from: its audit line could not be written, and the client was told to come again.</summary>
    public required ImmutableArray<string> NeverAccepted { get; init; }

    /// <summary>Nothing is lost and nothing lies in two places.</summary>
    public bool IsSound => Lost.IsEmpty && CaseGone.IsEmpty && InTwoQueues.IsEmpty;
}
