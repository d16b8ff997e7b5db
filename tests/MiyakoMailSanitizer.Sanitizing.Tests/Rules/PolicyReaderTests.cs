using System.Text;
using CsCheck;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Rules;

public sealed class PolicyReaderTests
{
    private static readonly MessageContext Message = new() { Reference = "20261123-abcdefghijkl" };

    [Fact]
    public void The_built_in_policy_has_no_faults_and_the_defaults()
    {
        var result = PolicyReader.ReadDefault();

        Assert.Empty(result.Faults);
        var policy = Assert.IsType<Policy>(result.Policy);
        Assert.Equal(new Limits(), policy.Limits);
        Assert.Equal(LinkStyle.Keep, policy.Mail.Links);
        Assert.Equal(OutputCharset.Utf8, policy.Mail.Charset);
        Assert.Empty(policy.Mail.TrustedAuthServIds);
        Assert.Empty(policy.Mail.OwnDomains);
        Assert.Equal(["ja", "en"], policy.Notices.Languages.Select(l => l.Language));
        Assert.Matches("^[0-9a-f]{64}$", policy.Hash);
        Assert.Same(Policy.Default, Policy.Default);
    }

    [Theory]
    [InlineData("mail", Treatment.Rebuild)]
    [InlineData("text", Treatment.Rebuild)]
    [InlineData("csv", Treatment.Rebuild)]
    [InlineData("html", Treatment.Convert)]
    [InlineData("unknown", Treatment.Quarantine)]
    [InlineData("fault-drill", Treatment.Quarantine)]
    public void The_built_in_rules(string format, Treatment expected)
    {
        Assert.True(FileFormat.TryGet(format, out var found));
        Assert.Equal(expected, Policy.Default.Rules.Decide(new("a", found, 1, 1, Message)).Treatment);
    }

    [Fact]
    public void A_polyglot_is_quarantined_by_the_built_in_rules()
    {
        var facts = new FileFacts("a", FileFormat.Text, 1, 1, Message);
        var decision = Policy.Default.Rules.Decide(facts);
        Assert.Equal(Treatment.Rebuild, decision.Treatment);
        Assert.Equal(Treatment.Quarantine, Policy.Default.Rules.Tighten(decision, facts, [new("file.polyglot", "", "")]).Treatment);
    }

    [Fact]
    public void Own_domains_are_read()
    {
        var rules = """
            { "rules": [{ "name": "r", "when": {}, "treat": "quarantine" }],
              "mail": { "ownDomains": ["City.Example.jp", "*.city.example.jp", "日本語.jp", "*.xn--wgv71a119e.jp", "city.miyako.lg.jp", "pref.iwate.jp"] } }
            """;
        var result = PolicyReader.Read(Bytes(rules), PolicyReader.DefaultNotices, "rules.json");
        Assert.Empty(result.Faults);
        Assert.Equal(
            "city.example.jp *.city.example.jp xn--wgv71a119e.jp *.xn--wgv71a119e.jp city.miyako.lg.jp pref.iwate.jp",
            string.Join(' ', result.Policy!.Mail.OwnDomains));
    }

    [Fact]
    public void More_own_domains_than_can_be_compared_are_a_fault()
    {
        var names = string.Join(", ", Enumerable.Range(0, MailOptions.MaxOwnDomains + 1).Select(i => $"\"a{i}.example\""));
        var rules = $$"""{ "rules": [{ "name": "r", "when": {}, "treat": "hold" }], "mail": { "ownDomains": [{{names}}] } }""";
        var fault = Assert.Single(PolicyReader.Read(Bytes(rules), PolicyReader.DefaultNotices, "rules.json").Faults);
        Assert.Contains("more than 200", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Administrators copy them.</summary>
    [Fact]
    public void The_examples_in_the_comments_are_sound()
    {
        var inExample = false;
        var lines = Encoding.UTF8.GetString(PolicyReader.DefaultRules.Span).Split('\n').Select(line =>
        {
            inExample |= line == "    // {";
            var shown = inExample ? line.Replace("// ", "", StringComparison.Ordinal) : line;
            inExample &= line != "    // },";
            return shown;
        });
        // An example says where it would have to stand.
        var text = string.Join('\n', lines);
        var first = text.IndexOf("{\n      \"name\": \"large files", StringComparison.Ordinal);
        var example = text[first..(text.IndexOf("\n    },\n", first, StringComparison.Ordinal) + 8)];
        text = text.Remove(first, example.Length).Replace("\"rules\": [", "\"rules\": [" + example, StringComparison.Ordinal);

        var result = PolicyReader.Read(Bytes(text), PolicyReader.DefaultNotices, "rules.json");
        Assert.Empty(result.Faults);
        Assert.Equal(Policy.Default.Rules.Rules.Length + 2, result.Policy!.Rules.Rules.Length);
    }

    [Fact]
    public void The_hash_is_of_all_inputs_and_of_nothing_else()
    {
        var rules = PolicyReader.DefaultRules;
        var notices = PolicyReader.DefaultNotices;
        var hash = Hash(rules, notices);

        Assert.Equal(hash, Hash(rules, [.. notices.Reverse()]));
        Assert.Equal(hash, Hash(rules, [.. notices.Select(n => ($"/etc/x/{n.FileName}", n.Content))]));
        Assert.Equal(hash, PolicyReader.Read(rules, notices, "other.json").Policy!.Hash);
        Assert.NotEqual(hash, Hash(Bytes(Encoding.UTF8.GetString(rules.Span) + " "), notices));
        Assert.NotEqual(hash, Hash(rules, [notices[0]]));
        Assert.NotEqual(hash, Hash(rules, [notices[0] with { FileName = "11-ja.txt" }, notices[1]]));
    }

    [Fact]
    public void Every_byte_string_gives_a_policy_or_faults()
        => Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            var result = PolicyReader.Read(bytes, [("10-ja.txt", bytes)], "rules.json");
            Assert.NotEqual(result.Policy is null, result.Faults.IsEmpty);
        });

    [Fact]
    public void Every_cut_of_the_built_in_files_gives_faults_and_nothing_else()
    {
        var rules = PolicyReader.DefaultRules;
        var whole = rules.Span.LastIndexOf((byte)'}');
        for (var length = 0; length <= whole; length += 7)
        {
            var result = PolicyReader.Read(rules[..length], PolicyReader.DefaultNotices, "rules.json");
            Assert.Null(result.Policy);
            Assert.Single(result.Faults);
        }
    }

    private static string Hash(ReadOnlyMemory<byte> rules, IReadOnlyList<(string FileName, ReadOnlyMemory<byte> Content)> notices)
        => PolicyReader.Read(rules, notices, "rules.json").Policy!.Hash;

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
