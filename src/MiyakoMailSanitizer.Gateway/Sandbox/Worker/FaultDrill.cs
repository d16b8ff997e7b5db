using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.Sandbox.Worker;

/// <summary>
/// Misbehaves on command, so that tests see the real sandbox deal with it. Reachable only in a worker that was started with
/// <c>--fault-drill</c>, which no setting does.
/// </summary>
internal sealed class FaultDrill(Stream frames)
{
    private readonly Dictionary<string, Func<CancellationToken, string>> _drills = new(StringComparer.Ordinal)
    {
        ["ok"] = _ => "ok",
        ["slow-ok"] = _ => SlowOk(),
        ["crash"] = _ => Crash(),
        ["exit"] = _ => Exit(),
        ["throw"] = _ => throw new InvalidDataException("drill"),
        ["hang"] = _ => Hang(),
        ["sleep"] = _ => Sleep(),
        ["wait"] = Wait,
        ["stack"] = _ => Recurse(0).ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["memory"] = _ => FillHeap(),
        ["native-memory"] = _ => FillNative(),
        ["threads"] = _ => FillThreads(),
        ["print"] = _ => Print(),
        ["garbage-frame"] = _ => Soil(frames, "drill drill drill drill"u8),
        ["long-frame"] = _ => Soil(frames, [0x10, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F]),
        ["connect"] = _ => Connect(),
        ["make-files"] = _ => MakeFiles(),
        ["write-temp"] = _ => WriteTemp(),
        ["look-around"] = _ => LookAround(),
        ["limits"] = _ => File.ReadAllText("/proc/self/limits"),
        ["status"] = _ => File.ReadAllText("/proc/self/status"),
        ["pid"] = _ => Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>What a file for drills begins with; the name of the drill follows.</summary>
    public static ReadOnlySpan<byte> Magic => "MIYAKO-FAULT-DRILL:"u8;

    /// <summary>True where the content asks for a drill.</summary>
    public static bool IsDrill(ReadOnlySpan<byte> content) => content.StartsWith(Magic);

    /// <summary>Does what the content asks for, and says what came of it if that is possible at all.</summary>
    public string Run(ReadOnlySpan<byte> content, CancellationToken cancellationToken)
    {
        var rest = content[Magic.Length..];
        var end = rest.IndexOfAnyExceptInRange((byte)'-', (byte)'z');
        var name = Encoding.ASCII.GetString(end < 0 ? rest : rest[..end]);
        if (name == "digest")
            return Convert.ToHexStringLower(SHA256.HashData(content));
        if (name == "fill")
            return new string('x', content.Length);
        return _drills.TryGetValue(name, out var drill) ? drill(cancellationToken) : throw new ArgumentException($"no drill '{name}'");
    }

    private static string SlowOk()
    {
        Thread.Sleep(500);
        return "slow-ok";
    }

    private static string Crash()
    {
        Environment.FailFast("drill");
        return "";
    }

    private static string Exit()
    {
        Environment.Exit(3);
        return "";
    }

    private static string Hang()
    {
        var spins = 0UL;
        while (Volatile.Read(ref spins) != ulong.MaxValue)
            Volatile.Write(ref spins, (spins + 1) % 1024);
        return "";
    }

    private static string Sleep()
    {
        Thread.Sleep(Timeout.Infinite);
        return "";
    }

    private static string Wait(CancellationToken cancellationToken)
    {
        cancellationToken.WaitHandle.WaitOne();
        return "cancelled";
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Recurse(int depth)
    {
        Span<byte> frame = stackalloc byte[4096];
        frame.Fill((byte)depth);
        return Recurse(depth + 1) + frame[depth % frame.Length];
    }

    private static string FillHeap()
    {
        var held = new List<byte[]>();
        while (true)
        {
            held.Add(new byte[1 << 20]);
            held[^1].AsSpan().Fill(1);
        }
    }

    private static unsafe string FillNative()
    {
        while (true)
        {
            const nuint Size = 1 << 20;
            var memory = NativeMemory.Alloc(Size);
            NativeMemory.Fill(memory, Size, 1);
        }
    }

    private static string FillThreads()
    {
        while (true)
            new Thread(() => Thread.Sleep(Timeout.Infinite), 1 << 20) { IsBackground = true }.Start();
    }

    private static string Print()
    {
        Console.WriteLine("drill on standard output");
        Console.Error.WriteLine(new string('x', 1 << 20));
        return "print";
    }

    private static string Soil(Stream frames, ReadOnlySpan<byte> junk)
    {
        frames.Write(junk);
        return "soiled";
    }

    private static string Connect()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        return Try(() =>
        {
            socket.Connect("192.0.2.1", 25);
            return "connected";
        });
    }

    private static string MakeFiles()
    {
        string[] folders = ["/", "/dev", "/dev/shm", "/usr", AppContext.BaseDirectory];
        return Report(folders, folder =>
        {
            using var file = File.Open(Path.Join(folder, "drill"), FileMode.CreateNew);
            return "made";
        });
    }

    private static string WriteTemp()
    {
        File.WriteAllText("/tmp/drill", "drill");
        return "written";
    }

    private static string LookAround()
    {
        string[] places = ["/etc/passwd", "/etc/hostname", "/proc/1/environ"];
        string[] folders = ["/", "/etc", "/tmp", "/home", "/root", "/var/lib", "/var/log", "/var/spool", "/work"];
        var listed = Report(folders, f => string.Join(' ', Directory.GetFileSystemEntries(f).Order()));
        var read = Report(places, p => File.ReadAllText(p).Replace('\0', ' '));
        var writable = Try(() =>
        {
            using var file = File.Open("/proc/sys/kernel/core_pattern", FileMode.Open, FileAccess.Write);
            return "writable";
        });
        var processes = string.Join(' ', Process.GetProcesses().Select(p => p.Id).Order());
        return $"{listed}{read}write /proc/sys/kernel/core_pattern: {writable}\nprocesses: {processes}\n";
    }

    private static string Report(IEnumerable<string> items, Func<string, string> act)
        => string.Concat(items.Select(i => $"{i}: {Try(() => act(i))}\n"));

    private static string Try(Func<string> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException)
        {
            return $"refused ({e.GetType().Name})";
        }
    }
}
