using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Sanitizing.Configuration;

namespace MiyakoMailSanitizer.Gateway.Settings;

/// <summary>
/// Keeps the policy up to date: looks at the rules file and the notices every two seconds, compares their bytes (not their times, which
/// editors, copies and network disks get wrong), and reads them where they differ. Faulty files change nothing.
/// </summary>
public sealed partial class PolicyWatcher : IDisposable
{
    /// <summary>How often the files are looked at. 2 seconds.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly GatewaySettings _settings;
    private readonly Func<string, string> _shownAs;
    private readonly IAuditLog _audit;
    private readonly ILogger<PolicyWatcher> _logger;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private volatile LoadedPolicy _current;
    private PolicyFiles _seen;

    /// <summary>Begins to watch.</summary>
    /// <param name="initial">What was loaded at the start.</param>
    /// <param name="settingsPath">As the administrator gave it; faults show paths in the same way.</param>
    /// <param name="audit">Gets a line for each change, before it is in force.</param>
    /// <param name="timeProvider">Drives the polling.</param>
    /// <param name="logger">Gets a line for each change and for each fault.</param>
    public PolicyWatcher(LoadedConfiguration initial, string settingsPath, IAuditLog audit, TimeProvider timeProvider, ILogger<PolicyWatcher> logger)
    {
        _settings = initial.Settings;
        _shownAs = ConfigurationLoader.ShownAs(settingsPath);
        _audit = audit;
        _logger = logger;
        _current = initial.Policy;
        _seen = new(initial.Policy.RulesContent, initial.Policy.Notices, []);
        // Each look asks for the next one, so that a slow disk never makes two run at once.
        _timer = timeProvider.CreateTimer(static watcher => ((PolicyWatcher)watcher!).Tick(), this, Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The last policy that had no faults.</summary>
    public LoadedPolicy Current => _current;

    /// <summary>Why the files on disk are not what is in force; empty where they are.</summary>
    public ImmutableArray<ConfigFault> Faults { get; private set; } = [];

    /// <summary>A new policy is in force. Called one after another, never at once; handlers must not throw.</summary>
    public event Action<LoadedPolicy>? Changed;

    /// <summary>The files have changed and are faulty; the old policy stays. Handlers must not throw.</summary>
    public event Action<ImmutableArray<ConfigFault>>? Rejected;

    /// <summary>Looks now. True where a new policy came into force.</summary>
    public bool CheckNow()
    {
        lock (_lock)
        {
            var files = PolicyFiles.Read(_settings, _shownAs);
            if (files.IsSameAs(_seen))
                return false;
            var (policy, faults) = files.Faults.IsEmpty
                ? ConfigurationLoader.ReadPolicy(_settings, files, _shownAs)
                : (null, files.Faults);
            if (!TryAudit(policy, faults))
                return false;
            _seen = files;
            Faults = faults;
            return policy is null ? Reject(faults) : Accept(policy);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        CheckNow();
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Without the line nothing changes, and the next look tries again.</summary>
    private bool TryAudit(LoadedPolicy? policy, ImmutableArray<ConfigFault> faults)
    {
        try
        {
            _audit.Write(policy is null
                ? new("rules-refused", "", [new("policy", _current.Hash), new("faults", string.Join(" | ", faults.Take(5)))])
                : new("rules-changed", "", [new("before", _current.Hash), new("policy", policy.Hash)]));
            return true;
        }
        catch (IOException e)
        {
            LogNoAudit(e);
            return false;
        }
    }

    private bool Accept(LoadedPolicy policy)
    {
        if (policy.Hash == _current.Hash)
        {
            LogBack(policy.Hash);
            return false; // What was faulty is again what it was before.
        }

        LogChanged(_current.Hash, policy.Hash);
        _current = policy;
        Changed?.Invoke(policy);
        return true;
    }

    private bool Reject(ImmutableArray<ConfigFault> faults)
    {
        LogRejected(faults.Length, _current.Hash);
        foreach (var fault in faults)
            LogFault(fault);
        Rejected?.Invoke(faults);
        return false;
    }

    [LoggerMessage(1, LogLevel.Information, "New rules are in force: {NewHash}, before {OldHash}")]
    private partial void LogChanged(string oldHash, string newHash);

    [LoggerMessage(2, LogLevel.Information, "The rules on disk are again those in force: {Hash}")]
    private partial void LogBack(string hash);

    [LoggerMessage(3, LogLevel.Error, "The rules on disk have changed and have {Count} faults; those of before stay in force: {Hash}")]
    private partial void LogRejected(int count, string hash);

    [LoggerMessage(5, LogLevel.Error, "The rules on disk have changed, but the audit log can't be written; those of before stay in force")]
    private partial void LogNoAudit(Exception exception);

    [LoggerMessage(4, LogLevel.Error, "{Fault}")]
    private partial void LogFault(ConfigFault fault);
}
