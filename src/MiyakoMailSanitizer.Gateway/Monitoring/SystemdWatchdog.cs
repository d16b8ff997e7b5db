using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;

namespace MiyakoMailSanitizer.Gateway.Monitoring;

/// <summary>Tells systemd that the flow lives, where its unit has <c>WatchdogSec=</c> (sd_notify(3)); where it does not, systemd starts us anew.</summary>
internal sealed class SystemdWatchdog(Heartbeat heartbeat, TimeProvider clock) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var notifier = new SystemdNotifier();
        if (!notifier.IsEnabled || Interval() is not { } interval)
            return;
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            do
            {
                if (heartbeat.IsAlive)
                    notifier.Notify(new ServiceState("WATCHDOG=1"));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Half of what systemd allows (sd_watchdog_enabled(3)).</summary>
    private static TimeSpan? Interval()
        => long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            && (Environment.GetEnvironmentVariable("WATCHDOG_PID") is not { Length: > 0 } pid || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            ? TimeSpan.FromMicroseconds(microseconds / 2.0)
            : null;
}
