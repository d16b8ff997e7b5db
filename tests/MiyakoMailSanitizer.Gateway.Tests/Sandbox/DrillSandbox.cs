using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Sanitizing;

namespace MiyakoMailSanitizer.Gateway.Tests.Sandbox;

/// <summary>A real sandbox whose workers obey drills, and what it logged.</summary>
internal sealed class DrillSandbox : IAsyncDisposable
{
    public const string NoBubblewrap = "/nonexistent/bwrap";

    private readonly LogLines _log = new();
    private volatile PolicySource _policy = Policy("0");

    public DrillSandbox(bool isolated, int workers = 1, int cpuSeconds = 20, int wallSeconds = 40, int memoryMegabytes = 256)
    {
        var options = new SandboxOptions
        {
            Workers = workers,
            CpuSeconds = cpuSeconds,
            WallSeconds = wallSeconds,
            MemoryMegabytes = memoryMegabytes,
            Bubblewrap = isolated ? "bwrap" : NoBubblewrap,
        };
        Host = SandboxHost.Start(options, maxMessageBytes: 8 << 20, () => _policy, _log, faultDrill: true);
        Assert.True(Host.Status.Isolated == isolated, Host.Status.Explanation);
    }

    public SandboxHost Host { get; }

    public string Log => _log.ToString();

    public static PolicySource Policy(string hash) => new() { RulesJson = default, Notices = [], FileName = "rules.json", Hash = hash };

    public void ChangePolicy(PolicySource policy) => _policy = policy;

    public Task<SanitizeReply> DrillAsync(string drill, CancellationToken cancellationToken = default)
        => SendAsync(Encoding.ASCII.GetBytes($"MIYAKO-FAULT-DRILL:{drill}"), cancellationToken);

    public Task<SanitizeReply> SendAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var request = new SanitizeRequest
        {
            Message = new MessageContext { Reference = "20261123-drill" },
            Name = "訓練.eml",
            DeclaredMediaType = "message/rfc822",
            Content = content,
        };
        return Host.Sanitizer.SanitizeAsync(request, cancellationToken).AsTask();
    }

    public async Task<string> SayAsync(string drill)
    {
        var reply = await DrillAsync(drill);
        Assert.False(reply.WorkersFailed, Failure(reply));
        return Encoding.UTF8.GetString(reply.Content!.Value.Span);
    }

    public static string Failure(SanitizeReply reply) => string.Join(' ', reply.Report.Findings.Select(f => f.Detail));

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private sealed class LogLines : ILogger
    {
        private readonly Lock _lock = new();
        private ImmutableArray<string> _lines = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lock)
                _lines = _lines.Add($"{logLevel}: {formatter(state, exception)}");
        }

        public override string ToString() => string.Join('\n', _lines);
    }
}
