using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary>What most verbs begin with: the settings, or all their faults and exit code 2.</summary>
internal static class Configured
{
    /// <summary>Runs <paramref name="run"/> with the settings of a file; a disk error or a wrong id is exit code 1, in one line.</summary>
    public static int Run(FileInfo config, Func<GatewaySettings, int> run)
    {
        var read = SettingsReader.Read(config.ToString());
        foreach (var fault in read.Faults)
            Console.Error.WriteLine(fault);
        if (read.Settings is not { } settings)
            return ExitCode.Usage;
        try
        {
            return run(settings);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException or JsonException)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.Failure;
        }
    }
}
