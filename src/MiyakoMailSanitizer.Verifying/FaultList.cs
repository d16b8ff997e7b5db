using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Verifying;

/// <summary>Collects faults up to a limit.</summary>
internal sealed class FaultList
{
    /// <summary>After that many the verifier stops looking.</summary>
    public const int Max = 20;

    private const int MaxText = 200;
    private readonly ImmutableArray<VerifyFault>.Builder _faults = ImmutableArray.CreateBuilder<VerifyFault>();

    /// <summary>Enough was found to stop.</summary>
    public bool IsFull => _faults.Count >= Max;

    public void Add(string rule, string where, string detail)
    {
        if (!IsFull)
            _faults.Add(new VerifyFault(rule, Cut(where), Cut(detail)));
    }

    public VerifyResult ToResult() => new(_faults.ToImmutable());

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
