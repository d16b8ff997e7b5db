using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Configuration;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Gateway.Settings;

/// <summary>A policy with the bytes that it was read from, so that workers can read the same ones.</summary>
/// <param name="Policy">As read.</param>
/// <param name="RulesContent">The rules file.</param>
/// <param name="Notices">The notice templates, in the order of their names; names without folders.</param>
public sealed record LoadedPolicy(
    Policy Policy, ReadOnlyMemory<byte> RulesContent, ImmutableArray<(string FileName, ReadOnlyMemory<byte> Content)> Notices)
{
    /// <summary>Of all the bytes; see <see cref="Policy.Hash"/>.</summary>
    public string Hash => Policy.Hash;
}

/// <summary>All that an administrator has written: the settings, and the policy that they point to.</summary>
public sealed record LoadedConfiguration(GatewaySettings Settings, LoadedPolicy Policy);

/// <summary>What came of loading.</summary>
/// <param name="Configuration">Null where there is any fault.</param>
/// <param name="Faults">What must be mended; settings first, then rules, then notices.</param>
/// <param name="Warnings">What works but is probably not meant.</param>
public sealed record ConfigurationLoadResult(
    LoadedConfiguration? Configuration, ImmutableArray<ConfigFault> Faults, ImmutableArray<ConfigFault> Warnings);

/// <summary>Loads everything that <c>serve</c> and <c>check-config</c> need, and collects the faults of all files.</summary>
public static class ConfigurationLoader
{
    /// <summary>Loads <c>gateway.json</c> and what it points to. Never throws for anything that disk or files do.</summary>
    public static ConfigurationLoadResult Load(string settingsPath) => Load(settingsPath, Environment.MachineName);

    internal static ConfigurationLoadResult Load(string settingsPath, string machineName)
    {
        if (!ConfigFiles.TryRead(settingsPath, settingsPath, out var content, out var fault))
            return new(null, [fault], []);
        var document = new ConfigDocument(settingsPath, content);
        var folder = Path.GetDirectoryName(Path.GetFullPath(settingsPath)) ?? "/";
        var settings = SettingsReader.Read(document, folder, machineName);
        // Read also where the settings are faulty, so that one run names all faults. That a path leads nowhere is then said already.
        var policyFaults = ImmutableArray<ConfigFault>.Empty;
        LoadedPolicy? policy = null;
        if (document.Root is not null && File.Exists(settings.RulesFile) && Directory.Exists(settings.NoticesFolder))
            (policy, policyFaults) = LoadPolicy(settings, ShownAs(settingsPath));
        ImmutableArray<ConfigFault> faults = [.. document.Faults, .. policyFaults];
        return new(faults.IsEmpty && policy is not null ? new(settings, policy) : null, faults, document.Warnings);
    }

    /// <summary>Reads rules and notices again. All faults, or a policy that fits the settings.</summary>
    internal static (LoadedPolicy? Policy, ImmutableArray<ConfigFault> Faults) LoadPolicy(
        GatewaySettings settings, Func<string, string> shownAs)
    {
        var files = PolicyFiles.Read(settings, shownAs);
        return files.Faults.IsEmpty ? ReadPolicy(settings, files, shownAs) : (null, files.Faults);
    }

    /// <summary>The same, of bytes that were read before.</summary>
    internal static (LoadedPolicy? Policy, ImmutableArray<ConfigFault> Faults) ReadPolicy(
        GatewaySettings settings, PolicyFiles files, Func<string, string> shownAs)
    {
        var rulesName = shownAs(settings.RulesFile);
        var notices = files.Notices.Select(n => (shownAs(Path.Combine(settings.NoticesFolder, n.FileName)), n.Content)).ToList();
        var result = PolicyReader.Read(files.Rules, notices, rulesName);
        if (result.Policy is not { } policy)
            return (null, result.Faults);
        return SettingsChecks.CheckLimits(settings, policy.Limits, rulesName) is { } fault
            ? (null, [fault])
            : (new(policy, files.Rules, files.Notices), []);
    }

    /// <summary>Paths in faults look like the one that was given: relative to where the administrator stands, where that one is.</summary>
    internal static Func<string, string> ShownAs(string settingsPath)
    {
        var given = Path.GetDirectoryName(settingsPath) ?? "";
        var folder = Path.GetDirectoryName(Path.GetFullPath(settingsPath)) ?? "/";
        return path => Path.GetRelativePath(folder, path) is var relative && !relative.StartsWith("..", StringComparison.Ordinal)
            ? Path.Combine(given, relative)
            : path;
    }
}
