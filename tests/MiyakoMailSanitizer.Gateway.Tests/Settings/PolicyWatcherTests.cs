using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Sanitizing.Configuration;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Gateway.Tests.Settings;

public sealed class PolicyWatcherTests : IDisposable
{
    private const string Settings =
        """{ "inbound": { "recipientDomains": ["city.example.jp"] }, "outbound": { "nextHops": [ { "host": "lgwan" } ] } }""";

    private const string HoldAll = """{ "rules": [ { "name": "all", "when": {}, "treat": "hold" } ] }""";

    private readonly ConfigFolder _folder = new(Settings);
    private readonly ManualTimeProvider _time = new();
    private readonly Log _log = new();
    private readonly AuditLines _audit = new();
    private readonly List<LoadedPolicy> _changes = [];
    private readonly List<ImmutableArray<ConfigFault>> _rejections = [];
    private readonly PolicyWatcher _watcher;
    private readonly LoadedPolicy _first;

    public PolicyWatcherTests()
    {
        var loaded = ConfigurationLoader.Load(_folder.SettingsFile, "m").Configuration!;
        _first = loaded.Policy;
        _watcher = new(loaded, _folder.SettingsFile, _audit, _time, _log);
        _watcher.Changed += _changes.Add;
        _watcher.Rejected += _rejections.Add;
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Nothing_happens_while_nothing_changes()
    {
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "rules.json"), DateTime.UnixEpoch);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Same(_first, _watcher.Current);
        Assert.Empty(_changes);
        Assert.Empty(_rejections);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void New_rules_come_into_force_at_the_next_look()
    {
        _folder.Write("rules.json", HoldAll);
        _time.Advance(PolicyWatcher.Interval - TimeSpan.FromTicks(1));
        Assert.Same(_first, _watcher.Current);

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Same(Assert.Single(_changes), _watcher.Current);
        Assert.Equal(Treatment.Hold, Assert.Single(_watcher.Current.Policy.Rules.Rules).Treat);
        Assert.Equal(HoldAll, System.Text.Encoding.UTF8.GetString(_watcher.Current.RulesContent.Span));
        Assert.NotEqual(_first.Hash, _watcher.Current.Hash);
        Assert.Contains(_watcher.Current.Hash, Assert.Single(_log.Lines), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Single(_changes);
    }

    [Fact]
    public void A_change_of_a_notice_alone_counts_too()
    {
        _folder.Write("notices/20-en.txt", _folder.Read("notices/20-en.txt").Replace("kept", "stored", StringComparison.Ordinal));
        _time.Advance(PolicyWatcher.Interval);
        Assert.NotEqual(_first.Hash, Assert.Single(_changes).Hash);

        _folder.Delete("notices/20-en.txt");
        _time.Advance(PolicyWatcher.Interval);
        Assert.Equal(["ja"], _watcher.Current.Policy.Notices.Languages.Select(l => l.Language));
    }

    [Fact]
    public void Faulty_rules_change_nothing_and_are_named_once()
    {
        _folder.Write("rules.json", HoldAll.Replace("hold", "hodl", StringComparison.Ordinal));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Same(_first, _watcher.Current);
        Assert.Empty(_changes);
        var fault = Assert.Single(Assert.Single(_rejections));
        Assert.Equal(fault, Assert.Single(_watcher.Faults));
        Assert.Equal(
            $"{_folder.Path}/rules.json:1:52 rules[0].treat: " +
            "expected \"hold\", \"quarantine\", \"remove\", \"convert\", \"image\" or \"rebuild\" " +
            "but it is \"hodl\"; did you mean \"hold\"?",
            fault.ToString());
        Assert.Equal(2, _log.Lines.Count);
        Assert.Equal(fault.ToString(), _log.Lines[1]);

        _folder.Write("rules.json", HoldAll);
        _time.Advance(PolicyWatcher.Interval);
        Assert.Single(_changes);
        Assert.Empty(_watcher.Faults);
    }

    [Fact]
    public void Each_change_has_its_audit_line_and_without_it_nothing_changes()
    {
        _audit.Fails = true;
        _folder.Write("rules.json", HoldAll);
        _time.Advance(PolicyWatcher.Interval);
        Assert.Same(_first, _watcher.Current);
        Assert.Contains("audit log can't be written", Assert.Single(_log.Lines), StringComparison.Ordinal);

        _audit.Fails = false;
        _time.Advance(PolicyWatcher.Interval);
        Assert.NotSame(_first, _watcher.Current);
        var line = Assert.Single(_audit.Events);
        Assert.Equal("rules-changed", line.Kind);
        Assert.Equal([_first.Hash, _watcher.Current.Hash], line.Details.Select(d => d.Value));

        _folder.Write("rules.json", "junk");
        _time.Advance(PolicyWatcher.Interval);
        Assert.Equal("rules-refused", _audit.Events[^1].Kind);
    }

    [Fact]
    public void What_is_mended_to_the_old_state_is_no_change()
    {
        var before = _folder.Read("rules.json");
        _folder.Write("rules.json", "");
        _time.Advance(PolicyWatcher.Interval);
        _folder.Write("rules.json", before);
        _time.Advance(PolicyWatcher.Interval);
        Assert.Single(_rejections);
        Assert.Empty(_changes);
        Assert.Empty(_watcher.Faults);
        Assert.Same(_first, _watcher.Current);
    }

    [Theory]
    [InlineData("rules.json", "there is no such file")]
    [InlineData("notices/10-ja.txt", "there is no notice template")]
    public void Files_that_go_away_change_nothing(string name, string reason)
    {
        _folder.Delete("notices/20-en.txt");
        _folder.Delete(name);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Same(_first, _watcher.Current);
        Assert.Contains(reason, Assert.Single(Assert.Single(_rejections)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_goes_away_changes_nothing()
    {
        Directory.Delete(Path.Combine(_folder.Path, "notices"), recursive: true);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("can't be read", Assert.Single(Assert.Single(_rejections)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_that_contradict_the_settings_are_rejected()
    {
        _folder.Write("rules.json", $$"""{ "limits": { "maxSeconds": 121 }, {{HoldAll[1..]}}""");
        Assert.False(_watcher.CheckNow());
        Assert.Contains("sandbox.wallSeconds", Assert.Single(_watcher.Faults).Message, StringComparison.Ordinal);
        Assert.Same(_first, _watcher.Current);
    }

    [Fact]
    public void After_the_end_nothing_is_looked_at()
    {
        _watcher.Dispose();
        _folder.Write("rules.json", HoldAll);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Same(_first, _watcher.Current);
    }

    private sealed class AuditLines : IAuditLog
    {
        public List<AuditEvent> Events { get; } = [];

        public bool Fails { get; set; }

        public void Write(AuditEvent auditEvent)
        {
            if (Fails)
                throw new IOException("no space left");
            Events.Add(auditEvent);
        }
    }

    private sealed class Log : ILogger<PolicyWatcher>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Lines.Add(formatter(state, exception));
    }
}
