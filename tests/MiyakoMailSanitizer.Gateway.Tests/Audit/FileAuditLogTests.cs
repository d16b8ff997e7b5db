using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Tests.Audit;

public sealed class FileAuditLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_are_json_in_order_and_hostile_text_stays_in_its_line()
    {
        using (var log = Log())
        {
            log.Write(new AuditEvent("accepted", "id-1", [new("from", "a\r\nb\u2028\"}\n{\"kind\":\"forged\"}")]));
            log.Write(new AuditEvent("relayed", "id-1", [new("recipient", "総務課@example.jp")]));
        }

        var lines = Lines("2026-11-23").Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(["accepted", "relayed"], lines.Select(l => l.GetProperty("kind").GetString()));
        Assert.Equal("総務課@example.jp", lines[1].GetProperty("recipient").GetString());
        Assert.Equal("2026-11-23T10:00:00.0000000+00:00", lines[0].GetProperty("at").GetString());
    }

    [Fact]
    public void A_new_day_is_a_new_file()
    {
        using var log = Log();
        log.Write(new AuditEvent("a", "", []));
        _clock.Advance(TimeSpan.FromDays(1));
        log.Write(new AuditEvent("b", "", []));
        Assert.Single(Lines("2026-11-23"));
        Assert.Single(Lines("2026-11-24"));
    }

    [Fact]
    public void A_torn_last_line_does_not_swallow_the_next()
    {
        var path = _folder.Of("audit-2026-11-23.jsonl");
        File.WriteAllText(path, "{\"kind\":\"to");
        using (var log = Log())
            log.Write(new AuditEvent("next", "", []));
        Assert.Equal("next", JsonDocument.Parse(Lines("2026-11-23")[1]).RootElement.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Two_writers_of_one_file_lose_nothing()
    {
        using var first = Log();
        using var second = Log();
        await Task.WhenAll(
            Task.Run(() => Fill(first, "first")),
            Task.Run(() => Fill(second, "second")));
        var kinds = Lines("2026-11-23").Select(l => JsonDocument.Parse(l).RootElement.GetProperty("kind").GetString()).ToList();
        Assert.Equal(500, kinds.Count(k => k == "first"));
        Assert.Equal(500, kinds.Count(k => k == "second"));

        static void Fill(FileAuditLog log, string kind)
        {
            for (var i = 0; i < 500; i++)
                log.Write(new AuditEvent(kind, "", [new("n", new string('x', i % 100))]));
        }
    }

    [Fact]
    public void Events_that_come_at_once_are_a_chain_too()
    {
        using var log = Log();
        Parallel.For(0, 2_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => log.Write(new AuditEvent("a", $"{i}", [])));
        Assert.Equal(2_000, Lines("2026-11-23").Select(l => JsonDocument.Parse(l).RootElement.GetProperty("id").GetString()).Distinct().Count());
        Assert.Empty(new AuditVerifier(_folder.Path, publicKey: null).Run());
    }

    [Fact]
    public void Where_it_cannot_write_all_that_wait_hear_of_it()
    {
        using var log = Log();
        Directory.Delete(_folder.Path, recursive: true);
        var failed = 0;
        Parallel.For(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            if (Record.Exception(() => log.Write(new AuditEvent("a", $"{i}", []))) is IOException)
                Interlocked.Increment(ref failed);
        });
        Assert.Equal(100, failed);
    }

    [Fact]
    public void Where_it_cannot_write_it_throws()
    {
        using var log = Log();
        Directory.Delete(_folder.Path, recursive: true);
        Assert.ThrowsAny<IOException>(() => log.Write(new AuditEvent("a", "", [])));
    }

    private FileAuditLog Log() => new(new AuditOptions { Folder = _folder.Path }, _clock);

    private string[] Lines(string day) => File.ReadAllLines(_folder.Of($"audit-{day}.jsonl"));
}
