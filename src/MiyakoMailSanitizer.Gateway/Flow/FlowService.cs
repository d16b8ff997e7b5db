using MiyakoMailSanitizer.Gateway.Monitoring;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>
/// The way of a message: <c>incoming</c> -> <see cref="SanitizeStage"/> -> <c>outgoing</c> -> <see cref="RelayStage"/> -> gone, held or bounced.
/// Ids come from the listener at once, from a look into the folders at the start, and from another look every few seconds, so that what an operator
/// moves by hand is noticed.
/// </summary>
internal sealed partial class FlowService(
    FolderSpool spool, FlowSchedules schedules, SanitizeStage sanitize, RelayStage relay, FlowOptions options, SandboxOptions sandbox,
    GatewayMeter meter, Heartbeat heartbeat, TimeProvider clock, ILoggerFactory logs, ILogger<FlowService> log)
    : BackgroundService
{
    private const int SecondsBetweenLooks = 5;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var leftovers = spool.DeleteLeftovers();
        LookIntoFolders();
        Started(schedules[Queue.Incoming].Count, schedules[Queue.Outgoing].Count, leftovers);
        await Task.WhenAll(
            Worker(sanitize).RunAsync(SanitizeAtOnce, stoppingToken),
            Worker(relay).RunAsync(options.RelayAtOnce, stoppingToken),
            TickAsync(stoppingToken));
    }

    private int SanitizeAtOnce => options.SanitizeAtOnce > 0
        ? options.SanitizeAtOnce
        : sandbox.SanitizeWorkers + 2;

    private QueueWorker Worker(IStage stage)
        => new(stage, spool, schedules, options, meter, clock, logs.CreateLogger<QueueWorker>());

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        try
        {
            for (var second = 1; await timer.WaitForNextTickAsync(cancellationToken); second++)
            {
                heartbeat.Beat();
                foreach (var (_, schedule) in schedules.All)
                    schedule.Tick();
                if (second % SecondsBetweenLooks == 0)
                    LookIntoFolders();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private void LookIntoFolders()
    {
        try
        {
            foreach (var (queue, schedule) in schedules.All)
            {
                foreach (var id in spool.List(queue))
                    schedule.Arrived(id);
            }

            spool.PruneKept(clock.GetUtcNow());
            foreach (var id in spool.TakeWakes())
                schedules[Queue.Outgoing].Wake(id);
        }
        catch (IOException e)
        {
            CannotLook(e);
        }
    }

    [LoggerMessage(LogLevel.Information, "The flow has started: {Incoming} incoming, {Outgoing} outgoing, {Leftovers} unfinished receptions deleted")]
    private partial void Started(int incoming, int outgoing, int leftovers);

    [LoggerMessage(LogLevel.Error, "Can't look into the spool's folders")]
    private partial void CannotLook(Exception exception);
}
