using System.Diagnostics;
using System.Text;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>Skipped where clamd is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClamdFactAttribute : FactAttribute
{
    public ClamdFactAttribute() => Skip = File.Exists(Clamd.Program) ? null : "clamd is not installed (Debian package clamav-daemon).";
}

/// <summary>A real clamd with one signature of our own, on a Unix socket.</summary>
internal sealed class Clamd : IAsyncDisposable
{
    public const string Program = "/usr/sbin/clamd";

    /// <summary>What it knows.</summary>
    public const string Known = "OUR-OWN-TEST-SIGNATURE-4711";

    /// <summary>What it calls it: signatures that are not ClamAV's own get that ending.</summary>
    public const string Name = "Miyako.Test.UNOFFICIAL";

    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    private Clamd()
    {
    }

    public string Socket => _folder.Of("clamd.ctl");

    public static async Task<Clamd> StartAsync()
    {
        var clamd = new Clamd();
        Directory.CreateDirectory(clamd._folder.Of("db"));
        await File.WriteAllTextAsync(clamd._folder.Of("db", "own.ndb"), $"Miyako.Test:0:*:{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Known))}\n");
        await File.WriteAllTextAsync(clamd._folder.Of("clamd.conf"), $"DatabaseDirectory {clamd._folder.Of("db")}\nLocalSocket {clamd.Socket}\nForeground yes\nUser {Environment.UserName}\n");
        await clamd.StartAgainAsync();
        return clamd;
    }

    public async Task StartAgainAsync()
    {
        _process = Process.Start(new ProcessStartInfo(Program, ["-c", _folder.Of("clamd.conf")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.TrueAsync(() => File.Exists(Socket), () => $"clamd does not start (it has ended: {_process.HasExited})");
    }

    public async Task StopAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
        File.Delete(Socket);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }
}
