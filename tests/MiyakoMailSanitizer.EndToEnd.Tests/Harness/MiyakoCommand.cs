using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>What a run of the command <c>miyako</c> gave.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    public ImmutableArray<string> Lines => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    public ImmutableArray<JsonElement> JsonLines => [.. Lines.Select(l => JsonDocument.Parse(l).RootElement)];
}

/// <summary>Runs the command as a process, as an operator would.</summary>
internal static class MiyakoCommand
{
    /// <summary>The program, beside the tests.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, "miyako.dll");

    /// <summary>Runs to the end.</summary>
    public static Task<CommandResult> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    /// <summary>Runs to the end with something on its standard input.</summary>
    public static async Task<CommandResult> RunWithInputAsync(string input, params string[] arguments)
    {
        using var process = Process.Start(StartInfo(arguments))!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await errors);
    }

    public static ProcessStartInfo StartInfo(IEnumerable<string> arguments) => new("dotnet", [Program, .. arguments])
    {
        RedirectStandardInput = true,
        StandardInputEncoding = new UTF8Encoding(false),
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardOutputEncoding = Encoding.UTF8,
        StandardErrorEncoding = Encoding.UTF8,
        WorkingDirectory = Path.GetTempPath(),
    };
}
