using System.CommandLine;
using MiyakoMailSanitizer.Benchmarks;

var seconds = new Option<int>("--seconds") { Description = "Seconds of each measurement.", DefaultValueFactory = _ => 5 };
var rounds = new Option<int>("--rounds") { Description = "Measurements of each; the table shows medians.", DefaultValueFactory = _ => 3 };
var json = new Option<FileInfo?>("--json") { Description = "Writes the single measurements there as well." };

var relay = new Command("relay", "Messages/s and CPU time a message of the whole relay, beside Postfix.") { seconds, rounds, json };
relay.SetAction(async (parsed, cancellationToken) =>
{
    await using var benchmark = new RelayBenchmark(Length(parsed), parsed.GetValue(rounds));
    Report.Write(await benchmark.RunAsync(cancellationToken), parsed.GetValue(json));
});

var engine = new Command("engine", "Time of the engine and of the verifier, in this process.") { seconds, rounds, json };
engine.SetAction(parsed => Report.Write(EngineBenchmark.Run(Length(parsed), parsed.GetValue(rounds)), parsed.GetValue(json)));

return await new RootCommand("Measures MiyakoMailSanitizer. Figures hold for this machine and its load at the time.") { relay, engine }
    .Parse(args)
    .InvokeAsync();

TimeSpan Length(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(seconds));
