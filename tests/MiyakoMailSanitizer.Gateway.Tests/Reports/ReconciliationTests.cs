using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Reports;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Tests.Reports;

/// <summary>Every state that a message can be in, and every way in which log and folders can differ.</summary>
public sealed class ReconciliationTests : IDisposable
{
    private const string A = "20261123-A", B = "20261123-B";

    private readonly TemporaryFolder _folder = new();
    private readonly List<JsonElement> _events = [];
    private readonly GatewaySettings _settings;

    public ReconciliationTests()
    {
        _settings = new GatewaySettings
        {
            Spool = new SpoolOptions { Folder = _folder.Of("spool") },
            Quarantine = new QuarantineOptions { Folder = _folder.Of("quarantine") },
        };
        FolderSpool.Create(_settings.Spool);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_ended_in_any_way_is_sound()
    {
        Accept(A, "<a@x> <b@x>");
        Event("relayed", A, ("recipient", "a@x"));
        Event("refused", A, ("recipient", "b@x"));
        Accept(B, "<a@x>");
        Event("relayed", B, ("recipient", "a@x"));
        Accept("20261123-C", "<a@x>");
        Event("held", "20261123-C");
        Directory.CreateDirectory(_folder.Of("quarantine", "held", "20261123-C"));
        Accept("20261123-D", "<a@x>");
        Event("spool-remove", "20261123-D");
        Accept("20261123-E", "<a@x>");
        InQueue(Queue.Stuck, "20261123-E");
        var report = Run();
        Assert.True(report.IsSound);
        Assert.Equal((5, 1, 1, 1, 1, 1), (report.Accepted, report.Relayed, report.Refused, report.Held, report.Removed, report.OnTheirWay));
        Assert.Equal("20261123-E", Assert.Single(report.Stuck));
    }

    [Fact]
    public void What_is_nowhere_is_lost()
    {
        Accept(A, "<a@x> <b@x>");
        Event("relayed", A, ("recipient", "a@x"));
        Assert.Equal(A, Assert.Single(Run().Lost));
        InQueue(Queue.Outgoing, A);
        Assert.True(Run().IsSound);
    }

    [Fact]
    public void One_recipient_twice_is_not_two_recipients()
    {
        Accept(A, "<a@x> <b@x>");
        Event("relayed", A, ("recipient", "a@x"));
        Event("relayed", A, ("recipient", "a@x"));
        var report = Run();
        Assert.Equal(A, Assert.Single(report.Lost));
        Assert.Equal(A, Assert.Single(report.RelayedTwice));
    }

    [Fact]
    public void A_case_that_was_never_decided_must_be_there()
    {
        Accept(A, "<a@x>");
        Event("held", A);
        Assert.Equal(A, Assert.Single(Run().CaseGone));
        Event("discarded", A);
        Assert.True(Run().IsSound);
    }

    [Fact]
    public void Nothing_lies_in_two_queues()
    {
        Accept(A, "<a@x>");
        InQueue(Queue.Incoming, A);
        InQueue(Queue.Outgoing, A);
        Assert.Equal(A, Assert.Single(Run().InTwoQueues));
    }

    [Fact]
    public void What_no_line_explains_is_named_but_reports_on_a_known_message_are_not()
    {
        Accept(A, "<a@x>");
        Event("relayed", A, ("recipient", "a@x"));
        InQueue(Queue.Outgoing, $"{A}-D1");
        InQueue(Queue.Incoming, B);
        var report = Run();
        Assert.Equal(B, Assert.Single(report.NeverAccepted));
        Assert.True(report.IsSound);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("<a@x>", 1)]
    [InlineData("<a@x> <b@x>", 2)]
    [InlineData("<\"a> <b\"@x> <c@x>", 2)]
    [InlineData("<\"a\\\"> <b\"@x>", 1)]
    public void Recipients_are_counted_by_the_letter(string field, int count) => Assert.Equal(count, AuditRecipients.Count(field));

    private ReconcileReport Run() => Reconciliation.Run(_settings, _events);

    private void Accept(string id, string recipients) => Event("accepted", id, ("recipients", recipients));

    private void Event(string kind, string id, params (string Name, string Value)[] fields)
        => _events.Add(JsonSerializer.SerializeToElement(
            new Dictionary<string, string>(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))) { ["kind"] = kind, ["id"] = id }));

    private void InQueue(Queue queue, string id) => File.WriteAllText(Path.Combine(new FolderSpool(_settings.Spool).Folder(queue), id), "x");
}
