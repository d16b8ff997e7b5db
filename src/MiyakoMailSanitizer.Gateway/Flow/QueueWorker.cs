using MiyakoMailSanitizer.Gateway.Monitoring;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>
/// Runs a stage over the messages of its queue, several at once. Any exception of the stage defers the message; after too many the message
/// is stuck and the operator is told. A full or failing disk never makes a message stuck: it waits.
/// </summary>
internal sealed partial class QueueWorker(
    IStage stage, ISpool spool, FlowSchedules schedules, FlowOptions options, GatewayMeter meter, TimeProvider clock, ILogger<QueueWorker> log)
{
    private static readonly TimeSpan DiskPause = TimeSpan.FromSeconds(5);

    private readonly QueueSchedule _schedule = schedules[stage.From];

    /// <summary>Works until cancelled; then waits for the messages in hand.</summary>
    /// <param name="atOnce">Messages in hand at once.</param>
    public Task RunAsync(int atOnce, CancellationToken cancellationToken)
        => Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(() => LoopAsync(cancellationToken), CancellationToken.None)));

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
                await HandleAsync(await _schedule.NextAsync(cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task HandleAsync(ScheduledMail mail, CancellationToken cancellationToken)
    {
        var (id, item) = (mail.Id, mail.Item);
        try
        {
            item ??= spool.Open(stage.From, id);
            if (item.NotBefore is { } due && due > clock.GetUtcNow() && !_schedule.TakeWake(id))
                _schedule.Later(id, due);
            else if (item.Message.Length < ScheduledMail.LargeFrom || _schedule.MayGoOn(ScheduledMail.Of(item, inMemory: mail.Item is not null)))
                Take(item, await RunAsync(item, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (FileNotFoundException)
        {
            TakenAway(id, stage.From); // an operator's command moved it while we looked: theirs is the later word
            Forget(id, item);
        }
        catch (IOException e)
        {
            DiskFailed(e, id, stage.From);
            PutOff(id, item, clock.GetUtcNow() + DiskPause);
        }
        catch (InvalidDataException e)
        {
            Torn(e, id, stage.From);
            Park(id);
        }
#pragma warning disable CA1031 // The second of the two catch-alls: whatever a stage throws, the message is kept.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed(id, item, e);
        }
    }

    private async ValueTask<Step> RunAsync(MailItem item, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var step = await stage.RunAsync(item, cancellationToken);
        meter.Staged(stage.From, clock.GetElapsedTime(start));
        return step;
    }

    private void Take(MailItem item, Step step)
    {
        switch (step)
        {
            case Step.MoveTo move:
                if (move.Queue == Queue.Outgoing && schedules.TryPass(item, move.Queue, move.Records))
                    break;
                // Not durable: a power cut may bring the message back to where it was, and the stage runs again.
                spool.Append(item, durable: false, move.Records);
                spool.Move(item, move.Queue);
                Forget(item.Id, item);
                schedules.Arrived(move.Queue, item.Id);
                break;
            case Step.Defer defer:
                spool.Append(item, durable: false, new SpoolRecord.Deferred(clock.GetUtcNow(), defer.Until, defer.Reason));
                PutOff(item.Id, item, defer.Until);
                break;
            case Step.Done:
                spool.Remove(item);
                Forget(item.Id, item);
                meter.Ended(clock.GetUtcNow() - item.Envelope.ReceivedAt);
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
                Forget(id, item);
                return;
            }
        }
        catch (IOException e)
        {
            DiskFailed(e, id, stage.From); // not counted then; the message is where it was
        }

        PutOff(id, item, clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Pow(2, item?.StageFailures ?? 3)));
    }

    /// <summary>The message waits in this queue's folder, whole: out of memory, and moved here where it was handed on in memory.</summary>
    private void PutOff(string id, MailItem? item, DateTimeOffset due)
    {
        if (item is not null)
        {
            schedules.Release(item);
            if (item.Queue != stage.From && !TrySettle(item))
                return;
        }

        _schedule.Later(id, due);
    }

    /// <summary>False where the disk fails: then the message goes back to the stage before, whose folder it is still in.</summary>
    private bool TrySettle(MailItem item)
    {
        var was = item.Queue;
        try
        {
            spool.Append(item, durable: false);
            spool.Move(item, stage.From);
            schedules[was].Forget(item.Id);
            return true;
        }
        catch (IOException e)
        {
            DiskFailed(e, item.Id, was);
            _schedule.Forget(item.Id);
            schedules[was].Later(item.Id, clock.GetUtcNow() + DiskPause);
            return false;
        }
    }

    private void Forget(string id, MailItem? item)
    {
        foreach (var (_, schedule) in schedules.All)
            schedule.Forget(id);
        if (item is not null)
            schedules.Release(item);
    }

    private void Park(string id)
    {
        try
        {
            spool.Park(stage.From, id);
            Forget(id, item: null);
        }
        catch (IOException e)
        {
            DiskFailed(e, id, stage.From);
            _schedule.Later(id, clock.GetUtcNow() + DiskPause);
        }
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

    [LoggerMessage(LogLevel.Critical, "The file of message {Id} in {Queue} is torn; it waits in 'stuck' for an operator")]
    private partial void Torn(Exception exception, string id, Queue queue);

    [LoggerMessage(LogLevel.Information, "Message {Id} is no longer in {Queue}")]
    private partial void TakenAway(string id, Queue queue);
}
