using System.Threading.Channels;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>
/// Runs a stage over the messages of its queue, several at once. Any exception of the stage defers the message; after too many the message
/// is stuck and the operator is told. A full or failing disk never makes a message stuck: it waits.
/// </summary>
internal sealed partial class QueueWorker(
    IStage stage, ISpool spool, QueueSchedule schedule, Action<Queue, string> arrived, FlowOptions options, TimeProvider clock, ILogger<QueueWorker> log)
{
    private static readonly TimeSpan DiskPause = TimeSpan.FromSeconds(5);

    /// <summary>Works until cancelled; then waits for the messages in hand.</summary>
    /// <param name="atOnce">Messages in hand at once.</param>
    public Task RunAsync(int atOnce, CancellationToken cancellationToken)
        => Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(() => LoopAsync(cancellationToken), CancellationToken.None)));

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var id = await schedule.NextAsync(cancellationToken);
                await HandleAsync(id, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (ChannelClosedException)
        {
        }
    }

    private async Task HandleAsync(string id, CancellationToken cancellationToken)
    {
        MailItem? item = null;
        try
        {
            item = spool.Open(stage.From, id);
            if (item.NotBefore is { } due && due > clock.GetUtcNow() && !schedule.TakeWake(id))
                schedule.Later(id, due);
            else
                Take(item, await stage.RunAsync(item, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (FileNotFoundException)
        {
            TakenAway(id, stage.From); // an operator's command moved it while we looked: theirs is the later word
            schedule.Forget(id);
        }
        catch (IOException e)
        {
            DiskFailed(e, id, stage.From);
            schedule.Later(id, clock.GetUtcNow() + DiskPause);
        }
        catch (InvalidDataException e)
        {
            Torn(e, id, stage.From);
            schedule.Forget(id);
        }
#pragma warning disable CA1031 // The second of the two catch-alls: whatever a stage throws, the message is kept.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed(id, item, e);
        }
    }

    private void Take(MailItem item, Step step)
    {
        switch (step)
        {
            case Step.MoveTo move:
                // Not durable: a power cut may bring the message back to where it was, and the stage runs again.
                spool.Append(item, durable: false, move.Records);
                spool.Move(item, move.Queue);
                schedule.Forget(item.Id);
                arrived(move.Queue, item.Id);
                break;
            case Step.Defer defer:
                spool.Append(item, durable: false, new SpoolRecord.Deferred(clock.GetUtcNow(), defer.Until, defer.Reason));
                schedule.Later(item.Id, defer.Until);
                break;
            case Step.Done:
                spool.Remove(item);
                schedule.Forget(item.Id);
                break;
        }
    }

    private void Failed(string id, MailItem? item, Exception exception)
    {
        StageThrew(exception, id, stage.From, (item?.StageFailures ?? 0) + 1, options.MaxStageFailures);
        try
        {
            if (item is not null && CountFailure(item, exception) >= options.MaxStageFailures)
            {
                Stuck(id, stage.From);
                spool.Move(item, Queue.Stuck);
                schedule.Forget(id);
                return;
            }
        }
        catch (IOException e)
        {
            DiskFailed(e, id, stage.From); // not counted then; the message is where it was
        }

        schedule.Later(id, clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Pow(2, item?.StageFailures ?? 3)));
    }

    private int CountFailure(MailItem item, Exception exception)
    {
        var error = $"{exception.GetType().Name}: {exception.Message}";
        spool.Append(item, durable: false, new SpoolRecord.StageFailed(clock.GetUtcNow(), stage.GetType().Name, error));
        return item.StageFailures;
    }

    [LoggerMessage(LogLevel.Error, "Message {Id} in {Queue} failed, time {Count} of {Max}")]
    private partial void StageThrew(Exception exception, string id, Queue queue, int count, int max);

    [LoggerMessage(LogLevel.Critical, "Message {Id} in {Queue} failed too often and waits in 'stuck' for an operator")]
    private partial void Stuck(string id, Queue queue);

    [LoggerMessage(LogLevel.Error, "The disk failed on message {Id} in {Queue}; it waits")]
    private partial void DiskFailed(Exception exception, string id, Queue queue);

    [LoggerMessage(LogLevel.Critical, "The file of message {Id} in {Queue} is torn; it stays where it is for an operator")]
    private partial void Torn(Exception exception, string id, Queue queue);

    [LoggerMessage(LogLevel.Information, "Message {Id} is no longer in {Queue}")]
    private partial void TakenAway(string id, Queue queue);
}
