using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using MiyakoMailSanitizer.Gateway.Sandbox.Worker;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>Starts worker processes: under bubblewrap where it works, else plain with the same limits.</summary>
internal sealed class SandboxLauncher
{
    private const int ProbeMilliseconds = 10_000, ComplaintMilliseconds = 1_000;

    // What libraries and runtime need of the system. On most systems /lib and /lib64 are links into /usr.
    // The last three are for the fonts of the program that draws pages; Debian's Japanese ones are links by way of /etc/alternatives.
    private static readonly string[] SystemPaths =
        ["/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/var/cache/fontconfig"];

    // The newest first; --disable-userns came with bubblewrap 0.8.
    private static readonly string[][] Variants = [["--unshare-user", "--disable-userns"], ["--unshare-user"]];

    private readonly WorkerProgram _program;
    private readonly string[] _walls;
    private readonly string[] _variant;

    private SandboxLauncher(WorkerProgram program, string[] walls, string[] variant, SandboxStatus status)
    {
        _program = program;
        _walls = walls;
        _variant = variant;
        Status = status;
    }

    /// <summary>How well the workers are shut in.</summary>
    public SandboxStatus Status { get; }

    /// <summary>Probes bubblewrap once, by running a program with exactly the arguments that workers get.</summary>
    public static SandboxLauncher Probe(SandboxOptions options)
    {
        Posix.KeepDescriptorsPrivate();
        var program = WorkerProgram.Find();
        if (FindProgram(options.Bubblewrap) is not { } bubblewrap)
            return Plain(program, $"bubblewrap ('{options.Bubblewrap}') is not installed");
        if (FindProgram("setsid") is not { } setsid)
            return Plain(program, "the program setsid (util-linux) is not installed");
        var cause = "";
        foreach (var variant in Variants)
        {
            var status = new SandboxStatus(true, $"Workers run under {bubblewrap}.");
            var launcher = new SandboxLauncher(program, [setsid, bubblewrap], variant, status);
            cause = launcher.TryRun();
            if (cause.Length == 0)
                return launcher;
        }
        return Plain(program, $"{bubblewrap} does not work here: {cause}");
    }

    /// <summary>Starts a worker. Its end kills it when the calling thread ends, so call it on a thread that stays.</summary>
    /// <exception cref="Win32Exception">The program can't be started.</exception>
    public Process Start(string verb, WorkerLimits limits) => Start(CommandLine(verb, limits), Variables(limits));

    /// <summary>The whole command line of a worker, walls included.</summary>
    internal IReadOnlyList<string> CommandLine(string verb, WorkerLimits limits)
        => Behind(Variables(limits), [.. _program.Command, verb, .. (limits with { Isolated = Status.Isolated }).ToArguments()]);

    private static SandboxLauncher Plain(WorkerProgram program, string cause) => new(
        program, [], [], new SandboxStatus(false, $"Workers are plain child processes with limits only: {cause}."));

    /// <summary>
    /// bubblewrap leads a group of its own, by setsid: where it is killed while it still sets up, its child would otherwise wait for it for
    /// ever, and hold our pipes open.
    /// </summary>
    private IReadOnlyList<string> Behind(IEnumerable<KeyValuePair<string, string>> variables, IReadOnlyList<string> command)
        => Status.Isolated ? [.. _walls, .. Walls(variables), "--", .. command] : command;

    private Process Start(IReadOnlyList<string> line, IReadOnlyList<KeyValuePair<string, string>> variables)
    {
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Under bubblewrap too: its first process keeps what it was given, and the worker can read that in /proc/1/environ.
        start.Environment.Clear();
        if (!Status.Isolated)
        {
            foreach (var (name, value) in variables)
                start.Environment[name] = value;
        }
        return Process.Start(start) ?? throw new Win32Exception($"{line[0]} did not start");
    }

    private IEnumerable<string> Walls(IEnumerable<KeyValuePair<string, string>> variables)
    {
        string[] walls =
        [
            "--unshare-all", .. _variant, "--die-with-parent", "--new-session", "--clearenv",
            "--cap-drop", "ALL", "--uid", "65534", "--gid", "65534", "--hostname", "worker",
            "--proc", "/proc", "--dev", "/dev", "--size", "1048576", "--tmpfs", "/tmp",
            .. SystemPaths.SelectMany(p => new[] { "--ro-bind-try", p, p }),
            .. _program.Folders.SelectMany(p => new[] { "--ro-bind", p, p }),
            // Where the gateway is root, so is the owner of /proc/sys for the kernel, capabilities or not: core_pattern would be a way out.
            "--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/",
            "--chdir", "/",
        ];
        return walls.Concat(variables.SelectMany(v => new[] { "--setenv", v.Key, v.Value }));
    }

    private List<KeyValuePair<string, string>> Variables(WorkerLimits limits)
    {
        List<KeyValuePair<string, string>> variables =
        [
            new("LANG", "C.UTF-8"),
            new("HOME", "/tmp"),
            new("TZ", "UTC"),
            new("DOTNET_GCHeapHardLimit", ((long)limits.MemoryMegabytes << 20).ToString("X", CultureInfo.InvariantCulture)),
            // One request at a time: a concurrent collector would only add threads.
            new("DOTNET_gcConcurrent", "0"),
            new("DOTNET_gcServer", "0"),
            // Neither debugger nor dump nor event pipe: they are sockets and files in /tmp.
            new("DOTNET_EnableDiagnostics", "0"),
            // A worker handles message after message with the same code: let the compiler learn from the first ones.
            new("DOTNET_TieredPGO", "1"),
            new("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
        ];
        if (_program.DotnetRoot is { } root)
            variables.Add(new("DOTNET_ROOT", root));
        return variables;
    }

    /// <summary>Empty, or why it does not work.</summary>
    private string TryRun()
    {
        try
        {
            using var process = Start(Behind([], ["/usr/bin/true"]), []);
            process.StandardInput.Close();
            var complaint = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(ProbeMilliseconds))
            {
                process.Kill();
                return "it hangs";
            }
            if (process.ExitCode == 0)
                return "";
            // A child that it left behind may hold its standard error open for ever.
            return $"exit code {process.ExitCode} {(complaint.Wait(ComplaintMilliseconds) ? complaint.Result.Trim() : "")}";
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return e.Message;
        }
    }

    private static string? FindProgram(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
            return File.Exists(name) ? Path.GetFullPath(name) : null;
        var path = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(f => Path.Join(f, name)).FirstOrDefault(File.Exists);
    }
}
