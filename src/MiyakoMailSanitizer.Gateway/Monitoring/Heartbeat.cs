namespace MiyakoMailSanitizer.Gateway.Monitoring;

/// <summary>The flow shows that it lives, once a second; who watches it sees when it does not.</summary>
internal sealed class Heartbeat(TimeProvider clock)
{
    /// <summary>After so long it counts as dead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private long _last = clock.GetTimestamp();

    /// <summary>False where nothing has moved for a minute.</summary>
    public bool IsAlive => clock.GetElapsedTime(Interlocked.Read(ref _last)) < Patience;

    /// <summary>I am alive.</summary>
    public void Beat() => Interlocked.Exchange(ref _last, clock.GetTimestamp());
}
