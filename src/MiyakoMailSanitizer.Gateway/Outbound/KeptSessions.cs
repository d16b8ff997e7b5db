using MiyakoMailSanitizer.Gateway.Outbound.Smtp;

namespace MiyakoMailSanitizer.Gateway.Outbound;

/// <summary>Sessions that wait for the next message; the one that was used last goes first, so that the others can grow old.</summary>
internal sealed class KeptSessions : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<SmtpSession> _sessions = new();   // oldest first
    private readonly HopTiming _timing;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private bool _disposed;

    public KeptSessions(HopTiming timing, TimeProvider time)
    {
        _timing = timing;
        _time = time;
        _timer = time.CreateTimer(_ => _ = CloseAsync(TakeOld()), null, timing.KeepIdle, timing.KeepIdle / 3);
    }

    public int Count
    {
        get
        {
            lock (_lock)
                return _sessions.Count;
        }
    }

    /// <summary>A session that seems alive, or null.</summary>
    public SmtpSession? Take()
    {
        while (TakeNewest() is { } session)
        {
            if (!session.Connection.IsStale && _time.GetElapsedTime(session.KeptSince) < _timing.KeepIdle)
                return session;
            session.Dispose();
        }
        return null;
    }

    /// <summary>Whether a kept session has waited so long that it should be asked before it is used.</summary>
    public bool IsCheckDue(SmtpSession session) => session.IsKept && _time.GetElapsedTime(session.KeptSince) >= _timing.CheckIdle;

    /// <summary>Puts a session aside. False if it can't be kept: then it is the caller's to close.</summary>
    public bool Add(SmtpSession session)
    {
        if (session.Connection.HasLeftover)
            return false;
        session.Keep();
        lock (_lock)
        {
            if (_disposed)
                return false;
            _sessions.AddLast(session);
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        SmtpSession[] all;
        lock (_lock)
        {
            _disposed = true;
            all = [.. _sessions];
            _sessions.Clear();
        }
        await CloseAsync(all);
    }

    private SmtpSession? TakeNewest()
    {
        lock (_lock)
        {
            var newest = _sessions.Last?.Value;
            if (newest is not null)
                _sessions.RemoveLast();
            return newest;
        }
    }

    private SmtpSession[] TakeOld()
    {
        var old = new List<SmtpSession>();
        lock (_lock)
        {
            while (_sessions.First?.Value is { } oldest && _time.GetElapsedTime(oldest.KeptSince) >= _timing.KeepIdle)
            {
                _sessions.RemoveFirst();
                old.Add(oldest);
            }
        }
        return [.. old];
    }

    private static Task CloseAsync(SmtpSession[] sessions) => Task.WhenAll(sessions.Select(session => session.QuitAsync().AsTask()));
}
