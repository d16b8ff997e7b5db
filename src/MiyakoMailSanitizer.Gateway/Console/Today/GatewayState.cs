using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Flow;
using MiyakoMailSanitizer.Gateway.MalwareScan;
using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Today;

/// <summary>A queue in two numbers.</summary>
/// <param name="Queue">Which.</param>
/// <param name="Count">Messages.</param>
/// <param name="Oldest">When the oldest came; null where it is empty.</param>
internal sealed record QueueState(Queue Queue, int Count, DateTimeOffset? Oldest);

/// <summary>An alarm in both languages.</summary>
internal sealed record Alarm(string Japanese, string English);

/// <summary>How the gateway is doing now.</summary>
internal sealed class GatewayState(FolderSpool spool, SandboxHost sandbox, PolicyWatcher policy, RelayRoutes routes, MalwareScanner scanner, CaseRetention retention, TimeProvider clock)
{
    private static readonly TimeSpan LongInQueue = TimeSpan.FromMinutes(15);

    /// <summary>Each queue.</summary>
    public ImmutableArray<QueueState> Queues => [.. Enum.GetValues<Queue>().Select(Look)];

    /// <summary>Each next hop, in order.</summary>
    public ImmutableArray<HopHealth> NextHops => routes.Inward is SmtpNextHop hops ? hops.Health : [];

    /// <summary>Warm workers.</summary>
    public (int Sanitize, int Verify) Workers => sandbox.Live;

    /// <summary>What somebody should look after.</summary>
    public ImmutableArray<Alarm> Alarms(ImmutableArray<QueueState> queues)
    {
        var alarms = ImmutableArray.CreateBuilder<Alarm>();
        foreach (var queue in queues.Where(q => q.Count > 0))
        {
            if (queue.Queue == Queue.Stuck)
                alarms.Add(new($"処理できずに止まっているメールが {queue.Count} 通あります。「送信待ち」で確認してください。", $"{queue.Count} messages are stuck; see the queue."));
            else if (clock.GetUtcNow() - queue.Oldest > LongInQueue)
                alarms.Add(new("15分以上とどまっているメールがあります。", "A message has been on its way for more than 15 minutes."));
        }
        if (Workers is { Sanitize: 0 } or { Verify: 0 })
            alarms.Add(new("無害化処理が動いていません。メールは受け付けますが、届きません。", "No workers run: mail is accepted, but does not go on."));
        if (!sandbox.Status.Isolated)
            alarms.Add(new("無害化処理が隔離環境（bubblewrap）なしで動いています。", "Workers run without bubblewrap."));
        if (!policy.Faults.IsEmpty)
            alarms.Add(new("規則ファイルに誤りがあるため、変更前の規則で動いています。「規則」で確認してください。", "The rules on disk are faulty; those of before are in force. See the rules."));
        if (retention.IsTooLarge)
            alarms.Add(new($"隔離フォルダーが大きくなっています（{ConsolePage.Size(retention.Bytes)}）。自動では削除しません。", $"The quarantine has grown to {ConsolePage.Size(retention.Bytes)}; nothing is deleted for it."));
        if (scanner.Away is { } cause)
            alarms.Add(new($"ウイルス検査（clamd）ができません: {cause}", $"clamd can't scan: {cause}"));
        foreach (var hop in NextHops.Where(h => h.IsLeftAlone))
            alarms.Add(new($"中継先 {hop.NextHop} に接続できません: {hop.LastReply}", $"The next hop {hop.NextHop} can't be reached: {hop.LastReply}"));
        if (!spool.HasRoom())
            alarms.Add(new("ディスクの空きが足りないため、新しいメールを受け付けていません。", "The disk is nearly full: no mail is accepted."));
        return alarms.ToImmutable();
    }

    private QueueState Look(Queue queue)
    {
        var ids = spool.List(queue);
        return new(queue, ids.Count, ids.Count == 0 ? null : ReceivedAt(queue, ids[0]));
    }

    private DateTimeOffset? ReceivedAt(Queue queue, string id)
    {
        try
        {
            return spool.Open(queue, id).Envelope.ReceivedAt;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return null; // on its way meanwhile, or torn
        }
    }
}
