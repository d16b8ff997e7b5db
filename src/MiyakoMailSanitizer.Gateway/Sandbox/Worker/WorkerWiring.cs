using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Verifying;

namespace MiyakoMailSanitizer.Gateway.Sandbox.Worker;

/// <summary>What the workers run: the reader of the rules, and the verifier.</summary>
internal static class WorkerWiring
{
    /// <summary>Reads a policy.</summary>
    public static PolicyReading ReadPolicy(PolicySource source)
    {
        var read = PolicyReader.Read(source.RulesJson, [.. source.Notices.Select(n => (n.FileName, n.Content))], source.FileName);
        return new PolicyReading(read.Policy, [.. read.Faults.Select(f => f.ToString())]);
    }

    /// <summary>Verifies messages and files.</summary>
    public static Verifier Verifier { get; } = new(
        (message, originals) => Findings(MessageVerifier.Verify(message, originals)),
        (mediaType, fileName, content) => Findings(MessageVerifier.VerifyFile(mediaType, fileName, content)));

    private static ImmutableArray<VerifyFinding> Findings(VerifyResult result)
        => [.. result.Faults.Select(f => new VerifyFinding(f.Rule, f.Where, f.Detail))];
}
