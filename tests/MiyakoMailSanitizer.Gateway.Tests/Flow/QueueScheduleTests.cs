using MiyakoMailSanitizer.Gateway.Flow;

namespace MiyakoMailSanitizer.Gateway.Tests.Flow;

public sealed class QueueScheduleTests
{
    private readonly ManualClock _clock = new();
    private readonly QueueSchedule _schedule;

    public QueueScheduleTests() => _schedule = new QueueSchedule(_clock, largeAtOnce: 1);

    [Fact]
    public async Task An_id_is_given_once_until_it_is_forgotten()
    {
        _schedule.Arrived("a");
        _schedule.Arrived("a");
        Assert.Equal("a", await Next());
        _schedule.Arrived("a");
        Assert.Null(await Next());
        _schedule.Forget("a");
        _schedule.Arrived("a");
        Assert.Equal("a", await Next());
    }

    [Fact]
    public async Task A_deferred_id_comes_when_it_is_due()
    {
        await Defer("a", 60);
        _schedule.Tick();
        Assert.Null(await Next());
        _clock.Advance(TimeSpan.FromSeconds(60));
        _schedule.Tick();
        Assert.Equal("a", await Next());
        _schedule.Tick();
        Assert.Null(await Next());
    }

    [Fact]
    public async Task A_woken_id_comes_at_once_and_only_once()
    {
        await Defer("a", 60);
        _schedule.Wake("a");
        _schedule.Wake("a");
        Assert.Equal("a", await Next());
        Assert.True(_schedule.TakeWake("a"));
        Assert.False(_schedule.TakeWake("a"));
        _clock.Advance(TimeSpan.FromSeconds(60));
        _schedule.Tick();
        Assert.Null(await Next());
    }

    [Fact]
    public async Task A_later_deferral_overtakes_an_earlier_one()
    {
        await Defer("a", 10);
        _schedule.Wake("a");
        await Next();
        _schedule.Later("a", _clock.GetUtcNow().AddSeconds(100));
        _clock.Advance(TimeSpan.FromSeconds(20));
        _schedule.Tick();
        Assert.Null(await Next());
        _clock.Advance(TimeSpan.FromSeconds(80));
        _schedule.Tick();
        Assert.Equal("a", await Next());
    }

    [Fact]
    public async Task Waking_what_is_unknown_or_in_hand_does_nothing()
    {
        _schedule.Wake("nobody");
        _schedule.Arrived("a");
        await Next();
        _schedule.Wake("a");
        Assert.Null(await Next());
    }

    [Fact]
    public async Task Large_messages_leave_a_worker_to_the_small_ones()
    {
        _schedule.Arrived(Large("l1"));
        _schedule.Arrived(Large("l2"));
        Assert.Equal("l1", await Next());
        Assert.Null(await Next());
        _schedule.Arrived("small");
        Assert.Equal("small", await Next());
        _schedule.Forget("l1");
        Assert.Equal("l2", await Next());
    }

    [Fact]
    public async Task A_message_that_turns_out_to_be_large_waits_its_turn()
    {
        _schedule.Arrived("a");
        _schedule.Arrived(Large("l"));
        Assert.Equal("a", await Next());
        Assert.Equal("l", await Next());
        Assert.False(_schedule.MayGoOn(Large("a")));
        Assert.Null(await Next());
        _schedule.Later("l", _clock.GetUtcNow().AddSeconds(5));
        Assert.Equal("a", await Next());
        Assert.True(_schedule.MayGoOn(Large("a")));
    }

    [Fact]
    public async Task A_large_message_is_no_longer_in_hand_when_it_is_passed_on()
    {
        _schedule.Arrived(Large("l1"));
        _schedule.Arrived(Large("l2"));
        Assert.Equal("l1", await Next());
        _schedule.Pass("l1");
        Assert.Equal("l2", await Next());
        Assert.Equal(2, _schedule.Count);
    }

    [Fact]
    public async Task Who_waits_gets_a_message_as_it_comes_and_who_gave_up_gets_none()
    {
        using var cancel = new CancellationTokenSource();
        var gaveUp = _schedule.NextAsync(cancel.Token).AsTask();
        var waits = _schedule.NextAsync(default).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gaveUp);
        _schedule.Arrived("a");
        Assert.Equal("a", (await waits.WaitAsync(TimeSpan.FromSeconds(30))).Id);
    }

    [Fact]
    public void Age_and_deferred_are_told()
    {
        Assert.Equal(TimeSpan.Zero, _schedule.Age);
        _schedule.Arrived("a");
        _clock.Advance(TimeSpan.FromSeconds(7));
        _schedule.Arrived("b");
        _schedule.Later("b", _clock.GetUtcNow().AddSeconds(1));
        Assert.Equal((TimeSpan.FromSeconds(7), 1, 2), (_schedule.Age, _schedule.Deferred, _schedule.Count));
    }

    private static ScheduledMail Large(string id) => new(id) { IsLarge = true };

    private async Task Defer(string id, int seconds)
    {
        _schedule.Arrived(id);
        Assert.Equal(id, await Next());
        _schedule.Later(id, _clock.GetUtcNow().AddSeconds(seconds));
    }

    private async Task<string?> Next()
    {
        using var cancel = new CancellationTokenSource();
        var next = _schedule.NextAsync(cancel.Token);
        if (next.IsCompleted)
            return (await next).Id;
        await cancel.CancelAsync(); // or it would take the next id
        return null;
    }
}
