using System.Diagnostics.Metrics;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Monitoring;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Tests.Monitoring;

public sealed class PrometheusTextTests : IDisposable
{
    private readonly GatewayMeter _meter = new();
    private readonly PrometheusText _text;

    public PrometheusTextTests() => _text = new PrometheusText(_meter.Meter);

    public void Dispose()
    {
        _text.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Counters_count_by_their_labels()
    {
        _meter.Count(new("accepted", "1", []));
        _meter.Count(new("accepted", "2", []));
        _meter.Count(new("relayed", "1", [new("recipient", "a@x"), new("reply", "250 2.0.0 ok")]));
        _meter.Count(new("not-relayed", "2", [new("reply", "connecting: refused")]));
        var lines = Lines();
        Assert.Contains("# TYPE miyako_messages_accepted_total counter", lines);
        Assert.Contains("miyako_messages_accepted_total 2", lines);
        Assert.Contains("miyako_audit_events_total{kind=\"relayed\"} 1", lines);
        Assert.Contains("miyako_relay_replies_total{code=\"250\"} 1", lines);
        Assert.Contains("miyako_relay_replies_total{code=\"none\"} 1", lines);
        Assert.DoesNotContain(lines, l => l.Contains("a@x", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_are_counted_by_format_and_what_became_of_them()
    {
        _meter.Count(new("sanitized", "1", [new("treated", TreatedFile.WriteAll([new("message", "rebuilt", "r"), new("docx", "rebuilt", "r"), new("docx", "rebuilt", "r2")]))]));
        Assert.Contains("miyako_files_treated_total{format=\"docx\",outcome=\"rebuilt\"} 2", Lines());
    }

    [Fact]
    public void A_histogram_adds_up()
    {
        foreach (var seconds in new[] { 0.0005, 0.02, 0.02, 7, 100_000 })
            _meter.Staged(Queue.Incoming, TimeSpan.FromSeconds(seconds));
        var lines = Lines();
        Assert.Contains("# TYPE miyako_stage_duration_seconds histogram", lines);
        Assert.Contains("miyako_stage_duration_seconds_bucket{stage=\"sanitize\",le=\"0.001\"} 1", lines);
        Assert.Contains("miyako_stage_duration_seconds_bucket{stage=\"sanitize\",le=\"0.01\"} 1", lines);
        Assert.Contains("miyako_stage_duration_seconds_bucket{stage=\"sanitize\",le=\"0.025\"} 3", lines);
        Assert.Contains("miyako_stage_duration_seconds_bucket{stage=\"sanitize\",le=\"3600\"} 4", lines);
        Assert.Contains("miyako_stage_duration_seconds_bucket{stage=\"sanitize\",le=\"+Inf\"} 5", lines);
        Assert.Contains("miyako_stage_duration_seconds_count{stage=\"sanitize\"} 5", lines);
    }

    [Fact]
    public void A_gauge_and_an_observed_counter_are_asked_when_somebody_reads()
    {
        var value = 3L;
        _meter.Meter.CreateObservableGauge("test.gauge", () => value);
        _meter.Meter.CreateObservableCounter("test.starts", () => value);
        Lines();
        value = 5;
        Assert.Contains("test_gauge 5", Lines());
        Assert.Contains("test_starts_total 5", Lines());
    }

    [Fact]
    public void A_label_can_not_break_out_of_its_line()
    {
        _meter.Count(new("a\"}\nevil 1\\", "", []));
        Assert.Contains("miyako_audit_events_total{kind=\"a\\\"}\\nevil 1\\\\\"} 1", Lines());
    }

    [Fact]
    public void Other_meters_are_not_heard()
    {
        using var other = new GatewayMeter();
        other.Count(new("accepted", "1", []));
        Assert.DoesNotContain("miyako_messages_accepted_total 1", Lines());
    }

    private string[] Lines() => _text.Write().Split('\n');
}
