using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MiyakoMailSanitizer.Gateway.Outbound;

namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>A line of a message's journal.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "record")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(Sanitized), "sanitized")]
[JsonDerivedType(typeof(Relayed), "relayed")]
[JsonDerivedType(typeof(Deferred), "deferred")]
[JsonDerivedType(typeof(StageFailed), "stage-failed")]
public abstract record SpoolRecord
{
    private SpoolRecord() { }

    /// <summary>Bytes that follow the line.</summary>
    [JsonIgnore]
    public virtual ReadOnlyMemory<byte> Payload => default;

    /// <summary>The first record.</summary>
    public sealed record Accepted(Envelope Envelope) : SpoolRecord;

    /// <summary>The message written anew; its bytes follow the line.</summary>
    /// <param name="Bytes">How many.</param>
    /// <param name="PolicyHash">The policy it was made under.</param>
    public sealed record Sanitized(int Bytes, string PolicyHash) : SpoolRecord
    {
        /// <summary>The message.</summary>
        [JsonIgnore]
        public ReadOnlyMemory<byte> Message { get; init; }

        /// <inheritdoc/>
        [JsonIgnore]
        public override ReadOnlyMemory<byte> Payload => Message;
    }

    /// <summary>What the next hop said in one try.</summary>
    public sealed record Relayed(DateTimeOffset At, ImmutableArray<RecipientState> States) : SpoolRecord
    {
        /// <summary>The audit log could not be written; its lines are owed.</summary>
        public bool IsAuditOwed { get; init; }
    }

    /// <summary>Not before <paramref name="Until"/>.</summary>
    public sealed record Deferred(DateTimeOffset At, DateTimeOffset Until, string Reason) : SpoolRecord;

    /// <summary>A stage threw; it is our bug or our disk.</summary>
    public sealed record StageFailed(DateTimeOffset At, string Stage, string Error) : SpoolRecord;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SpoolRecord))]
internal sealed partial class SpoolJson : JsonSerializerContext;
