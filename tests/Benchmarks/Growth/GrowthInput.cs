namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <summary>One input of a reader, with the times of its runs.</summary>
internal sealed class GrowthInput
{
    /// <summary>CPU milliseconds; shorter runs are measured several at once.</summary>
    private const double Measurable = 3;

    private const int MaxRepeats = 1_000;

    private readonly Action _read;
    private readonly List<double> _times = [];
    private int _repeats;

    public GrowthInput(Reader reader, Family family, int length)
    {
        var bytes = family.Make(length);
        Length = bytes.Length;
        _read = reader.Prepare(bytes);
    }

    /// <summary>Bytes.</summary>
    public int Length { get; }

    /// <summary>CPU milliseconds of one reading.</summary>
    public double Median => Report.Median(_times);

    /// <summary>CPU milliseconds of one reading that does not count.</summary>
    public double Once()
    {
        var before = Now();
        _read();
        return Now() - before;
    }

    /// <summary>Reads so often that it can be measured.</summary>
    public void Run()
    {
        if (_repeats == 0)
            _repeats = Math.Clamp((int)(Measurable / Math.Max(Once(), 0.001)), 1, MaxRepeats);
        // What other inputs left behind is not this one's.
        GC.Collect();
        var before = Now();
        for (var i = 0; i < _repeats; i++)
            _read();
        _times.Add((Now() - before) / _repeats);
    }

    /// <summary>Of all threads: the collector's too.</summary>
    private static double Now() => Environment.CpuUsage.TotalTime.TotalMilliseconds;
}
