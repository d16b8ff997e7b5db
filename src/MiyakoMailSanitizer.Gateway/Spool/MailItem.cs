using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Outbound;

namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>A message of the spool with what its journal says.</summary>
public sealed class MailItem
{
    private readonly Dictionary<string, RecipientState> _states = new(StringComparer.Ordinal);

    /// <param name="queue">Where it was found.</param>
    /// <param name="message">As received, our <c>Received</c> field on top.</param>
    /// <param name="records">The journal, the first being <see cref="SpoolRecord.Accepted"/>.</param>
    public MailItem(Queue queue, ReadOnlyMemory<byte> message, IEnumerable<SpoolRecord> records)
    {
        Queue = queue;
        Message = message;
        foreach (var record in records)
            Apply(record);
        if (Envelope is null)
            throw new InvalidDataException("The journal has no 'accepted' record.");
    }

    /// <summary>Where it is.</summary>
    public Queue Queue { get; internal set; }

    /// <summary>Id, a file name.</summary>
    public string Id => Envelope.Id;

    /// <summary>As accepted.</summary>
    public Envelope Envelope { get; private set; } = null!;

    /// <summary>As received. Hostile.</summary>
    public ReadOnlyMemory<byte> Message { get; }

    /// <summary>The message written anew; null before.</summary>
    public SpoolRecord.Sanitized? Sanitized { get; private set; }

    /// <summary>How often it was put off since it was sanitized.</summary>
    public int Deferrals { get; private set; }

    /// <summary>Not to be touched before; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; private set; }

    /// <summary>How often a stage threw.</summary>
    public int StageFailures { get; private set; }

    /// <summary>The last known state of each recipient, in envelope order.</summary>
    public ImmutableArray<RecipientState> States
        => [.. Envelope.Recipients.Select(r => _states.GetValueOrDefault(r) ?? new RecipientState(r, RelayStatus.Pending, "", ""))];

    /// <summary>Recipients that are still to be relayed to.</summary>
    public ImmutableArray<string> PendingRecipients => [.. States.Where(s => s.Status == RelayStatus.Pending).Select(s => s.Recipient)];

    /// <summary>What next hops said, and the audit log does not know yet.</summary>
    internal ImmutableArray<RecipientState> AuditOwed { get; set; } = [];

    /// <summary>Records that were applied but are not on disk: the next append writes them.</summary>
    internal List<SpoolRecord> Unwritten { get; } = [];

    /// <summary>What it takes of the flow's memory, in bytes.</summary>
    internal int HeldBytes { get; set; }

    /// <summary>Bytes of the file up to the end of the last whole record.</summary>
    internal long IntactLength { get; set; }

    /// <summary>Applies a record that is to be written with the next one.</summary>
    internal void Remember(SpoolRecord record)
    {
        Apply(record);
        Unwritten.Add(record);
    }

    internal void Apply(SpoolRecord record)
    {
        switch (record)
        {
            case SpoolRecord.Accepted accepted:
                Envelope = accepted.Envelope;
                break;
            case SpoolRecord.Sanitized sanitized:
                Sanitized = sanitized;
                break;
            case SpoolRecord.Relayed relayed:
                foreach (var state in relayed.States)
                    _states[state.Recipient] = state;
                if (relayed.IsAuditOwed)
                    AuditOwed = [.. AuditOwed, .. relayed.States];
                break;
            case SpoolRecord.Deferred deferred:
                Deferrals++;
                NotBefore = deferred.Until;
                break;
            case SpoolRecord.StageFailed:
                StageFailures++;
                break;
        }
    }
}
