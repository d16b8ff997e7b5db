using System.Globalization;

namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>Processor time from <c>/proc</c>, in milliseconds.</summary>
internal static class CpuClock
{
    // USER_HZ, which is 100 on every Linux that .NET runs on: proc(5) counts in it whatever the kernel's own clock is.
    private const long MillisecondsPerTick = 10;

    /// <summary>Processes that have ended, of whatever program: the parent that waited for them tells their time.</summary>
    public const string Ended = "(ended)";

    /// <summary>User and system time of a process and all below it, by program; under <see cref="Ended"/> those that have ended.</summary>
    public static Dictionary<string, long> OfTree(int root)
    {
        var all = Directory.GetDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var id) ? Stat.Read(id) : null)
            .OfType<Stat>()
            .ToList();
        var children = all.ToLookup(p => p.Parent);
        var times = new Dictionary<string, long>();
        var open = new Stack<Stat>(all.Where(p => p.Id == root));
        while (open.TryPop(out var process))
        {
            Add(Program(process), process.Own);
            Add(Ended, process.OfEnded);
            foreach (var child in children[process.Id])
                open.Push(child);
        }

        return times;

        void Add(string program, long ticks) => times[program] = times.GetValueOrDefault(program) + (ticks * MillisecondsPerTick);
    }

    /// <summary>Memory of a process and all below it in bytes, pages that several share counted once (proportional set size).</summary>
    public static long PssOfTree(int root)
    {
        var all = Directory.GetDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var id) ? Stat.Read(id) : null)
            .OfType<Stat>()
            .ToList();
        var children = all.ToLookup(p => p.Parent);
        var open = new Stack<Stat>(all.Where(p => p.Id == root));
        long sum = 0;
        while (open.TryPop(out var process))
        {
            sum += Pss(process.Id);
            foreach (var child in children[process.Id])
                open.Push(child);
        }

        return sum;
    }

    private static long Pss(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/smaps_rollup").FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has ended meanwhile
        }
    }

    /// <summary>Time that all processors together were busy.</summary>
    public static long OfMachine()
    {
        // cpu user nice system idle iowait irq softirq steal ...: what is neither idle nor iowait.
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return (ticks.Sum() - ticks[3] - ticks[4]) * MillisecondsPerTick;
    }

    /// <summary>The verb for our own program, else the name of the program.</summary>
    private static string Program(Stat process)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process.Id}/cmdline").Split('\0');
            var verb = Array.FindIndex(line, a => a.EndsWith("miyako.dll", StringComparison.Ordinal)) + 1;
            return verb > 0 && process.Name != "bwrap" ? line[verb] : process.Name;
        }
        catch (IOException)
        {
            return process.Name;
        }
    }

    /// <summary>What we need of <c>/proc/PID/stat</c>; times in ticks.</summary>
    private sealed record Stat(int Id, int Parent, string Name, long Own, long OfEnded)
    {
        public static Stat? Read(int id)
        {
            try
            {
                var text = File.ReadAllText($"/proc/{id}/stat");
                // The name may hold anything; the last parenthesis ends it. Field 3 (state) comes next.
                var close = text.LastIndexOf(')');
                var fields = text[(close + 2)..].Split(' ');
                return new Stat(
                    id,
                    int.Parse(fields[1], CultureInfo.InvariantCulture),
                    text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..close],
                    Ticks(11) + Ticks(12),
                    Ticks(13) + Ticks(14));

                long Ticks(int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                return null; // it has ended meanwhile
            }
        }
    }
}
