using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Spool;
using MiyakoMailSanitizer.Gateway.WebConsole.Cases;
using MiyakoMailSanitizer.Gateway.WebConsole.Today;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Pages;

/// <summary>The dashboard.</summary>
internal sealed class IndexModel(GatewayState state, AuditWatch watch, CaseIndex index) : ConsolePage
{
    private const int NewestShown = 10;

    public ImmutableArray<QueueState> Queues { get; private set; } = [];

    public ImmutableArray<Alarm> Alarms { get; private set; } = [];

    public TodayNumbers Today => watch.Numbers;

    public ImmutableArray<HopHealth> NextHops => state.NextHops;

    public (int Sanitize, int Verify) Workers => state.Workers;

    public HoursView Hours => new(this, Today.Hours("accepted"));

    public RowsView Newest => new(this, [.. index.Newest.Where(r => r.State is CaseState.Held or CaseState.WaitingForPassword).Take(NewestShown)]);

    public int Waiting(CaseState caseState) => index.Counts.GetValueOrDefault(caseState);

    public string QueueName(Queue queue) => queue switch
    {
        Queue.Incoming => T("無害化待ち", "to be sanitized"),
        Queue.Outgoing => T("配送待ち", "to be relayed"),
        _ => T("停止中", "stuck"),
    };

    public void OnGet()
    {
        Queues = state.Queues;
        Alarms = state.Alarms(Queues);
    }
}

/// <summary>A list of cases on a page.</summary>
internal sealed record RowsView(ConsolePage Page, ImmutableArray<CaseRow> Rows);

/// <summary>A small chart of 24 hours.</summary>
internal sealed record HoursView(ConsolePage Page, ImmutableArray<int> Hours);
