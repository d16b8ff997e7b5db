using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Cli.Demo;

/// <summary>Finds out what became of each sample: at the receiver, in quarantine, in the audit log.</summary>
internal sealed class DemoResults(DemoMailbox mailbox, GatewaySettings settings)
{
    /// <summary>A sample that never arrived anywhere.</summary>
    public const string Missing = "MISSING";

    /// <summary>A sample of which nothing was delivered.</summary>
    public const string Held = "held for an operator";

    private readonly FolderQuarantine _quarantine = new(settings.Quarantine);

    /// <summary>Waits until every sample is delivered or held, or patience ends.</summary>
    public async Task<ImmutableArray<DemoRow>> WaitAsync(ImmutableArray<SentSample> sent, TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var rows = sent.Select(Row).ToImmutableArray();
            if (rows.All(r => r.After != Missing) || clock.Elapsed > patience)
                return WithFindings(sent, rows);
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private DemoRow Row(SentSample sample)
    {
        var delivered = mailbox.Messages.FirstOrDefault(m => Encoding.ASCII.GetString(m).Contains($" id {sample.Id}", StringComparison.Ordinal));
        var held = _quarantine.List().Contains(sample.Id) ? _quarantine.Read(sample.Id) : null;
        var after = delivered is null && held is { Delivery: "held" } ? Held : delivered is null ? Missing : Describe(held);
        return new DemoRow(sample.Name, sample.Message.Length, Before(sample.Message), delivered?.Length, after, "");
    }

    private static string Describe(CaseReport? report)
    {
        var withheld = report?.Message.Walk().Where(n => n.IsWithheld).Select(n => $"{(n.Name.Length > 0 ? n.Name : "?")} ({n.Format})").ToList() ?? [];
        return withheld.Count == 0 ? "rebuilt" : $"rebuilt, withheld: {string.Join(", ", withheld)}";
    }

    /// <summary>What the sender says it is: the first Content-Type.</summary>
    private static string Before(byte[] message)
    {
        var text = Encoding.Latin1.GetString(message);
        var start = text.IndexOf("Content-Type: ", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return "(no content type)";
        var value = text[(start + "Content-Type: ".Length)..];
        return value[..Math.Max(0, value.AsSpan().IndexOfAny("\r\n"))].Replace("; boundary=", " ", StringComparison.Ordinal);
    }

    private ImmutableArray<DemoRow> WithFindings(ImmutableArray<SentSample> sent, ImmutableArray<DemoRow> rows)
    {
        var findings = new Dictionary<string, string>();
        foreach (var line in AuditFiles.List(settings.Audit.Folder).SelectMany(File.ReadLines))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("findings", out var codes) && json.RootElement.TryGetProperty("id", out var id))
                findings[id.GetString()!] = codes.GetString()!;
        }

        return [.. rows.Zip(sent, (row, sample) => row with { Findings = findings.GetValueOrDefault(sample.Id, "") })];
    }
}
