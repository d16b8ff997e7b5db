namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>The medians of a relay benchmark, gateway and Postfix beside each other.</summary>
internal static class RelayTable
{
    private static readonly (string Heading, Func<RelayMeasurement, double> Value)[] Columns =
    [
        ("messages/s", m => m.MessagesPerSecond),
        ("CPU ms/message", m => m.CpuMilliseconds),
        ("250 after ms", m => m.AcceptMilliseconds),
        ("latency ms", m => m.LatencyMilliseconds),
        ("PSS MB", m => m.PssMegabytes),
        ("others", m => m.OtherCores),
    ];

    /// <summary>Rows of cells, the first the heading.</summary>
    public static IEnumerable<string[]> Of(List<RelayMeasurement> measurements)
    {
        yield return ["message", "server", "messages", .. Columns.Select(c => c.Heading), "messages/s, least - most"];
        foreach (var mail in measurements.GroupBy(m => m.Mail))
        {
            var servers = mail.GroupBy(m => m.Server).OrderBy(s => s.Key == "Postfix").ToList();
            foreach (var server in servers)
            {
                var (least, most) = (server.Min(m => m.MessagesPerSecond), server.Max(m => m.MessagesPerSecond));
                yield return
                [
                    mail.Key, server.Key, $"{server.Sum(m => m.Messages)}", .. Columns.Select(c => Report.Short(Median(server, c.Value))),
                    $"{Report.Short(least)} - {Report.Short(most)}",
                ];
            }

            if (servers.Count == 2)
                yield return [mail.Key, "ratio", "", .. Columns.Take(5).Select(c => Report.Short(Median(servers[0], c.Value) / Median(servers[1], c.Value))), "", ""];
        }
    }

    private static double Median(IEnumerable<RelayMeasurement> measurements, Func<RelayMeasurement, double> value)
        => Report.Median(measurements.Select(value));
}
