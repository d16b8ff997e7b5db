using System.Diagnostics;
using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Tests;

/// <summary>
/// Runs a fuzz for as long as <c>MIYAKO_FUZZ_SECONDS</c> says (default 3, CI 10). Each round has a seed of its own, which the message of
/// a failure names, so that the round can be run alone (<c>MIYAKO_FUZZ_ROUND</c>).
/// </summary>
internal static class FuzzRun
{
    private const int LeastRounds = 200;

    /// <param name="seed">Which rounds.</param>
    /// <param name="round">One of them; throws where something is wrong.</param>
    /// <param name="share">The share of the time; readers of single fields need less.</param>
    public static void For(int seed, Action<Random> round, double share = 1)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("MIYAKO_FUZZ_ROUND"), CultureInfo.InvariantCulture, out var alone))
        {
            round(new Random(alone));
            return;
        }
        var seconds = double.TryParse(
            Environment.GetEnvironmentVariable("MIYAKO_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var set) ? set : 3;
        var time = Stopwatch.StartNew();
        for (var i = 0; i < LeastRounds || time.Elapsed.TotalSeconds < seconds * share; i++)
        {
            try
            {
                round(new Random(unchecked((seed * 1_000_003) + i)));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"The round with seed {unchecked((seed * 1_000_003) + i)} failed: {e.Message}", e);
            }
        }
    }
}
