using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MiyakoMailSanitizer.Gateway.Passwords;

/// <summary>What may be passwords in a message, and between whom it went.</summary>
/// <param name="Id">Id of the message.</param>
/// <param name="From">The address of <c>From</c>.</param>
/// <param name="ReversePath">Of the envelope.</param>
/// <param name="Recipients">Of the envelope.</param>
/// <param name="At">When it was received.</param>
/// <param name="Candidates">The most promising first.</param>
internal sealed record PasswordHint(
    string Id, string From, string ReversePath, ImmutableArray<string> Recipients, DateTimeOffset At, ImmutableArray<string> Candidates)
{
    /// <summary>Records are printed where one is logged by mistake; this one says nothing.</summary>
    public override string ToString() => $"passwords of {Id}";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PasswordHint))]
[JsonSerializable(typeof(CaseAttempts))]
internal sealed partial class PasswordJson : JsonSerializerContext;
