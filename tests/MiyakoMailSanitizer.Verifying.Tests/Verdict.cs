using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests;

/// <summary>What the verifier must say.</summary>
internal static class Verdict
{
    public static VerifyResult Of(string message) => MessageVerifier.Verify(Encoding.Latin1.GetBytes(message));

    public static void Passes(string message) => Assert.Equal([], Of(message).Faults);

    /// <param name="rule">One of the faults must have it.</param>
    public static void Refuses(string message, string rule)
    {
        var faults = Of(message).Faults;
        Assert.True(faults.Any(f => f.Rule == rule), $"expected {rule}, found {(faults.IsEmpty ? "nothing" : string.Join("; ", faults))}");
    }

    /// <summary>Passes, or is refused by that rule.</summary>
    public static void Is(string message, string? rule)
    {
        if (rule is null)
            Passes(message);
        else
            Refuses(message, rule);
    }
}
