using System.Diagnostics;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>Waits for what other processes do; the time limit is only there so that a failure ends.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until it is true, or fails with what is given.</summary>
    public static async Task TrueAsync(Func<bool> condition, Func<string> describe)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < Patience, $"waited {Patience.TotalSeconds} s in vain: {describe()}");
            await Task.Delay(Pause);
        }
    }
}
