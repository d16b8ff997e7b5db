using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>
/// The gateway and Postfix, in turns, from the same generator to the same sink. A measurement is over when the last message has arrived;
/// in must be out. CPU time is that of all processes of a server, until its queue on disk is empty again.
/// </summary>
internal sealed class RelayBenchmark(TimeSpan length, int rounds) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Sink _sink = new();
    private readonly List<IRelay> _relays = [];

    /// <summary>Starts the servers, warms them up and measures.</summary>
    /// <exception cref="InvalidDataException">A message was lost, or came twice.</exception>
    public async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        _relays.Add(await GatewayRelay.StartAsync(_sink.Port, cancellationToken));
        if (PostfixRelay.Missing is { } cause)
            Console.Out.WriteLine($"Without Postfix: {cause}.");
        else
            _relays.Add(await PostfixRelay.StartAsync(_sink.Port, cancellationToken));
        ImmutableArray<BenchMail> mails = [BenchMail.Iso2022Jp(), BenchMail.Utf8(), BenchMail.Newsletter(30_000)];
        var conditions = await ConditionsAsync(mails, cancellationToken);
        var measurements = new List<RelayMeasurement>();
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var mail in mails)
            {
                // Every other round the other way round, so that neither always follows the other.
                foreach (var relay in round % 2 == 0 ? _relays : Enumerable.Reverse(_relays))
                {
                    var measured = await MeasureAsync(relay, mail, round, cancellationToken);
                    Console.Out.WriteLine(measured.ToLine());
                    if (round > 0)
                        measurements.Add(measured);
                }
            }
        }

        return new Report([.. conditions, $"After:  {Report.Machine()}"], [.. Table(measurements)], measurements);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays)
            await relay.DisposeAsync();
        await _sink.DisposeAsync();
    }

    private async Task<List<string>> ConditionsAsync(IEnumerable<BenchMail> mails, CancellationToken cancellationToken)
    {
        var disk = new DriveInfo(Path.GetTempPath());
        var postfix = _relays.Count > 1 ? await PostfixRelay.VersionAsync(cancellationToken) : "none";
        return
        [
            $"Whole relay over loopback, spool on {disk.DriveFormat} with fsync; {Generator.Connections} sender connections,",
            $"which stay open, at most {Generator.Window} messages under way, {length.TotalSeconds:F0} s of sending.",
            $"{rounds} rounds in turns after one to warm up; medians (least - most).",
            $"Postfix {postfix} as a plain relay, in_flow_delay = 1s as by default, 10 connections to the sink. TLS off on all sides.",
            $"Message bytes: {string.Join(", ", mails.Select(m => $"{m.Name} {m.Content.Length}"))}.",
            "Others: processor time of all that is neither the server nor this program, in cores. Ratio: gateway / Postfix.",
            $"Before: {Report.Machine()}",
        ];
    }

    private async Task<RelayMeasurement> MeasureAsync(IRelay relay, BenchMail mail, int round, CancellationToken cancellationToken)
    {
        _sink.Reset();
        var (tree, machine, own) = (CpuClock.OfTree(relay.ProcessId), CpuClock.OfMachine(), Own());
        var start = Stopwatch.GetTimestamp();
        var sent = await new Generator(_sink).SendAsync(relay.Port, mail, length, cancellationToken);
        await Posix.UntilAsync(
            () => _sink.Arrived >= sent && relay.Queued() == 0, Patience, $"{relay.Name} to deliver {sent} messages", cancellationToken);
        if (_sink.Arrived != sent || _sink.Strange != 0)
            throw new InvalidDataException($"{relay.Name}: {sent} in, {_sink.Arrived} out, {_sink.Strange} twice or unknown.");
        var whole = Stopwatch.GetElapsedTime(start);
        var after = CpuClock.OfTree(relay.ProcessId);
        var spent = after.Keys.Union(tree.Keys).ToDictionary(p => p, p => after.GetValueOrDefault(p) - tree.GetValueOrDefault(p));
        machine = CpuClock.OfMachine() - machine;
        var bench = Own() - own;
        var seconds = Stopwatch.GetElapsedTime(start, _sink.LastArrival).TotalSeconds;
        return new RelayMeasurement(
            round,
            mail.Name,
            relay.Name,
            sent,
            _sink.LastSize,
            seconds,
            sent / seconds,
            spent.Values.Sum() / (double)sent,
            spent.GetValueOrDefault(CpuClock.Ended) == 0 ? spent.ToDictionary(p => p.Key, p => p.Value / (double)sent) : [],
            bench / whole.TotalMilliseconds,
            (machine - spent.Values.Sum() - bench) / whole.TotalMilliseconds);
    }

    private static double Own() => Environment.CpuUsage.TotalTime.TotalMilliseconds;

    private static IEnumerable<string[]> Table(List<RelayMeasurement> measurements)
    {
        yield return ["message", "server", "messages", "messages/s", "", "CPU ms/message", "", "others"];
        foreach (var mail in measurements.GroupBy(m => m.Mail))
        {
            var servers = mail.GroupBy(m => m.Server).OrderBy(s => s.Key == "Postfix").ToList();
            foreach (var server in servers)
            {
                var (rate, cpu) = (server.Select(m => m.MessagesPerSecond).ToList(), server.Select(m => m.CpuMilliseconds).ToList());
                yield return
                [
                    mail.Key, server.Key, $"{server.Sum(m => m.Messages)}", Report.Short(Report.Median(rate)), Range(rate),
                    Report.Short(Report.Median(cpu)), Range(cpu), Report.Short(Report.Median(server.Select(m => m.OtherCores))),
                ];
            }

            if (servers.Count == 2)
            {
                yield return
                [
                    mail.Key, "ratio", "", Ratio(servers, m => m.MessagesPerSecond), "", Ratio(servers, m => m.CpuMilliseconds), "", "",
                ];
            }
        }
    }

    private static string Range(List<double> values) => $"({Report.Short(values.Min())} - {Report.Short(values.Max())})";

    private static string Ratio(List<IGrouping<string, RelayMeasurement>> servers, Func<RelayMeasurement, double> value)
        => Report.Short(Report.Median(servers[0].Select(value)) / Report.Median(servers[1].Select(value)));
}

/// <param name="Round">Counts from 1; 0 warms up.</param>
/// <param name="Mail">Which message.</param>
/// <param name="Server">Which server.</param>
/// <param name="Messages">In and out.</param>
/// <param name="BytesOut">Of a message at the sink.</param>
/// <param name="Seconds">From the first connection to the last arrival.</param>
/// <param name="MessagesPerSecond">Over these seconds.</param>
/// <param name="CpuMilliseconds">User and system time a message.</param>
/// <param name="CpuByProgram">The same by program; empty where processes ended meanwhile, as Postfix's do after some messages each.</param>
/// <param name="BenchCores">Processor time of generator and sink, as a mean number of cores.</param>
/// <param name="OtherCores">Processor time of the rest of the machine, as a mean number of cores.</param>
internal sealed record RelayMeasurement(
    int Round,
    string Mail,
    string Server,
    long Messages,
    long BytesOut,
    double Seconds,
    double MessagesPerSecond,
    double CpuMilliseconds,
    IReadOnlyDictionary<string, double> CpuByProgram,
    double BenchCores,
    double OtherCores)
{
    /// <summary>For the progress of a run.</summary>
    public string ToLine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Round == 0 ? "warm" : Round),4} {Server,-8} {Mail,-24} {Messages,6} in = out, {Seconds,5:F1} s, {MessagesPerSecond,6:F0}/s"
        + $", CPU {CpuMilliseconds,6:F2} ms, cores: bench {BenchCores:F1}, others {OtherCores:F1}");
}
