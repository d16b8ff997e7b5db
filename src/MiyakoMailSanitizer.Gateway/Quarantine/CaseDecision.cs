namespace MiyakoMailSanitizer.Gateway.Quarantine;

/// <summary><c>decision.json</c> of a case that is released or discarded.</summary>
/// <param name="Act"><c>unlocked</c>, <c>released</c> or <c>discarded</c>.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why; empty where a password has done it.</param>
/// <param name="At">When.</param>
internal sealed record CaseDecision(string Act, string By, string Reason, DateTimeOffset At)
{
    /// <summary>Its name.</summary>
    public const string File = "decision.json";

    /// <summary>Id of the message that was sent on; empty where there is none.</summary>
    public string Message { get; init; } = "";
}
