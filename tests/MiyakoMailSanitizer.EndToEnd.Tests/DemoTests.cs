using System.Diagnostics;
using System.Text.RegularExpressions;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>The first thing that anyone runs.</summary>
public sealed partial class DemoTests
{
    [Fact]
    public async Task The_demo_shows_every_sample_and_loses_none()
    {
        var result = await MiyakoCommand.RunAsync("demo");
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Empty(result.Errors);
        var samples = Directory.GetDirectories(Path.Combine(Repository.Root, "samples")).Select(d => Path.GetFileName(d)).ToList();
        Assert.All(samples, s => Assert.Contains(s, result.Output, StringComparison.Ordinal));
        Assert.Contains($"{samples.Count} sent, ", result.Lines[^1], StringComparison.Ordinal);
        Assert.EndsWith(", 0 missing", result.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stays_up_with_the_console()
    {
        using var demo = Process.Start(MiyakoCommand.StartInfo(["demo", "--keep"]))!;
        try
        {
            demo.ErrorDataReceived += (_, _) => { };
            demo.BeginErrorReadLine();
            string? line;
            while ((line = await demo.StandardOutput.ReadLineAsync()) is not null && !Console().IsMatch(line))
            {
                // the table
            }
            Assert.NotNull(line);
            using var client = new ConsoleClient(int.Parse(Console().Match(line).Groups[1].Value));
            var secret = Secret().Match((await demo.StandardOutput.ReadLineAsync())!).Groups[1].Value;
            await client.SignInAsync(new("demo", Console().Match(line).Groups[2].Value, secret));
            Assert.Contains("概況", await client.TextAsync("/"), StringComparison.Ordinal);
        }
        finally
        {
            demo.Kill();
            await demo.WaitForExitAsync();
        }
    }

    [GeneratedRegex("^The web console is at http://127\\.0\\.0\\.1:(\\d+) until Ctrl-C: name demo, password ([0-9a-f]+),")]
    private static partial Regex Console();

    [GeneratedRegex("secret=([A-Z2-7]+)")]
    private static partial Regex Secret();
}
