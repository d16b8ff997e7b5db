using System.Text.Json;
using System.Text.Json.Nodes;
using MiyakoMailSanitizer.Gateway.Audit;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>A gateway with a folder and a port of its own. Its process can be killed and started again.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly GatewayConfig _config;
    private readonly List<GatewayProcess> _runs = [];

    private RunningGateway(GatewayConfig config)
    {
        _config = config;
        Folder = Directory.CreateTempSubdirectory("miyako-e2e-").FullName;
        Port = FreePorts.Take();
        var notices = Directory.CreateDirectory(Of("notices")).FullName;
        foreach (var notice in Directory.GetFiles(Path.Combine(Repository.Root, "config", "notices")))
            File.Copy(notice, Path.Combine(notices, Path.GetFileName(notice)));
        ChangeRules(config.Rules);
        File.WriteAllText(ConfigFile, config.ToJson(Folder, Port));
    }

    public string Folder { get; }

    public int Port { get; }

    public string ConfigFile => Of("gateway.json");

    public string SpoolFolder => _config.SpoolFolder ?? Of("spool");

    public GatewayProcess Process => _runs[^1];

    /// <summary>All that it has logged, over all starts.</summary>
    public string Log => string.Join("\n--- started again ---\n", _runs.Select(r => r.Log));

    /// <summary>Starts one and waits until it answers.</summary>
    public static async Task<RunningGateway> StartAsync(GatewayConfig config)
    {
        var gateway = new RunningGateway(config);
        try
        {
            await gateway.StartAgainAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    public async Task StartAgainAsync()
    {
        string[] arguments = ["serve", "--config", ConfigFile, .. _config.FaultDrill ? ["--fault-drill"] : Array.Empty<string>()];
        _runs.Add(GatewayProcess.Start(arguments, _config.Environment));
        await Process.WaitUntilServingAsync(Port);
    }

    /// <summary>A path in its folder.</summary>
    public string Of(params string[] parts) => Path.Combine([Folder, .. parts]);

    public string[] SpoolFiles(string folder) => Directory.GetFiles(Path.Combine(SpoolFolder, folder));

    /// <summary>Waits until nothing is on its way any more.</summary>
    public Task SpoolIsEmptyAsync() => Eventually.TrueAsync(
        () => SpoolFiles("incoming").Length + SpoolFiles("outgoing").Length == 0,
        () => $"{SpoolFiles("incoming").Length} incoming, {SpoolFiles("outgoing").Length} outgoing\n{Log}");

    public Task LogsAsync(string text)
        => Eventually.TrueAsync(() => Log.Contains(text, StringComparison.Ordinal), () => $"no \"{text}\" in the log:\n{Log}");

    /// <summary>Writes the rules anew, in one rename, as good editors do.</summary>
    public void ChangeRules(Action<JsonObject> change) => WriteRules(GatewayConfig.RulesJson(change));

    public void WriteRules(string json)
    {
        File.WriteAllText(Of("rules.json.new"), json);
        File.Move(Of("rules.json.new"), Of("rules.json"), overwrite: true);
    }

    /// <summary>What <c>spool reconcile</c> says; it must be sound.</summary>
    public async Task<JsonElement> ReconcileAsync()
    {
        var result = await MiyakoCommand.RunAsync("spool", "reconcile", "--json", "--config", ConfigFile);
        Assert.True(result.ExitCode == 0, $"{result.Output}{result.Errors}\n{Log}");
        return result.JsonLines[0];
    }

    /// <summary>Ids of the held cases.</summary>
    public string[] Cases()
    {
        var held = new DirectoryInfo(Of("quarantine", "held"));
        return held.Exists ? [.. held.GetDirectories().Select(d => d.Name).Order(StringComparer.Ordinal)] : [];
    }

    public JsonElement CaseReport(string id)
        => JsonDocument.Parse(File.ReadAllBytes(Of("quarantine", "held", id, "report.json"))).RootElement;

    /// <summary>The audit events, in their order.</summary>
    public JsonElement[] AuditEvents() =>
    [
        .. Directory.GetFiles(Of("audit"), "audit-*.jsonl").Order(StringComparer.Ordinal).Select(File.ReadAllText)
            // The last line may be only half there.
            .SelectMany(t => t[..(t.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(l => JsonDocument.Parse(l).RootElement),
    ];

    public async ValueTask DisposeAsync()
    {
        foreach (var run in _runs)
            await run.DisposeAsync();
        // Whatever a test did, kill -9 among it: the log verifies.
        var faults = new AuditVerifier(Of("audit"), null).Run();
        Directory.Delete(Folder, recursive: true);
        Assert.Empty(faults);
    }
}
