using Microsoft.Extensions.Logging.Abstractions;
using MiyakoMailSanitizer.Gateway.Flow;
using MiyakoMailSanitizer.Gateway.Monitoring;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;
using MiyakoMailSanitizer.Gateway.Tests.Inbound;
using MiyakoMailSanitizer.Gateway.Tests.Spool;

namespace MiyakoMailSanitizer.Gateway.Tests.Flow;

public sealed class QueueWorkerTests : IAsyncLifetime
{
    private const string Id = "20261123-W";
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ScriptedStage _stage = new();
    private readonly GatewayMeter _meter = new();
    private readonly FolderSpool _spool;
    private readonly FlowSchedules _schedules;
    private readonly QueueSchedule _schedule;
    private Task _run = Task.CompletedTask;

    public QueueWorkerTests()
    {
        _spool = FolderSpool.Create(new SpoolOptions { Folder = _folder.Path, MinFreeBytes = 0 });
        _schedules = new FlowSchedules(_clock, new FlowOptions { MemoryBytes = 1_000 }, new SandboxOptions());
        _schedule = _schedules[Queue.Incoming];
    }

    public async Task InitializeAsync()
    {
        await using var writer = _spool.Begin(Id);
        await writer.WriteAsync("Subject: x\r\n\r\n"u8.ToArray(), default);
        await writer.CommitAsync(FolderSpoolTests.Envelope(Id), default);
        _run = Worker(_stage).RunAsync(1, _stop.Token);
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
        _meter.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Done_ends_the_message()
    {
        await Round(_ => new Step.Done());
        Assert.Empty(_spool.List(Queue.Incoming));
        Assert.Equal(0, _schedule.Count);
    }

    [Fact]
    public async Task MoveTo_outgoing_hands_it_on_in_memory_and_leaves_the_file_where_it_is()
    {
        var bytes = "safe"u8.ToArray();
        await Round(_ => Sanitized(bytes));
        var next = (await _schedules[Queue.Outgoing].NextAsync(default)).Item!;
        Assert.True(next.Sanitized!.Message.Span.SequenceEqual(bytes));
        Assert.Equal([Id], _spool.List(Queue.Incoming));
        Assert.Null(_spool.Open(Queue.Incoming, Id).Sanitized);
    }

    [Fact]
    public async Task Where_memory_is_short_MoveTo_renames_with_its_records_and_tells_the_next_queue()
    {
        var bytes = new byte[1_001];
        await Round(_ => Sanitized(bytes));
        Assert.Null((await _schedules[Queue.Outgoing].NextAsync(default)).Item);
        Assert.True(_spool.Open(Queue.Outgoing, Id).Sanitized!.Message.Span.SequenceEqual(bytes));
        Assert.Equal(0, _schedule.Count);
    }

    [Fact]
    public async Task The_next_stage_defers_it_whole_and_in_its_own_folder()
    {
        var bytes = "safe"u8.ToArray();
        await Round(_ => Sanitized(bytes));
        var relay = new ScriptedStage { From = Queue.Outgoing, Script = _ => new Step.Defer(_clock.GetUtcNow().AddSeconds(60), "450 later") };
        var run = Worker(relay).RunAsync(1, _stop.Token);
        await Until(() => _schedules[Queue.Outgoing].Deferred == 1);
        Assert.Empty(_spool.List(Queue.Incoming));
        var item = _spool.Open(Queue.Outgoing, Id);
        Assert.True(item.Sanitized!.Message.Span.SequenceEqual(bytes));
        Assert.Equal(_clock.GetUtcNow().AddSeconds(60), item.NotBefore);
        Assert.Equal(0, _schedule.Count);
        await _stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task What_is_passed_on_in_memory_and_done_leaves_nothing()
    {
        await Round(_ => Sanitized(new byte[900]));
        var run = Worker(new ScriptedStage { From = Queue.Outgoing }).RunAsync(1, _stop.Token);
        await Until(() => _schedules.All.All(s => s.Value.Count == 0));
        Assert.Empty(_spool.List(Queue.Incoming));
        Assert.Empty(_spool.List(Queue.Outgoing));
        await _stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Defer_keeps_it_until_its_time()
    {
        await Round(_ => new Step.Defer(_clock.GetUtcNow().AddSeconds(60), "450 later"));
        Assert.Equal(_clock.GetUtcNow().AddSeconds(60), _spool.Open(Queue.Incoming, Id).NotBefore);
        _schedule.Tick();
        _clock.Advance(TimeSpan.FromSeconds(60));
        await Again(_ => new Step.Done());
        Assert.Empty(_spool.List(Queue.Incoming));
    }

    [Fact]
    public async Task Whatever_a_stage_throws_the_message_stays_and_at_last_is_stuck()
    {
        await Round(_ => throw new InvalidOperationException("bug"));
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal([Id], _spool.List(Queue.Incoming));
            _clock.Advance(TimeSpan.FromMinutes(1));
            await Again(_ => throw new FormatException("another"));
        }

        Assert.Empty(_spool.List(Queue.Incoming));
        Assert.Equal(3, _spool.Open(Queue.Stuck, Id).StageFailures);
    }

    [Fact]
    public async Task A_failing_disk_never_makes_it_stuck()
    {
        await Round(_ => throw new IOException("No space left on device"));
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await Again(_ => throw new IOException("No space left on device"));
        }

        Assert.Equal([Id], _spool.List(Queue.Incoming));
        Assert.Equal(0, _spool.Open(Queue.Incoming, Id).StageFailures);
    }

    [Fact]
    public async Task A_torn_file_is_put_aside_for_an_operator()
    {
        var path = Path.Combine(_spool.Folder(Queue.Incoming), Id);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..40]);
        _schedule.Arrived(Id);
        await Until(() => _schedule.Count == 0);
        Assert.Equal(0, _stage.Runs);
        Assert.Equal([Id], _spool.List(Queue.Stuck));
        var acts = new SpoolActs(_spool, new RecordingSpool());
        Assert.Throws<InvalidDataException>(() => acts.Retry(Id, "op"));
        acts.Remove(Id, "op", "torn");
        Assert.Empty(_spool.List(Queue.Stuck));
    }

    [Fact]
    public async Task A_message_that_an_operator_took_away_is_forgotten()
    {
        File.Delete(Path.Combine(_spool.Folder(Queue.Incoming), Id));
        _schedule.Arrived(Id);
        await Until(() => _schedule.Count == 0);
        Assert.Equal(0, _stage.Runs);
    }

    private static Step.MoveTo Sanitized(byte[] bytes) => new(Queue.Outgoing, new SpoolRecord.Sanitized(bytes.Length, "h") { Message = bytes });

    private QueueWorker Worker(IStage stage)
        => new(stage, _spool, _schedules, new FlowOptions { MaxStageFailures = 3 }, _meter, _clock, NullLogger<QueueWorker>.Instance);

    private Task Round(Func<MailItem, Step> script)
    {
        _stage.Script = script;
        _schedule.Arrived(Id);
        return Settled();
    }

    private Task Again(Func<MailItem, Step> script)
    {
        _stage.Script = script;
        _schedule.Tick();
        return Settled();
    }

    private async Task Settled()
    {
        await _stage.Ran.WaitAsync(TimeSpan.FromSeconds(30));
        // The worker is at rest again once it has taken the step: it then either knows when, or has forgotten.
        await Until(() => _schedule.Count == 0 || _schedule.Deferred == 1 || _schedules[Queue.Outgoing].Count == 1);
    }

    private static async Task Until(Func<bool> condition)
    {
        for (var i = 0; i < 3_000 && !condition(); i++)
            await Task.Yield();
        for (var i = 0; i < 3_000 && !condition(); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        Assert.True(condition());
    }

    private sealed class ScriptedStage : IStage
    {
        public Func<MailItem, Step> Script { get; set; } = _ => new Step.Done();

        public SemaphoreSlim Ran { get; } = new(0);

        public int Runs { get; private set; }

        public Queue From { get; init; } = Queue.Incoming;

        public ValueTask<Step> RunAsync(MailItem item, CancellationToken cancellationToken)
        {
            Runs++;
            Ran.Release();
            return ValueTask.FromResult(Script(item));
        }
    }
}
