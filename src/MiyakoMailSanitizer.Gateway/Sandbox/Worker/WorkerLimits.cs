using System.Globalization;

namespace MiyakoMailSanitizer.Gateway.Sandbox.Worker;

/// <summary>What a worker may use. The gateway gives them on the worker's command line, before any hostile byte is read.</summary>
internal sealed record WorkerLimits
{
    /// <summary>MiB of managed heap; all private memory together may be <see cref="DataSlackMegabytes"/> more.</summary>
    public required int MemoryMegabytes { get; init; }

    /// <summary>CPU seconds of one request.</summary>
    public required int CpuSeconds { get; init; }

    /// <summary>Bytes of a frame's content, in both directions.</summary>
    public required int MaxContentBytes { get; init; }

    /// <summary>The worker has a user namespace of its own, so that processes can be counted for it alone.</summary>
    public bool Isolated { get; init; }

    /// <summary>Tests only: content that begins with <see cref="FaultDrill.Magic"/> makes the worker misbehave.</summary>
    public bool FaultDrill { get; init; }

    /// <summary>
    /// MiB over the managed heap limit for the runtime itself, code, thread stacks and native buffers. A fresh worker has about 65 MiB of
    /// private writable mappings, most of them never touched.
    /// </summary>
    public const int DataSlackMegabytes = 256;

    /// <summary>CPU seconds between the end of the cooperative limit and the signal of the kernel.</summary>
    public const int CpuGraceSeconds = 1;

    /// <summary>The command line that <see cref="Parse"/> reads.</summary>
    public IEnumerable<string> ToArguments()
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"--memory-megabytes={MemoryMegabytes}");
        yield return string.Create(CultureInfo.InvariantCulture, $"--cpu-seconds={CpuSeconds}");
        yield return string.Create(CultureInfo.InvariantCulture, $"--max-content-bytes={MaxContentBytes}");
        if (Isolated)
            yield return "--isolated";
        if (FaultDrill)
            yield return "--fault-drill";
    }

    /// <summary>Null where anything is missing, doubled or unknown: a worker without limits does not start.</summary>
    public static WorkerLimits? Parse(IReadOnlyList<string> arguments)
    {
        var flags = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var argument in arguments)
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var fresh = equals < 0
                ? flags.Add(argument)
                : int.TryParse(argument.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number > 0
                    && numbers.TryAdd(argument[..equals], number);
            if (!fresh)
                return null;
        }

        if (!numbers.Remove("--memory-megabytes", out var memory)
            || !numbers.Remove("--cpu-seconds", out var cpu)
            || !numbers.Remove("--max-content-bytes", out var content))
        {
            return null;
        }

        var limits = new WorkerLimits
        {
            MemoryMegabytes = memory,
            CpuSeconds = cpu,
            MaxContentBytes = content,
            Isolated = flags.Remove("--isolated"),
            FaultDrill = flags.Remove("--fault-drill"),
        };
        return flags.Count == 0 && numbers.Count == 0 ? limits : null;
    }
}
