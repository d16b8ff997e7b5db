using System.Security.Cryptography;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Hosting;

/// <summary>The audit events of a gateway's start and end.</summary>
internal static class HostingEvents
{
    /// <summary>Which configuration it runs with: the hash of the settings file (empty where there is none), and that of rules and notices.</summary>
    public static AuditEvent Started(LoadedConfiguration configuration, string settingsPath) => new("started", "",
    [
        new("settings", File.Exists(settingsPath) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(settingsPath))) : ""),
        new("policy", configuration.Policy.Hash),
        new("engine", typeof(HostingEvents).Assembly.GetName().Version?.ToString(3) ?? "0"),
    ]);

    public static AuditEvent Stopped() => new("stopped", "", []);
}
