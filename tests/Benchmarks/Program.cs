using System.CommandLine;
using MiyakoMailSanitizer.Benchmarks;
using MiyakoMailSanitizer.Benchmarks.Growth;
using MiyakoMailSanitizer.Benchmarks.Office;
using MiyakoMailSanitizer.Benchmarks.Pdf;

var seconds = new Option<int>("--seconds") { Description = "Seconds of each measurement.", DefaultValueFactory = _ => 5 };
var rounds = new Option<int>("--rounds") { Description = "Measurements of each; the table shows medians.", DefaultValueFactory = _ => 3 };
var json = new Option<FileInfo?>("--json") { Description = "Writes the single measurements there as well." };

var load = new Option<string?>("--load") { Description = "Measures the loads whose name holds this." };
var relay = new Command("relay", "Messages/s and CPU time a message of the whole relay, beside Postfix.") { seconds, rounds, load, json };
relay.SetAction(async (parsed, cancellationToken) =>
{
    await using var benchmark = new RelayBenchmark(Length(parsed), parsed.GetValue(rounds), parsed.GetValue(load));
    Report.Write(await benchmark.RunAsync(cancellationToken), parsed.GetValue(json));
});

var engine = new Command("engine", "Time of the engine and of the verifier, in this process.") { seconds, rounds, json };
engine.SetAction(parsed => Report.Write(EngineBenchmark.Run(Length(parsed), parsed.GetValue(rounds)), parsed.GetValue(json)));

var only = new Option<string?>("--only") { Description = "Measures the pairs whose \"reader | family\" holds this." };
var growth = new Command("growth", "That the time of no reader of hostile input grows faster than the input; exit code 1 where one's does.") { only, json };
growth.SetAction(parsed =>
{
    Report.Write(GrowthBenchmark.Run(parsed.GetValue(only), out var isFlagged), parsed.GetValue(json));
    return isFlagged ? 1 : 0;
});

return await new RootCommand("Measures MiyakoMailSanitizer. Figures hold for this machine and its load at the time.") { relay, engine, growth }
    .WithOffice(json)
    .WithPdf(rounds, json)
    .Parse(args)
    .InvokeAsync();

TimeSpan Length(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(seconds));
