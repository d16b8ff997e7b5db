using System.CommandLine;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary><c>miyako check-config --config FILE</c>: every fault at once; exit code 2 if there is any.</summary>
internal static class CheckConfigCommand
{
    public static Command Create()
    {
        var config = CommandLine.ConfigOption();
        var command = new Command("check-config", "Checks settings, rules and notices; lists every fault with its place.") { config };
        command.SetAction(parsed =>
        {
            var read = ConfigurationLoader.Load(parsed.GetValue(config)!.ToString());
            foreach (var fault in read.Faults)
                Console.Error.WriteLine(fault);
            foreach (var warning in read.Warnings)
                Console.Error.WriteLine($"warning: {warning}");
            if (read.Configuration is not { } configuration)
                return ExitCode.Usage;
            var sandbox = SandboxHost.Probe(configuration.Settings.Sandbox);
            Console.Error.WriteLine($"{(sandbox.Isolated ? "sandbox" : "warning")}: {sandbox.Explanation}");
            Console.Out.WriteLine("The configuration has no faults.");
            return ExitCode.Ok;
        });
        return command;
    }
}
