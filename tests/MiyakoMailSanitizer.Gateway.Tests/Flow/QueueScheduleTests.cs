using MiyakoMailSanitizer.Gateway.Flow;

namespace MiyakoMailSanitizer.Gateway.Tests.Flow;

public sealed class QueueScheduleTests
{
    private readonly ManualClock _clock = new();
    private readonly QueueSchedule _schedule;

    public QueueScheduleTests() => _schedule = new QueueSchedule(_clock);

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
            return await next;
        await cancel.CancelAsync(); // or it would take the next id
        return null;
    }
}
