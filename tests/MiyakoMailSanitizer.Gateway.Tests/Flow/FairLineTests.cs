using MiyakoMailSanitizer.Gateway.Flow;

namespace MiyakoMailSanitizer.Gateway.Tests.Flow;

public sealed class FairLineTests
{
    private readonly FairLine _line = new();

    [Fact]
    public void A_flood_of_one_client_does_not_keep_others_waiting()
    {
        for (var i = 0; i < 1_000; i++)
            Add($"flood{i}", "192.0.2.1", $"sender{i % 10}@example.jp");
        Add("one", "192.0.2.2", "a@example.jp");
        Assert.Equal("one", Take(2)[^1]);
    }

    [Fact]
    public void Nor_does_a_flood_of_one_sender()
    {
        for (var i = 0; i < 1_000; i++)
            Add($"flood{i}", "192.0.2.1", "flood@example.jp");
        Add("one", "192.0.2.1", "a@example.jp");
        Assert.Equal("one", Take(2)[^1]);
    }

    [Fact]
    public void One_sender_is_served_in_order_and_whoever_has_two_senders_no_more_often_than_others()
    {
        Add("a1", "A", "x");
        Add("a2", "A", "x");
        Add("a3", "A", "y");
        Add("b1", "B", "x");
        Add("b2", "B", "x");
        Assert.Equal(["a1", "b1", "a3", "b2", "a2"], Take(5));
        Assert.False(_line.TryDequeue(out _));
    }

    [Fact]
    public void It_gives_what_it_got_each_once()
    {
        var random = new Random(8);
        var put = new List<string>();
        var got = new List<string>();
        for (var i = 0; i < 10_000; i++)
        {
            if (random.Next(2) == 0)
            {
                put.Add($"{i}");
                Add(put[^1], $"c{random.Next(5)}", $"s{random.Next(5)}");
            }
            else if (_line.TryDequeue(out var mail))
            {
                got.Add(mail.Id);
            }

            Assert.Equal(put.Count - got.Count, _line.Count);
        }

        got.AddRange(Take(_line.Count));
        Assert.Equal(put.Order(), got.Order());
    }

    private void Add(string id, string client, string sender) => _line.Enqueue(new ScheduledMail(id) { Client = client, Sender = sender });

    private List<string> Take(int count)
    {
        var taken = new List<string>();
        while (taken.Count < count && _line.TryDequeue(out var mail))
            taken.Add(mail.Id);
        return taken;
    }
}
