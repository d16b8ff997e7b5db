using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>
/// The gateway and Postfix, in turns, from the same generator to the same sink. A measurement is over when the last message has arrived;
/// in must be out. CPU time is that of all processes of a server, until its queue on disk is empty again.
/// </summary>
internal sealed class RelayBenchmark(TimeSpan length, int rounds, string? only) : IAsyncDisposable
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
        var loads = new[]
        {
            BenchLoad.Of(BenchMail.Iso2022Jp()), BenchLoad.Of(BenchMail.Utf8()), BenchLoad.Of(BenchMail.Newsletter(30_000)), BenchLoad.Mixed(),
        }.Where(l => only is null || l.Name.Contains(only, StringComparison.Ordinal)).ToImmutableArray();
        var conditions = await ConditionsAsync(loads, cancellationToken);
        var measurements = new List<RelayMeasurement>();
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var load in loads)
            {
                // Every other round the other way round, so that neither always follows the other.
                foreach (var relay in round % 2 == 0 ? _relays : Enumerable.Reverse(_relays))
                {
                    var measured = await MeasureAsync(relay, load, round, cancellationToken);
                    Console.Out.WriteLine(measured.ToLine());
                    if (round > 0)
                        measurements.Add(measured);
                }
            }
        }

        return new Report([.. conditions, $"After:  {Report.Machine()}"], [.. RelayTable.Of(measurements)], measurements);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays)
            await relay.DisposeAsync();
        await _sink.DisposeAsync();
    }

    private async Task<List<string>> ConditionsAsync(IEnumerable<BenchLoad> loads, CancellationToken cancellationToken)
    {
        var disk = new DriveInfo(Path.GetTempPath());
        var postfix = _relays.Count > 1 ? await PostfixRelay.VersionAsync(cancellationToken) : "none";
        return
        [
            $"Whole relay over loopback, spool on {disk.DriveFormat} with fsync; {Generator.Connections} sender connections,",
            $"which stay open, at most {Generator.Window} messages under way, {length.TotalSeconds:F0} s of sending.",
            $"{rounds} rounds in turns after one to warm up; medians (least - most).",
            $"Postfix {postfix} as a plain relay, in_flow_delay = 1s as by default, 10 connections to the sink. TLS off on all sides.",
            $"Message bytes, mean: {string.Join(", ", loads.Select(l => $"{l.Name} {l.MeanBytes:F0}"))}.",
            "Latency: one connection, one message at a time, from MAIL to the arrival at the sink.",
            "PSS: most memory of all processes of the server at a time, shared pages counted once.",
            "Others: processor time of all that is neither the server nor this program, in cores. Ratio: gateway / Postfix.",
            $"Before: {Report.Machine()}",
        ];
    }

    private async Task<RelayMeasurement> MeasureAsync(IRelay relay, BenchLoad load, int round, CancellationToken cancellationToken)
    {
        _sink.Reset();
        var (tree, machine, own) = (CpuClock.OfTree(relay.ProcessId), CpuClock.OfMachine(), Own());
        var start = Stopwatch.GetTimestamp();
        var (sent, pss) = await WatchAsync(relay, new Generator(_sink).SendAsync(relay.Port, load, length, cancellationToken));
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
        var latencies = await new Generator(_sink).SendOneByOneAsync(relay.Port, load, length / 4, cancellationToken);
        await Posix.UntilAsync(() => relay.Queued() == 0, Patience, $"{relay.Name} to end", cancellationToken);
        return new RelayMeasurement(
            round,
            load.Name,
            relay.Name,
            sent,
            _sink.LastSize,
            seconds,
            sent / seconds,
            spent.Values.Sum() / (double)sent,
            spent.GetValueOrDefault(CpuClock.Ended) == 0 ? spent.ToDictionary(p => p.Key, p => p.Value / (double)sent) : [],
            bench / whole.TotalMilliseconds,
            (machine - spent.Values.Sum() - bench) / whole.TotalMilliseconds,
            Report.Median(latencies.Select(l => l.Accepted)),
            Report.Median(latencies.Select(l => l.Arrived)),
            pss / 1e6);
    }

    /// <summary>Looks at the server's memory while a load is sent.</summary>
    private static async Task<(long Sent, long Pss)> WatchAsync(IRelay relay, Task<long> sending)
    {
        long most = 0;
        while (await Task.WhenAny(sending, Task.Delay(1_000)) != sending)
            most = Math.Max(most, CpuClock.PssOfTree(relay.ProcessId));
        return (await sending, most);
    }

    private static double Own() => Environment.CpuUsage.TotalTime.TotalMilliseconds;
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
/// <param name="AcceptMilliseconds">Median from MAIL to the 250, one message at a time.</param>
/// <param name="LatencyMilliseconds">Median from MAIL to the arrival at the sink, one message at a time.</param>
/// <param name="PssMegabytes">Most memory of all processes at a time, in 10^6 bytes.</param>
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
    double OtherCores,
    double AcceptMilliseconds,
    double LatencyMilliseconds,
    double PssMegabytes)
{
    /// <summary>For the progress of a run.</summary>
    public string ToLine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Round == 0 ? "warm" : Round),4} {Server,-8} {Mail,-24} {Messages,6} in = out, {Seconds,5:F1} s, {MessagesPerSecond,6:F0}/s"
        + $", CPU {CpuMilliseconds,6:F2} ms, cores: bench {BenchCores:F1}, others {OtherCores:F1}"
        + $", one by one {AcceptMilliseconds:F1} / {LatencyMilliseconds:F1} ms, PSS {PssMegabytes:F0} MB");
}
