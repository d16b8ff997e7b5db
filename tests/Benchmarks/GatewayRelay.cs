using System.Diagnostics;
using System.Text.Json;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>The gateway as a process, <c>miyako serve</c>: built-in rules, defaults but for folders, ports and commands a session.</summary>
internal sealed class GatewayRelay : IRelay
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("miyako-bench-").FullName;
    private Process? _process;

    private GatewayRelay()
    {
    }

    /// <inheritdoc/>
    public string Name => "gateway";

    /// <inheritdoc/>
    public int Port { get; } = Posix.FreePort();

    /// <inheritdoc/>
    public int ProcessId => _process!.Id;

    /// <summary>Starts it and waits for its banner.</summary>
    public static async Task<GatewayRelay> StartAsync(int sinkPort, CancellationToken cancellationToken)
    {
        var gateway = new GatewayRelay();
        try
        {
            gateway.Configure(sinkPort);
            // The shell only turns the output to a file and becomes the gateway: its process id stays.
            var program = Path.Combine(AppContext.BaseDirectory, "miyako.dll");
            const string Script = "exec dotnet \"$1\" serve --config \"$2\" > \"$3\" 2>&1";
            gateway._process = Process.Start("/bin/sh", ["-c", Script, "sh", program, gateway.Of("gateway.json"), gateway.Of("log")]);
            await Posix.UntilServingAsync(gateway.Port, cancellationToken);
            return gateway;
        }
        catch
        {
            if (File.Exists(gateway.Of("log")))
                Console.Error.WriteLine(await File.ReadAllTextAsync(gateway.Of("log"), CancellationToken.None));
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Queued() => Posix.CountFiles(Of("spool"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            Posix.Stop(process.Id);
            if (!process.WaitForExit(StopPatience))
                process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void Configure(int sinkPort)
    {
        Directory.CreateDirectory(Of("notices"));
        foreach (var (name, content) in PolicyReader.DefaultNotices)
            File.WriteAllBytes(Of("notices", name), content.Span);
        File.WriteAllBytes(Of("rules.json"), PolicyReader.DefaultRules.Span);
        File.WriteAllText(Of("gateway.json"), JsonSerializer.Serialize(new
        {
            hostName = "miyako.example.jp",
            inbound = new
            {
                listen = new[] { $"127.0.0.1:{Port}" },
                recipientDomains = new[] { "city.example.jp" },
                maxCommands = 1_000_000,
            },
            spool = new { folder = Of("spool") },
            outbound = new { nextHops = new[] { new { host = "127.0.0.1", port = sinkPort, tls = "off" } } },
            quarantine = new { folder = Of("quarantine") },
            audit = new { folder = Of("audit") },
        }));
    }

    private string Of(params string[] parts) => Path.Combine([_folder, .. parts]);
}
