using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Verifying;

/// <summary>Collects faults up to a limit.</summary>
internal sealed class FaultList
{
    /// <summary>After that many the verifier stops looking.</summary>
    public const int Max = 20;

    private const int MaxText = 200;
    private const long MaxUnpacked = 4L << 30;

    private long _unpacked;
    private readonly ImmutableArray<VerifyFault>.Builder _faults = ImmutableArray.CreateBuilder<VerifyFault>();

    /// <summary>Enough was found to stop.</summary>
    public bool IsFull => _faults.Count >= Max;

    /// <summary>Counts what archives unpack to, at all levels of what is verified; false above 4 GiB, the most that a message may hold.</summary>
    public bool MayUnpack(long bytes) => bytes <= MaxUnpacked && (_unpacked += bytes) <= MaxUnpacked;

    public void Add(string rule, string where, string detail)
    {
        if (!IsFull)
            _faults.Add(new VerifyFault(rule, Cut(where), Cut(detail)));
    }

    public VerifyResult ToResult() => new(_faults.ToImmutable());

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
