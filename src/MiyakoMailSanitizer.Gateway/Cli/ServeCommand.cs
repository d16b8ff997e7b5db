using System.CommandLine;
using MiyakoMailSanitizer.Gateway.Hosting;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary><c>miyako serve --config FILE</c>: the relay, until SIGTERM or SIGINT.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var config = CommandLine.ConfigOption();
        var drill = new Option<bool>("--fault-drill") { Hidden = true };
        var command = new Command("serve", "Runs the relay.") { config, drill };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(config)!.ToString();
            var read = ConfigurationLoader.Load(path);
            foreach (var fault in read.Faults.Concat(read.Warnings))
                Console.Error.WriteLine(fault);
            if (read.Configuration is not { } configuration)
                return ExitCode.Usage;
            try
            {
                await using var app = GatewayHost.Build(configuration, path, parsed.GetValue(drill));
                await app.RunAsync(cancellationToken);
                return ExitCode.Ok;
            }
            catch (SandboxRefusedException e)
            {
                Console.Error.WriteLine(e.Message);
                return ExitCode.Usage;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(e.Message);
                return ExitCode.Failure;
            }
        });
        return command;
    }
}
