namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <summary>
/// Measures one reader on one family at n, 2n, 4n and 8n: quickly at first, and where that gives any suspicion again, with longer runs and
/// more of them.
/// </summary>
internal sealed class GrowthMeter(Reader reader, Family family)
{
    /// <summary>Time at 2n over time at n that is still taken for linear: issue 3, "how we will know" 5.</summary>
    public const double Allowed = 3;

    /// <summary>
    /// CPU milliseconds of the longest input below which its growth harms nobody, and caches and page faults are all that is seen.
    /// </summary>
    private const double Harmless = 20;

    /// <summary>A ratio above the first gives suspicion, one above the second is beyond doubt.</summary>
    public const double Suspicious = 2.8, Sure = 3.6;

    /// <summary>A run that took so many milliseconds is not followed by a longer one.</summary>
    private const double Enough = 1_000;

    private const int Steps = 4, Smallest = 1_024;

    /// <summary>The last one as a burst of the machine's load must not flag anything.</summary>
    private static readonly Pass[] Passes = [new(10, [2, 2, 1, 1]), new(20, [3, 3, 3, 3]), new(20, [6, 6, 6, 6])];

    /// <summary>Takes some tenths of a second; some seconds where the growth is bad.</summary>
    public GrowthMeasurement Measure()
    {
        try
        {
            var result = Measure(Passes[0]);
            if (result.WorstRatio > Suspicious && !result.IsHarmless)
                result = Measure(Passes[1]);
            if (result.IsFlagged && result.WorstRatio < Sure)
                result = Measure(Passes[2]);

            return result;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new GrowthMeasurement(reader.Name, family.Name, [], []) { Failure = $"{e.GetType().Name}: {e.Message}" };
        }
    }

    private GrowthMeasurement Measure(Pass pass)
    {
        var length = Calibrate(pass.Milliseconds, out var once);
        var inputs = Enumerable.Range(0, Steps).Select(step => new GrowthInput(reader, family, length << step, once.Times(1 << step))).ToList();
        for (var round = 0; round < pass.Runs.Max(); round++)
        {
            for (var i = 0; i < inputs.Count; i++)
            {
                if (round >= pass.Runs[i])
                    continue;
                inputs[i].Run();
                if (inputs[i].Milliseconds > Enough)
                    inputs.RemoveRange(i + 1, inputs.Count - i - 1);
                else if (inputs[i].WasCollected && i > 1)
                    inputs.RemoveRange(i, inputs.Count - i);
            }
        }

        return new GrowthMeasurement(reader.Name, family.Name, [.. inputs.Select(i => i.Length)], [.. inputs.Select(i => i.Milliseconds)])
        {
            IsHarmless = length == reader.Longest >> (Steps - 1) && inputs[^1].Milliseconds <= Harmless,
        };
    }

    /// <summary>The length n at which a run takes so many milliseconds, or the greatest whose eightfold is allowed.</summary>
    private int Calibrate(double milliseconds, out ReadingCost once)
    {
        var most = reader.Longest >> (Steps - 1);
        for (var length = Math.Min(Smallest, most); ; length = (int)Math.Min(length * Math.Clamp(milliseconds / once.Milliseconds, 2, 8), most))
        {
            var input = new GrowthInput(reader, family, length, default);
            once = input.Once();
            // A first run may have been compiled on the way.
            for (var i = 0; i < 2 && once.Milliseconds >= milliseconds / 2; i++)
                once = input.Once() is var again && again.Milliseconds < once.Milliseconds ? again : once;
            if (length == most)
                return length;
            if (once.Milliseconds < milliseconds / 2)
                continue;
            var wanted = Math.Clamp((int)(length * milliseconds / once.Milliseconds), Smallest, most);
            once = once.Times((double)wanted / length);
            return wanted;
        }
    }

    /// <param name="Milliseconds">CPU time that a run at n should take.</param>
    /// <param name="Runs">At each of the lengths.</param>
    private sealed record Pass(double Milliseconds, int[] Runs);
}
