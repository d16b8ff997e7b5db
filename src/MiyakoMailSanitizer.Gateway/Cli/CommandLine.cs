using System.CommandLine;
using MiyakoMailSanitizer.Gateway.Cli.Demo;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary>The command <c>miyako</c>. Its verbs and exit codes are stable: other programs rely on them.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line and gives the exit code, see <see cref="ExitCode"/>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("MiyakoMailSanitizer: an SMTP relay that writes every message anew (無害化).")
        {
            DemoCommand.Create(),
            ServeCommand.Create(),
            CheckConfigCommand.Create(),
            SanitizeCommand.Create(),
            QuarantineCommand.Create(),
            SpoolCommand.Create(),
            RulesCommand.Create(),
            AuditCommand.Create(),
            ReportCommand.Create(),
            ConsoleCommand.Create(),
            SmtpCommand.Create(),
        };
        var parsed = root.Parse(args);
        var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = true });
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }

    /// <summary>The settings file, <c>config/gateway.json</c> by default.</summary>
    public static Option<FileInfo> ConfigOption() => new("--config")
    {
        Description = "The settings file.",
        DefaultValueFactory = _ => new FileInfo("config/gateway.json"),
    };
}

/// <summary>Exit codes of every verb.</summary>
internal static class ExitCode
{
    /// <summary>All inputs gave safe output.</summary>
    public const int Ok = 0;

    /// <summary>Internal failure.</summary>
    public const int Failure = 1;

    /// <summary>Wrong usage or config.</summary>
    public const int Usage = 2;

    /// <summary>Something was withheld.</summary>
    public const int Withheld = 3;
}
