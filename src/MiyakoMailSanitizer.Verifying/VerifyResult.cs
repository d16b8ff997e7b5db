using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Verifying;

/// <summary>Something in a message or file that may not leave.</summary>
/// <param name="Rule">Short and stable, e.g. <c>header.unknown-field</c>.</param>
/// <param name="Where">Part path such as <c>/2/1</c>, then a field name or <c>byte N</c>; empty for the message as a whole.</param>
/// <param name="Detail">Plain English words, at most 200 characters. Quotes nothing of the message but code points (<c>U+202E</c>).</param>
public sealed record VerifyFault(string Rule, string Where, string Detail);

/// <summary>What the verifier says.</summary>
/// <param name="Faults">At most 20; empty where the message may leave.</param>
public sealed record VerifyResult(ImmutableArray<VerifyFault> Faults)
{
    /// <summary>True where nothing was found.</summary>
    public bool Passed => Faults.IsEmpty;
}
