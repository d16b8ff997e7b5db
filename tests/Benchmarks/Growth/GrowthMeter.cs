namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <summary>
/// Measures one reader on one family at n, 2n, 4n and 8n: quickly at first, and where that gives any suspicion again, with longer runs and
/// more of them.
/// </summary>
internal sealed class GrowthMeter(Reader reader, Family family)
{
    /// <summary>Time at 2n over time at n that is still taken for linear: issue 3, "how we will know" 5.</summary>
    public const double Allowed = 3;

    /// <summary>CPU milliseconds of the longest input below which its growth harms nobody, and caches and page faults are all that is seen.</summary>
    private const double Harmless = 20;

    /// <summary>A ratio above this gives suspicion.</summary>
    private const double Suspicious = 2.6;

    /// <summary>A run that took so many milliseconds is not followed by a longer one.</summary>
    private const double Enough = 2_500;

    private const int Steps = 4, Smallest = 1_024;

    private static readonly Pass First = new(Wanted: 10, Runs: [3, 2, 1, 1]);
    private static readonly Pass Second = new(Wanted: 20, Runs: [5, 5, 5, 5]);

    /// <summary>Takes some tenths of a second; some seconds where the growth is bad.</summary>
    public GrowthMeasurement Measure()
    {
        try
        {
            var result = Measure(First);
            return result.WorstRatio > Suspicious && result.Milliseconds[^1] > Harmless ? Measure(Second) : result;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new GrowthMeasurement(reader.Name, family.Name, [], []) { Failure = $"{e.GetType().Name}: {e.Message}" };
        }
    }

    private GrowthMeasurement Measure(Pass pass)
    {
        var length = Calibrate(pass.Wanted);
        var inputs = Enumerable.Range(0, Steps).Select(step => new GrowthInput(reader, family, length << step)).ToList();
        for (var i = 0; i < inputs.Count; i++)
        {
            for (var run = 0; run < pass.Runs[i]; run++)
                inputs[i].Run();
            if (inputs[i].Median > Enough)
                inputs.RemoveRange(i + 1, inputs.Count - i - 1);
        }

        return new GrowthMeasurement(reader.Name, family.Name, [.. inputs.Select(i => i.Length)], [.. inputs.Select(i => i.Median)])
        {
            IsHarmless = length == reader.Longest >> (Steps - 1) && inputs[^1].Median <= Harmless,
        };
    }

    /// <summary>The length n at which a run takes <paramref name="wanted"/> milliseconds, or the greatest whose eightfold is allowed.</summary>
    private int Calibrate(double wanted)
    {
        var most = reader.Longest >> (Steps - 1);
        for (var length = Smallest; ; length *= 2)
        {
            if (length >= most)
                return most;
            var input = new GrowthInput(reader, family, length);
            // A first run may have been compiled on the way.
            if (input.Once() >= wanted / 2 && input.Once() is var time && time >= wanted / 2)
                return Math.Clamp((int)(length * wanted / time), Smallest, most);
        }
    }

    /// <param name="Wanted">CPU milliseconds of a run at n.</param>
    /// <param name="Runs">At each of the lengths.</param>
    private sealed record Pass(double Wanted, int[] Runs);
}
