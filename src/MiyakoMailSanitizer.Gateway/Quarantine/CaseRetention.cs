using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Quarantine;

/// <summary>
/// Deletes cases whose time is over, each with its audit line, and measures the folder. What nobody was told of is never deleted: a message that is held
/// whole stays until someone decides.
/// </summary>
internal sealed partial class CaseRetention(FolderQuarantine quarantine, QuarantineOptions options, IAuditLog audit, TimeProvider clock, ILogger<CaseRetention> log) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromHours(1);

    /// <summary>Bytes of the folder as of the last look.</summary>
    public long Bytes { get; private set; }

    /// <summary>The folder is larger than the settings want.</summary>
    public bool IsTooLarge => Bytes > options.AlarmBytes;

    /// <summary>Looks once.</summary>
    public void Look()
    {
        try
        {
            foreach (var state in Enum.GetValues<CaseState>())
            {
                var days = state switch { CaseState.Released => options.ReleasedDays, CaseState.Discarded => options.DiscardedDays, _ => options.UndecidedDays };
                if (days > 0)
                    Forget(state, clock.GetUtcNow().AddDays(-days));
            }
            var root = new DirectoryInfo(options.Folder);
            Bytes = root.Exists ? root.EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length) : 0;
            if (IsTooLarge)
                TooLarge(Bytes, options.AlarmBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CannotLook(e);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(BetweenLooks, clock);
        try
        {
            do
                Look();
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private void Forget(CaseState state, DateTimeOffset before)
    {
        foreach (var id in quarantine.List(state))
        {
            try
            {
                if (EndOf(id) is not { } end || end >= before)
                    continue;
                using var lease = quarantine.Lease(id);
                if (lease is null || quarantine.StateOf(id) != state)
                    continue;
                audit.Write(new("expired", id, [new("state", FolderQuarantine.Name(state))]));
                quarantine.Forget(id, state);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException or ArgumentException)
            {
                // Decided in this moment, damaged, or no case: it stays.
            }
        }
    }

    /// <summary>From when its time runs; null where it does not.</summary>
    private DateTimeOffset? EndOf(string id)
    {
        if (quarantine.StateOf(id) is CaseState.Released or CaseState.Discarded)
            return quarantine.DecisionOf(id)?.At;
        var report = quarantine.Read(id);
        return report.Delivery == "held" ? null : report.ReceivedAt;
    }

    [LoggerMessage(LogLevel.Error, "The quarantine has {Bytes} bytes, more than alarmBytes with {Alarm}; nothing is deleted for it")]
    private partial void TooLarge(long bytes, long alarm);

    [LoggerMessage(LogLevel.Error, "Can't look after the quarantine's folders; it is tried again")]
    private partial void CannotLook(Exception exception);
}
