using System.Runtime;

namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <summary>One input of a reader, with the time of its runs.</summary>
internal sealed class GrowthInput
{
    /// <summary>CPU milliseconds; shorter readings are measured several at once.</summary>
    private const double Measurable = 3;

    private const int MaxRepeats = 1_000;

    /// <summary>Bytes that may be allocated in a run without a visit of the collector.</summary>
    private static readonly long MostUncollected = Math.Min(1L << 30, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);

    private readonly Action _read;
    private readonly int _repeats;
    private readonly long _expected;

    /// <summary>
    /// Touches the memory that runs will use, so that page faults are not taken for growth either; the runtime keeps it
    /// (<c>RetainVMGarbageCollection</c>).
    /// </summary>
    public static void TouchMemory()
    {
        const int Small = 80_000, Large = 8 << 20; // on either side of what is a large object
        GC.TryStartNoGCRegion(MostUncollected);
        for (var touched = 0L; touched < MostUncollected / 3; touched += Small)
            new byte[Small].AsSpan().Fill(1);
        for (var touched = 0L; touched < MostUncollected / 3; touched += Large)
            new byte[Large].AsSpan().Fill(1);
        EndRegion();
    }

    /// <param name="reader">What reads it.</param>
    /// <param name="family">What makes it.</param>
    /// <param name="length">As the family counts.</param>
    /// <param name="expected">Of one reading, roughly.</param>
    public GrowthInput(Reader reader, Family family, int length, ReadingCost expected)
    {
        var bytes = family.Make(length);
        Length = bytes.Length;
        _read = reader.Prepare(bytes);
        _repeats = Math.Clamp((int)(Measurable / Math.Max(expected.Milliseconds, 0.001)), 1, MaxRepeats);
        _expected = (2 * _repeats * expected.Bytes) + (32 << 20);
    }

    /// <summary>Bytes.</summary>
    public int Length { get; }

    /// <summary>CPU time of one reading: the least of all runs, as the load of the machine can only add to it, by way of the caches.</summary>
    public double Milliseconds { get; private set; } = double.MaxValue;

    /// <summary>
    /// The collector came all the same, though no more was allocated than a linear reader would: the time can't be held against that of
    /// shorter inputs.
    /// </summary>
    public bool WasCollected { get; private set; }

    /// <summary>One reading that does not count.</summary>
    public ReadingCost Once()
    {
        var (before, allocated) = (Now(), GC.GetAllocatedBytesForCurrentThread());
        _read();
        return new(Now() - before, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    /// <summary>
    /// Reads so often that it can be measured. The collector is kept away: else a short input would be read without any collection and a
    /// longer one with some, which looks like growth.
    /// </summary>
    public void Run()
    {
        GC.TryStartNoGCRegion(Math.Min(MostUncollected, _expected));
        var (before, allocated) = (Now(), GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < _repeats; i++)
            _read();
        // Never nothing, as ratios are taken.
        Milliseconds = Math.Clamp((Now() - before) / _repeats, 1e-6, Milliseconds);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        WasCollected |= GCSettings.LatencyMode != GCLatencyMode.NoGCRegion && allocated <= _expected;
        EndRegion();
    }

    private static void EndRegion()
    {
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            GC.EndNoGCRegion();
    }

    /// <summary>Of all threads: the collector's too.</summary>
    private static double Now() => Environment.CpuUsage.TotalTime.TotalMilliseconds;
}

/// <summary>What one reading costs.</summary>
/// <param name="Milliseconds">CPU time.</param>
/// <param name="Bytes">Allocated.</param>
internal readonly record struct ReadingCost(double Milliseconds, long Bytes)
{
    /// <summary>Of an input that is longer by a factor, if all is linear.</summary>
    public ReadingCost Times(double factor) => new(Milliseconds * factor, (long)(Bytes * factor));
}
