namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <param name="Reader">Its name.</param>
/// <param name="Family">Its name.</param>
/// <param name="Bytes">Of the inputs, each twice the one before, or nearly so.</param>
/// <param name="Milliseconds">CPU time of each, the least of several runs; fewer where it grew too long.</param>
internal sealed record GrowthMeasurement(string Reader, string Family, double[] Bytes, double[] Milliseconds)
{
    /// <summary>What was thrown, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>The longest input that can be takes so little time that its growth means nothing.</summary>
    public bool IsHarmless { get; init; }

    /// <summary>Of neighbours. Where lengths are not doubled exactly the time is taken as a power of the length.</summary>
    public IEnumerable<double> Ratios => Enumerable.Range(1, Math.Max(0, Bytes.Length - 1))
        .Select(i => Math.Pow(2, Math.Log2(Milliseconds[i] / Milliseconds[i - 1]) / Math.Log2(Bytes[i] / Bytes[i - 1])));

    /// <summary>The greatest of time at 2n over time at n.</summary>
    public double WorstRatio => Ratios.DefaultIfEmpty(0).Max();

    /// <summary>At the greatest length.</summary>
    public double MillisecondsPerMegabyte => Bytes.Length == 0 ? 0 : Milliseconds[^1] * 1e6 / Bytes[^1];

    /// <summary>
    /// Not linear, or not survived. What outgrows a cache, or a buffer that is then a large object, costs more at one doubling and no more at
    /// the next: that is a step and no growth. Growth is seen at the last doubling, or at two.
    /// </summary>
    public bool IsFlagged => Failure is not null
        || (!IsHarmless && WorstRatio > GrowthMeter.Allowed
            && (Ratios.Last() > GrowthMeter.Allowed || Ratios.Count(r => r > GrowthMeter.Suspicious) > 1));
}
