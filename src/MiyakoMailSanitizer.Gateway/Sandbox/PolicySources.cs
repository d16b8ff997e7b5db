using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Sanitizing.Configuration;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>Where the workers' policies come from.</summary>
internal static class PolicySources
{
    /// <summary>The policy of a running gateway.</summary>
    public static PolicySource Of(LoadedPolicy policy, string rulesFile) => new()
    {
        RulesJson = policy.RulesContent,
        Notices = [.. policy.Notices.Select(n => new NoticeSource(n.FileName, n.Content))],
        FileName = rulesFile,
        Hash = policy.Hash,
    };

    /// <summary>
    /// For the offline command: a rules file with the notices that are built in, or all that is built in. The source, or all faults.
    /// </summary>
    public static (PolicySource? Source, ImmutableArray<ConfigFault> Faults) Read(string? rulesFile)
    {
        ReadOnlyMemory<byte> rules;
        try
        {
            rules = rulesFile is null ? PolicyReader.DefaultRules : File.ReadAllBytes(rulesFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, [new ConfigFault(rulesFile!, "", 0, 0, e.Message)]);
        }

        var name = rulesFile ?? "config/rules.json";
        var read = PolicyReader.Read(rules, PolicyReader.DefaultNotices, name);
        if (read.Policy is not { } policy)
            return (null, read.Faults);
        return (new PolicySource
        {
            RulesJson = rules,
            Notices = [.. PolicyReader.DefaultNotices.Select(n => new NoticeSource(n.FileName, n.Content))],
            FileName = name,
            Hash = policy.Hash,
        }, []);
    }
}
