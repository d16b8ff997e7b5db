using MiyakoMailSanitizer.Gateway.Outbound.Smtp;
using MiyakoMailSanitizer.Gateway.Settings;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace MiyakoMailSanitizer.Gateway.Outbound;

/// <summary>
/// One next hop: at most so many connections, some kept for the next message, and a circuit that opens when the server is dead.
/// </summary>
internal sealed partial class Hop : IAsyncDisposable
{
    private readonly HopSetup _setup;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _slots;
    private readonly KeptSessions _kept;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline<bool> _breaker;
    private readonly ResiliencePipeline _connecting;
    private volatile LastWord? _last;

    public Hop(HopSetup setup, ILogger logger)
    {
        _setup = setup;
        _logger = logger;
        var host = setup.Options.Host;
        Name = host.Contains(':') ? $"[{host}]:{setup.Options.Port}" : $"{host}:{setup.Options.Port}";
        _slots = new SemaphoreSlim(Math.Max(1, setup.Options.MaxConnections));
        _kept = new KeptSessions(setup.Timing, setup.Time);
        _breaker = BuildBreaker();
        _connecting = BuildConnecting();
    }

    /// <summary><c>host:port</c>.</summary>
    public string Name { get; }

    /// <summary>For health pages.</summary>
    public HopHealth Health => new(Name, _circuit.CircuitState != CircuitState.Closed, _kept.Count, _last?.Text ?? "", _last?.At);

    /// <summary>Tries to relay to the undecided recipients. What comes of it is in <paramref name="relay"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before the content was sent.</exception>
    public async ValueTask RelayAsync(RelayTry relay, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            await _breaker.ExecuteAsync(
                static (state, token) => state.Hop.AttemptAsync(state.Relay, token), (Hop: this, Relay: relay), cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            relay.HopFailed(Name, $"left alone for a while after repeated failures; last: {_last?.Text}", answered: false);
        }
        finally
        {
            _slots.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _kept.DisposeAsync();
        _slots.Dispose();
    }

    /// <summary>Returns false where the server is dead or does not speak SMTP.</summary>
    private async ValueTask<bool> AttemptAsync(RelayTry relay, CancellationToken cancellationToken)
    {
        if (_kept.Take() is { } kept && await ConverseAsync(kept, relay, cancellationToken) is { } kind)
            return kind;
        // No kept session, or it had died since: once more on a fresh one.
        SmtpSession fresh;
        try
        {
            fresh = await _connecting.ExecuteAsync(OpenAsync, cancellationToken);
        }
        catch (HopException e)
        {
            Failed(relay, e);
            return false;
        }
        return await ConverseAsync(fresh, relay, cancellationToken) ?? false;
    }

    /// <summary>Returns whether the server is alive; null if a kept session turned out to be dead before anything was sent on it.</summary>
    private async ValueTask<bool?> ConverseAsync(SmtpSession session, RelayTry relay, CancellationToken cancellationToken)
    {
        var transaction = new SmtpTransaction(session, relay, Name);
        var reusable = false;
        try
        {
            if (_kept.IsCheckDue(session))
                await session.ResetAsync(cancellationToken);
            await transaction.RunAsync(cancellationToken);
            Remember(session.Connection.LastReply?.ToString() ?? "");
            reusable = true;
            return true;
        }
        catch (HopException e) when (transaction.EndOfDataSent)
        {
            transaction.DecideUnknown(e.Message);
            Log.ReplyLost(_logger, Name, e.Message);
            Remember(e.Message);
            return false;
        }
        catch (HopException) when (session.IsKept && !transaction.DataAccepted)
        {
            return null;
        }
        catch (HopException e)
        {
            Failed(relay, e);
            return false;
        }
        finally
        {
            if (!reusable || !_kept.Add(session))
                session.Dispose();
        }
    }

    private async ValueTask<SmtpSession> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await SmtpSession.OpenAsync(_setup, plain: false, cancellationToken);
        }
        catch (HopException e) when (e.Fault == HopFault.Tls && _setup.Options.Tls == TlsPolicy.Opportunistic)
        {
            Log.PlainText(_logger, Name, e.Message);
            return await SmtpSession.OpenAsync(_setup, plain: true, cancellationToken);
        }
    }

    private void Failed(RelayTry relay, HopException e)
    {
        Log.Unavailable(_logger, Name, e.Message);
        Remember(e.Message);
        relay.HopFailed(Name, e.Message, answered: e.Fault == HopFault.Refused);
    }

    private void Remember(string text) => _last = new LastWord(text, _setup.Time.GetUtcNow());

    private ResiliencePipeline<bool> BuildBreaker()
        => new ResiliencePipelineBuilder<bool> { TimeProvider = _setup.Time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<bool>
            {
                ShouldHandle = static outcome => ValueTask.FromResult(outcome.Outcome is { Exception: null, Result: false }),
                FailureRatio = 0.8,
                MinimumThroughput = _setup.Timing.CircuitThroughput,
                SamplingDuration = _setup.Timing.CircuitWindow,
                BreakDuration = _setup.Timing.CircuitBreak,
                StateProvider = _circuit,
                OnOpened = _ => { Log.Opened(_logger, Name); return ValueTask.CompletedTask; },
                OnClosed = _ => { Log.Closed(_logger, Name); return ValueTask.CompletedTask; },
            })
            .Build();

    /// <summary>Only what fails quickly is worth seconds: a time-out, a refusal or a wrong certificate stays what it is.</summary>
    private ResiliencePipeline BuildConnecting()
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = _setup.Time };
        if (_setup.Timing.ConnectRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = static o => ValueTask.FromResult(o.Outcome.Exception is HopException { Fault: HopFault.Connection }),
                MaxRetryAttempts = _setup.Timing.ConnectRetries,
                Delay = _setup.Timing.ConnectRetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            });
        }
        return builder.Build();
    }

    private sealed record LastWord(string Text, DateTimeOffset At);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Next hop {nextHop} can't be used: {reason}")]
        public static partial void Unavailable(ILogger logger, string nextHop, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Next hop {nextHop}: end of data unanswered, a duplicate is possible: {reason}")]
        public static partial void ReplyLost(ILogger logger, string nextHop, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Next hop {nextHop}: TLS failed, plain text as the policy allows: {reason}")]
        public static partial void PlainText(ILogger logger, string nextHop, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "Next hop {nextHop} is left alone for a while after repeated failures")]
        public static partial void Opened(ILogger logger, string nextHop);

        [LoggerMessage(Level = LogLevel.Information, Message = "Next hop {nextHop} answers again")]
        public static partial void Closed(ILogger logger, string nextHop);
    }
}
