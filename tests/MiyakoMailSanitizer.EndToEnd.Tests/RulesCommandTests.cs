using System.Text;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>Rules are tried before they are live.</summary>
public sealed class RulesCommandTests
{
    private static readonly Encoding Latin1 = Encoding.Latin1;

    [Fact]
    public async Task Every_rule_says_why_it_decides_or_why_not()
    {
        using var folder = new TemporaryFolder();
        var mail = folder.Of("mail.eml");
        await File.WriteAllTextAsync(mail, TestMail.WithAttachment("rules", "hello", "table.csv", "a,b\r\n1,2\r\n"), Latin1);
        var rules = folder.Of("new.json");
        await File.WriteAllTextAsync(rules, """
            { "rules": [
              { "name": "for the mayor", "when": { "to": ["mayor@*"], "formats": ["csv"] }, "treat": "quarantine" },
              { "name": "messages", "when": { "formats": ["mail"] }, "treat": "rebuild" },
              { "name": "tables", "when": { "formats": ["csv"] }, "treat": "rebuild" } ] }
            """);
        var result = await MiyakoCommand.RunAsync("rules", "test", mail, "--rules", rules, "--to", "tanto@city.example.jp", "--json");
        Assert.True(result.ExitCode == 0, result.Errors);
        var table = result.JsonLines.Single(l => l.GetProperty("file").GetString() == "table.csv");
        Assert.Equal("tables", table.GetProperty("rule").GetString());
        Assert.Equal(
            ["to: the recipients are tanto@city.example.jp", "formats: it is csv", "decides"],
            table.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("why").GetString()));
        var forTheMayor = await MiyakoCommand.RunAsync("rules", "test", mail, "--rules", rules, "--to", "mayor@city.example.jp");
        Assert.Equal(3, forTheMayor.ExitCode);
        Assert.Contains("yes for the mayor: decides for those recipients", forTheMayor.Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(rules, """{ "rules": [ { "name": "x", "when": { "formats": ["dokx"] }, "treat": "rebuild" } ] }""");
        var faulty = await MiyakoCommand.RunAsync("rules", "test", mail, "--rules", rules);
        Assert.Equal(2, faulty.ExitCode);
        Assert.Contains("new.json:1:", faulty.Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await MiyakoCommand.RunAsync("rules", "test", folder.Of("none.eml"))).ExitCode);
    }
}
