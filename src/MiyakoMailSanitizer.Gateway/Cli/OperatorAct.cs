using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.MalwareScan;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary>What an operator's act on a case needs beside a running gateway: its settings, folders and audit log, and a sandbox of its own.</summary>
internal sealed record OperatorAct(LoadedConfiguration Configuration, FolderQuarantine Quarantine, FolderSpool Spool, FileAuditLog Audit, ISanitizerWorkers Workers)
{
    public GatewaySettings Settings => Configuration.Settings;

    /// <summary>Loads the settings, or prints their faults; a disk error is exit code 1, in one line.</summary>
    /// <param name="configFile">The settings file.</param>
    /// <param name="prepare">What can be refused before a sandbox is started; null to go on.</param>
    /// <param name="run">The act.</param>
    public static async Task<int> RunAsync(string configFile, Func<GatewaySettings, int?> prepare, Func<OperatorAct, Task<int>> run)
    {
        var loaded = ConfigurationLoader.Load(configFile);
        foreach (var fault in loaded.Faults)
            Console.Error.WriteLine(fault);
        if (loaded.Configuration is not { } configuration)
            return ExitCode.Usage;
        try
        {
            return prepare(configuration.Settings) ?? await RunAsync(configuration, run);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or JsonException or WorkersUnavailableException)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.Failure;
        }
    }

    private static async Task<int> RunAsync(LoadedConfiguration configuration, Func<OperatorAct, Task<int>> run)
    {
        var settings = configuration.Settings;
        using var logs = LoggerFactory.Create(log => log.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
        await using var sandbox = SandboxHost.Start(
            settings.Sandbox with { Workers = 1, VerifyWorkers = 1 },
            settings.Inbound.MaxMessageBytes,
            () => PolicySources.Of(configuration.Policy, settings.RulesFile),
            logs.CreateLogger("sandbox"));
        using var audit = new FileAuditLog(settings.Audit, TimeProvider.System);
        var workers = new ScannedWorkers(sandbox.Sanitizer, new(settings.MalwareScan, logs.CreateLogger<MalwareScanner>()));
        return await run(new(configuration, new FolderQuarantine(settings.Quarantine), new FolderSpool(settings.Spool), audit, workers));
    }
}
