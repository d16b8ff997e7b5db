using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Tests.Spool;

public sealed class FolderSpoolTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly FolderSpool _spool;

    public FolderSpoolTests() => _spool = FolderSpool.Create(Options());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(3_000_000)]
    public async Task A_committed_message_is_read_back_with_its_envelope(int size)
    {
        var message = Message(size);
        await Accept("20261123-A", message);

        var item = _spool.Open(Queue.Incoming, "20261123-A");
        Assert.True(item.Message.Span.SequenceEqual(message));
        Assert.Equal(["a@example.jp", "b@example.jp"], item.Envelope.Recipients.ToArray());
        Assert.Equal(Now, item.Envelope.ReceivedAt);
        Assert.Empty(Directory.GetFiles(_spool.TemporaryFolder));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3_000_000)]
    public async Task Without_commit_nothing_is_left(int size)
    {
        await using (var writer = _spool.Begin("20261123-B"))
            await writer.WriteAsync(Message(size), default);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Records_survive_a_reopening_and_a_move()
    {
        await Accept("20261123-C", Message(100));
        var item = _spool.Open(Queue.Incoming, "20261123-C");
        var sanitized = "Subject: x\r\n\r\n{\"record\":\"deferred\"}\n"u8.ToArray();
        _spool.Append(item, durable: false, new SpoolRecord.Sanitized(sanitized.Length, "hash") { Message = sanitized });
        _spool.Move(item, Queue.Outgoing);
        _spool.Append(item, durable: true, new SpoolRecord.Relayed(Now, [new RecipientState("a@example.jp", RelayStatus.Relayed, "250 ok", "hop:25")]));
        _spool.Append(item, durable: true, new SpoolRecord.Deferred(Now, Now.AddMinutes(1), "450 later"));

        var again = new FolderSpool(Options()).Open(Queue.Outgoing, "20261123-C");
        Assert.True(again.Sanitized!.Message.Span.SequenceEqual(sanitized));
        Assert.Equal("hash", again.Sanitized.PolicyHash);
        Assert.Equal(["b@example.jp"], again.PendingRecipients.ToArray());
        Assert.Equal(RelayStatus.Relayed, again.States[0].Status);
        Assert.Equal(1, again.Deferrals);
        Assert.Equal(Now.AddMinutes(1), again.NotBefore);
        Assert.Empty(_spool.List(Queue.Incoming));
    }

    [Fact]
    public async Task A_journal_torn_at_any_byte_gives_the_records_before()
    {
        await Accept("20261123-D", Message(50));
        var item = _spool.Open(Queue.Incoming, "20261123-D");
        var path = Path.Combine(_spool.Folder(Queue.Incoming), "20261123-D");
        var before = File.ReadAllBytes(path).Length;
        var sanitized = Message(30);
        _spool.Append(item, durable: false, new SpoolRecord.Sanitized(sanitized.Length, "h") { Message = sanitized });
        _spool.Append(item, durable: false, new SpoolRecord.Deferred(Now, Now, "x"));
        var whole = File.ReadAllBytes(path);

        for (var length = before; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            var torn = _spool.Open(Queue.Incoming, "20261123-D");
            Assert.True(torn.Sanitized is null || torn.Sanitized.Message.Length == 30);
            Assert.Equal(0, torn.Deferrals);

            // What was torn is written over by the next record.
            _spool.Append(torn, durable: false, new SpoolRecord.StageFailed(Now, "s", "e"));
            Assert.Equal(1, _spool.Open(Queue.Incoming, "20261123-D").StageFailures);
        }
    }

    [Fact]
    public async Task A_torn_message_is_recognised()
    {
        await Accept("20261123-E", Message(500));
        var path = Path.Combine(_spool.Folder(Queue.Incoming), "20261123-E");
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < SpoolFile.HeadLength + 500; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<InvalidDataException>(() => _spool.Open(Queue.Incoming, "20261123-E"));
        }
    }

    [Fact]
    public async Task An_id_is_used_once()
    {
        await Accept("20261123-F", Message(10));
        await using var writer = _spool.Begin("20261123-F");
        await writer.WriteAsync(Message(20), default);
        await Assert.ThrowsAnyAsync<IOException>(async () => await writer.CommitAsync(Envelope("20261123-F"), default));
    }

    [Fact]
    public async Task A_message_is_listed_when_its_reception_is_over()
    {
        await using (var writer = _spool.Begin("20261123-K"))
        {
            await writer.WriteAsync(Message(20), default);
            await writer.CommitAsync(Envelope("20261123-K"), default);
            Assert.Empty(_spool.List(Queue.Incoming));
        }

        Assert.Equal(["20261123-K"], _spool.List(Queue.Incoming));
    }

    [Fact]
    public async Task What_is_remembered_is_written_with_the_next_record()
    {
        await Accept("20261123-L", Message(20));
        var item = _spool.Open(Queue.Incoming, "20261123-L");
        item.Remember(new SpoolRecord.Sanitized(4, "h") { Message = "safe"u8.ToArray() });
        Assert.Null(_spool.Open(Queue.Incoming, item.Id).Sanitized);
        _spool.Append(item, durable: false, new SpoolRecord.Deferred(Now, Now, "450 later"));
        _spool.Append(item, durable: false);
        var read = _spool.Open(Queue.Incoming, item.Id);
        Assert.True(read.Sanitized!.Message.Span.SequenceEqual("safe"u8));
        Assert.Equal(Now, read.NotBefore);
    }

    [Fact]
    public async Task A_small_message_comes_back_from_its_reception_and_goes_on_from_there()
    {
        var message = Message(300);
        await using (var writer = _spool.Begin("20261123-M"))
        {
            await writer.WriteAsync(message, default);
            var item = await writer.CommitAsync(Envelope("20261123-M"), default);
            Assert.True(item!.Message.Span.SequenceEqual(message));
            _spool.Append(item, durable: false, new SpoolRecord.Deferred(Now, Now, "450 later"));
        }

        var read = _spool.Open(Queue.Incoming, "20261123-M");
        Assert.True(read.Message.Span.SequenceEqual(message));
        Assert.Equal(Now, read.NotBefore);
    }

    [Fact]
    public async Task There_is_no_room_above_the_ceiling()
    {
        await Accept("20261123-N", Message(1_000));
        Assert.False(new FolderSpool(new SpoolOptions { Folder = _folder.Path, MinFreeBytes = 0, MaxBytes = 1_000 }).HasRoom());
        Assert.True(new FolderSpool(new SpoolOptions { Folder = _folder.Path, MinFreeBytes = 0, MaxBytes = 2_000 }).HasRoom());
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a\0b")]
    public void Ids_are_no_paths(string id) => Assert.Throws<ArgumentException>(() => _spool.Open(Queue.Incoming, id));

    [Fact]
    public void Leftovers_of_a_crash_are_deleted()
    {
        File.WriteAllText(Path.Combine(_spool.TemporaryFolder, "20261123-G"), "MIYAKO");
        Assert.Equal(1, _spool.DeleteLeftovers());
        Assert.Empty(Directory.GetFiles(_spool.TemporaryFolder));
    }

    [Fact]
    public void There_is_no_room_below_the_floor()
    {
        Assert.True(_spool.HasRoom());
        Assert.False(new FolderSpool(new SpoolOptions { Folder = _folder.Path, MinFreeBytes = long.MaxValue }).HasRoom());
    }

    [Fact]
    public async Task A_message_of_our_own_goes_out_once()
    {
        var message = Message(40);
        await _spool.AddSanitizedAsync(Envelope("20261123-H-D1") with { Route = Route.Return }, message, default);
        await _spool.AddSanitizedAsync(Envelope("20261123-H-D1") with { Route = Route.Return }, message, default);
        var item = _spool.Open(Queue.Outgoing, Assert.Single(_spool.List(Queue.Outgoing)));
        Assert.True(item.Sanitized!.Message.Span.SequenceEqual(message));
        Assert.Equal(Route.Return, item.Envelope.Route);
    }

    [Fact]
    public void Wakes_are_taken_once()
    {
        _spool.Wake("20261123-J");
        Assert.Equal(["20261123-J"], _spool.TakeWakes());
        Assert.Empty(_spool.TakeWakes());
    }

    internal static Envelope Envelope(string id) => new()
    {
        Id = id,
        ReversePath = "sender@example.com",
        Recipients = ["a@example.jp", "b@example.jp"],
        ReceivedAt = Now,
        ClientAddress = "127.0.0.1",
    };

    private static byte[] Message(int size) => [.. Enumerable.Range(0, size).Select(i => (byte)(i % 61 == 60 ? '\n' : 'a' + i % 26))];

    private SpoolOptions Options() => new() { Folder = _folder.Path, MinFreeBytes = 0 };

    private async Task Accept(string id, byte[] message)
    {
        await using var writer = _spool.Begin(id);
        foreach (var chunk in message.Chunk(10_000))
            await writer.WriteAsync(chunk, default);
        await writer.CommitAsync(Envelope(id), default);
    }
}
