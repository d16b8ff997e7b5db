using System.Runtime;

namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <summary>One input of a reader, with the time of its runs.</summary>
internal sealed class GrowthInput
{
    /// <summary>CPU milliseconds; shorter readings are measured several at once.</summary>
    private const double Measurable = 3;

    private const int MaxRepeats = 1_000;

    /// <summary>
    /// Bytes that are allocated before the collector comes. Without this a short input would be read without any collection and a longer one
    /// with some, which looks like growth.
    /// </summary>
    private const long Uncollected = 400L << 20;

    private readonly Action _read;
    private readonly int _repeats;

    /// <summary>
    /// Touches the memory that runs will use, so that page faults are not taken for growth either; the runtime keeps it
    /// (<c>RetainVMGarbageCollection</c>).
    /// </summary>
    public static void TouchMemory()
    {
        const int Small = 80_000, Large = 8 << 20; // on either side of what is a large object
        GC.TryStartNoGCRegion(Uncollected);
        for (var touched = 0L; touched < Uncollected / 2; touched += Small)
            new byte[Small].AsSpan().Fill(1);
        for (var touched = 0L; touched < Uncollected / 3; touched += Large)
            new byte[Large].AsSpan().Fill(1);
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            GC.EndNoGCRegion();
    }

    /// <param name="reader">What reads it.</param>
    /// <param name="family">What makes it.</param>
    /// <param name="length">As the family counts.</param>
    /// <param name="expected">CPU milliseconds of one reading, roughly.</param>
    public GrowthInput(Reader reader, Family family, int length, double expected)
    {
        var bytes = family.Make(length);
        Length = bytes.Length;
        _read = reader.Prepare(bytes);
        _repeats = Math.Clamp((int)(Measurable / Math.Max(expected, 0.001)), 1, MaxRepeats);
    }

    /// <summary>Bytes.</summary>
    public int Length { get; }

    /// <summary>CPU time of one reading: the least of all runs, as the load of the machine can only add to it, by way of the caches.</summary>
    public double Milliseconds { get; private set; } = double.MaxValue;

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
        var hasRegion = GC.TryStartNoGCRegion(Uncollected);
        var before = Now();
        for (var i = 0; i < _repeats; i++)
            _read();
        Milliseconds = Math.Min(Milliseconds, (Now() - before) / _repeats);
        if (hasRegion && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            GC.EndNoGCRegion();
    }

    /// <summary>Of all threads: the collector's too.</summary>
    private static double Now() => Environment.CpuUsage.TotalTime.TotalMilliseconds;
}
