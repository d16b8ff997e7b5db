using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>What a sender wants to hear of the delivery (RFC 3461): parameters of MAIL and RCPT, as they came, checked.</summary>
public sealed record DsnWish
{
    /// <summary>Nothing was said.</summary>
    public static DsnWish None { get; } = new();

    /// <summary><c>FULL</c>, <c>HDRS</c> or empty (RFC 3461 §4.3).</summary>
    public string Return { get; init; } = "";

    /// <summary>ENVID in xtext (RFC 3461 §4.4); empty where there is none.</summary>
    public string EnvelopeId { get; init; } = "";

    /// <summary>Of the recipients that have any.</summary>
    public ImmutableArray<RecipientWish> Recipients { get; init; } = [];

    /// <summary>The parameters of MAIL, each with a space before it.</summary>
    [JsonIgnore]
    public string MailParameters => (Return.Length > 0 ? $" RET={Return}" : "") + (EnvelopeId.Length > 0 ? $" ENVID={EnvelopeId}" : "");

    /// <summary>What was said of a recipient.</summary>
    public RecipientWish Of(string recipient)
        => Recipients.FirstOrDefault(r => string.Equals(r.Recipient, recipient, StringComparison.Ordinal)) ?? new(recipient, "", "");
}

/// <summary>Of one recipient.</summary>
/// <param name="Recipient">As in the envelope.</param>
/// <param name="Notify"><c>NEVER</c>, or <c>SUCCESS</c>, <c>FAILURE</c>, <c>DELAY</c> with commas; empty: failures alone (RFC 3461 §4.1).</param>
/// <param name="OriginalRecipient">ORCPT, <c>type;xtext</c> (RFC 3461 §4.2); empty where there is none.</param>
public sealed record RecipientWish(string Recipient, string Notify, string OriginalRecipient)
{
    /// <summary>A failure is to be told.</summary>
    [JsonIgnore]
    public bool WantsFailure => Notify.Length == 0 || Wants("FAILURE");

    /// <summary>The delivery is to be told.</summary>
    [JsonIgnore]
    public bool WantsSuccess => Wants("SUCCESS");

    /// <summary>The parameters of RCPT, each with a space before it.</summary>
    [JsonIgnore]
    public string Parameters => (Notify.Length > 0 ? $" NOTIFY={Notify}" : "") + (OriginalRecipient.Length > 0 ? $" ORCPT={OriginalRecipient}" : "");

    private bool Wants(string word) => Notify.Split(',').Contains(word, StringComparer.Ordinal);
}
