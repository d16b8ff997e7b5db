using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Gateway.Tests.Settings;

public sealed class ConfigurationLoaderTests
{
    [Fact]
    public void The_shipped_configuration_has_no_faults_and_no_warnings()
    {
        var result = ConfigurationLoader.Load(Path.Combine(ConfigFolder.Shipped, "gateway.json"), "machine");
        Assert.Empty(result.Faults);
        Assert.Empty(result.Warnings);
        Assert.Equal(Policy.Default.Hash, result.Configuration!.Policy.Hash);
        Assert.Equal("machine", result.Configuration.Settings.HostName);
    }

    [Fact]
    public void What_a_worker_reads_from_the_bytes_is_the_same_policy()
    {
        var policy = ConfigurationLoader.Load(Path.Combine(ConfigFolder.Shipped, "gateway.json"), "machine").Configuration!.Policy;
        Assert.Equal(policy.Hash, PolicyReader.Read(policy.RulesContent, [.. policy.Notices], "rules.json").Policy!.Hash);
    }

    [Theory]
    [InlineData("no-such.json", "there is no such file")]
    [InlineData("notices", "it is a folder, not a file")]
    [InlineData("\0", "there is no such file")]
    [InlineData("", "there is no such file")]
    public void Settings_that_are_not_there_are_one_fault(string name, string reason)
    {
        using var folder = new ConfigFolder();
        var path = name.Length == 0 ? "" : Path.Combine(folder.Path, name);
        Assert.Equal(reason, Assert.Single(ConfigurationLoader.Load(path, "m").Faults).Message);
        Assert.Equal(reason, Assert.Single(SettingsReader.Read(path, "m").Faults).Message);
    }

    [Fact]
    public void Faults_of_all_files_are_named_in_one_run()
    {
        using var folder = new ConfigFolder("""{ "x": 1, "outbound": { "nextHops": [ { "host": "a" } ] } }""");
        folder.Write("rules.json", "{ \"rules\": [] }");
        folder.Write("notices/20-en.txt", "x");
        var files = ConfigurationLoader.Load(folder.SettingsFile, "m").Faults.Select(f => Path.GetRelativePath(folder.Path, f.File));
        Assert.Equal(["gateway.json", "rules.json", "notices/20-en.txt"], files.Distinct());
    }

    [Fact]
    public void A_machine_without_a_host_name_must_be_given_one()
    {
        using var folder = new ConfigFolder();
        var fault = Assert.Single(ConfigurationLoader.Load(folder.SettingsFile, "my_machine").Faults);
        Assert.Contains("my_machine", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_start_at_the_folder_of_the_settings()
    {
        using var folder = new ConfigFolder();
        folder.Write("a/gateway.json", """
            { "rulesFile": "../rules.json", "noticesFolder": "../notices",
              "spool": { "folder": "s/./x/" }, "quarantine": { "folder": "/q" },
              "inbound": { "recipientDomains": ["a.jp"] }, "outbound": { "nextHops": [ { "host": "a" } ] } }
            """);
        var settings = SettingsReader.Read(Path.Combine(folder.Path, "a/gateway.json"), "m").Settings!;
        Assert.Equal(Path.Combine(folder.Path, "rules.json"), settings.RulesFile);
        Assert.Equal(Path.Combine(folder.Path, "notices"), settings.NoticesFolder);
        Assert.Equal(Path.Combine(folder.Path, "a/s/x"), settings.Spool.Folder);
        Assert.Equal("/q", settings.Quarantine.Folder);
    }

    [Fact]
    public void Forms_are_made_one_form()
    {
        using var folder = new ConfigFolder(Case("good-domains.json"));
        IEnumerable<string> domains = SettingsReader.Read(folder.SettingsFile, "m").Settings!.Inbound.RecipientDomains;
        Assert.Equal(["city.example.jp", ".city.example.jp", "xn--eckwd4c7c.jp"], domains);
        folder.Write("gateway.json", Case("good-return-hop.json"));
        var hop = SettingsReader.Read(folder.SettingsFile, "m").Settings!.Outbound.ReturnHop!;
        Assert.Equal("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", hop.PinnedKeySha256);
        Assert.Equal(TlsPolicy.Required, hop.Tls);
    }

    private static string Case(string name)
        => File.ReadAllText(Path.Combine(ConfigFolder.Top, "tests/MiyakoMailSanitizer.Gateway.Tests/Settings/Cases", name));
}
