using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>A running <c>miyako serve</c>.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private GatewayProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Append(e.Data);
        process.ErrorDataReceived += (_, e) => Append(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Both standard streams.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public bool IsRunning => !_process.HasExited;

    public static GatewayProcess Start(IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = MiyakoCommand.StartInfo(arguments);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Waits for its banner.</summary>
    public Task WaitUntilServingAsync(int port) => Eventually.TrueAsync(
        () =>
        {
            Assert.True(IsRunning, $"the gateway has ended:\n{Log}");
            return HasBanner(port);
        },
        () => $"no banner on port {port}:\n{Log}\n{Threads()}");

    /// <summary>SIGKILL: as a power cut, but for the disk.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGKILL to each of its workers.</summary>
    /// <returns>How many.</returns>
    public int KillWorkers()
    {
        var killed = 0;
        foreach (var worker in Descendants(_process.Id).Where(IsWorker))
        {
            try
            {
                using var process = Process.GetProcessById(worker);
                process.Kill();
                killed++;
            }
            catch (ArgumentException)
            {
                // It has ended.
            }
        }

        return killed;
    }

    private static IEnumerable<int> Descendants(int parent)
    {
        var children = Directory.GetDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), out var id) ? id : 0).Where(id => id > 0 && ParentOf(id) == parent).ToList();
        return children.Concat(children.SelectMany(Descendants));
    }

    private static int ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static bool IsWorker(int process)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
            return !arguments[0].EndsWith("bwrap", StringComparison.Ordinal) && arguments.Any(a => a is "sanitize-worker" or "verify-worker");
        }
        catch (IOException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            await KillAsync();
        _process.Dispose();
    }

    /// <summary>Its threads and where the kernel has them wait, for a failure that can't be looked at later.</summary>
    private string Threads()
    {
        try
        {
            return string.Join('\n', Directory.GetDirectories($"/proc/{_process.Id}/task").Select(t =>
                $"{Path.GetFileName(t)} {File.ReadAllText($"{t}/comm").Trim()} {File.ReadAllText($"{t}/wchan")} {File.ReadAllText($"{t}/stat").Split(' ')[2]}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static bool HasBanner(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            client.ReceiveTimeout = 20_000;
            var banner = new byte[4];
            return client.GetStream().ReadAtLeast(banner, 4, throwOnEndOfStream: false) == 4 && banner.AsSpan().SequenceEqual("220 "u8);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    private void Append(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.AppendLine(line);
    }
}
