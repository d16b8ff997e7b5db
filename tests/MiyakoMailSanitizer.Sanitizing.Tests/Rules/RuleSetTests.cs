using System.Text;
using System.Text.Json;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Rules;

/// <summary>What fits what, and which rule decides; rules are written as an administrator writes them.</summary>
public sealed class RuleSetTests
{
    private const string AllOfThem =
        "{'formats':['text'],'names':['*.txt'],'largerThan':5,'from':['*@a.jp'],'to':['*@b.jp']}";

    [Theory]
    // An empty condition fits everything.
    [InlineData("{}", "a.txt|text|1|1", true)]
    [InlineData("{}", "|unknown|0|0", true)]
    // Formats and families.
    [InlineData("{'formats':['text']}", "a|text|1|1", true)]
    [InlineData("{'formats':['text']}", "a.txt|csv|1|1", false)]
    [InlineData("{'formats':['csv','text']}", "a|text|1|1", true)]
    [InlineData("{'formats':['unknown']}", "a|unknown|1|1", true)]
    [InlineData("{'families':['text']}", "a|csv|1|1", true)]
    [InlineData("{'families':['text']}", "a|html|1|1", false)]
    [InlineData("{'families':['web','text']}", "a|html|1|1", true)]
    [InlineData("{'families':['program']}", "a.exe|unknown|1|1", false)]
    [InlineData("{'formats':['csv'],'families':['text']}", "a|csv|1|1", true)]
    [InlineData("{'formats':['csv'],'families':['text']}", "a|text|1|1", false)]
    // Names.
    [InlineData("{'names':['*.exe']}", "setup.exe|unknown|1|1", true)]
    [InlineData("{'names':['*.exe']}", "SETUP.EXE|unknown|1|1", true)]
    [InlineData("{'names':['*.EXE']}", "setup.exe|unknown|1|1", true)]
    [InlineData("{'names':['*.exe']}", "setup.exe.txt|unknown|1|1", false)]
    [InlineData("{'names':['*.exe']}", "exe|unknown|1|1", false)]
    [InlineData("{'names':['*.exe']}", "setup.exe . |unknown|1|1", true)]
    [InlineData("{'names':['*.exe']}", "setup.exe\u3000|unknown|1|1", true)]
    [InlineData("{'names':['*.exe']}", "setup.e\u200Bxe\u202E|unknown|1|1", true)]
    [InlineData("{'names':['*.exe']}", "setup.exe\0|unknown|1|1", true)]
    [InlineData("{'names':['*.ｅｘｅ']}", "setup.ＥＸＥ|unknown|1|1", true)]
    [InlineData("{'names':['請求書*.doc?']}", "請求書（11月）.docx|unknown|1|1", true)]
    [InlineData("{'names':['請求書*.doc?']}", "請求書.doc|unknown|1|1", false)]
    [InlineData("{'names':['a','b']}", "b|unknown|1|1", true)]
    [InlineData("{'names':['*']}", "|unknown|1|1", true)]
    [InlineData("{'names':['?*']}", "|unknown|1|1", false)]
    // Sizes: neither end fits.
    [InlineData("{'largerThan':10}", "a|text|10|1", false)]
    [InlineData("{'largerThan':10}", "a|text|11|1", true)]
    [InlineData("{'smallerThan':10}", "a|text|10|1", false)]
    [InlineData("{'smallerThan':10}", "a|text|9|1", true)]
    [InlineData("{'largerThan':10,'smallerThan':12}", "a|text|11|1", true)]
    [InlineData("{'largerThan':0}", "a|text|0|1", false)]
    [InlineData("{'largerThan':'10MB'}", "a|text|10485760|1", false)]
    [InlineData("{'largerThan':'10MB'}", "a|text|10485761|1", true)]
    [InlineData("{'largerThan':'1.5 kib'}", "a|text|1537|1", true)]
    [InlineData("{'largerThan':'1.5 kib'}", "a|text|1536|1", false)]
    [InlineData("{'smallerThan':'1GB'}", "a|text|1073741823|1", true)]
    // Depth.
    [InlineData("{'depth':{'nested':true}}", "a|text|1|0", false)]
    [InlineData("{'depth':{'nested':true}}", "a|text|1|1", false)]
    [InlineData("{'depth':{'nested':true}}", "a|text|1|2", true)]
    [InlineData("{'depth':{'nested':false}}", "a|text|1|0", true)]
    [InlineData("{'depth':{'nested':false}}", "a|text|1|1", true)]
    [InlineData("{'depth':{'nested':false}}", "a|text|1|2", false)]
    [InlineData("{'depth':{'minDepth':1}}", "a|text|1|0", false)]
    [InlineData("{'depth':{'minDepth':1}}", "a|text|1|1", true)]
    [InlineData("{'depth':{'minDepth':0}}", "a|text|1|0", true)]
    [InlineData("{'depth':{'nested':true,'minDepth':4}}", "a|text|1|3", false)]
    [InlineData("{'depth':{'nested':true,'minDepth':4}}", "a|text|1|4", true)]
    [InlineData("{'depth':{'nested':false,'minDepth':1}}", "a|text|1|1", true)]
    // Envelope; the fields behind the depth are the reverse-path and the recipients.
    [InlineData("{'from':['*@example.jp']}", "a|text|1|1|x@example.jp", true)]
    [InlineData("{'from':['*@example.jp']}", "a|text|1|1|X@EXAMPLE.JP", true)]
    [InlineData("{'from':['*@example.jp']}", "a|text|1|1|x@mx.example.jp", false)]
    [InlineData("{'from':['*@example.jp']}", "a|text|1|1|x@evilexample.jp", false)]
    [InlineData("{'from':['*@*.example.jp']}", "a|text|1|1|x@mx.example.jp", true)]
    [InlineData("{'from':['*@*.example.jp']}", "a|text|1|1|x@example.jp", false)]
    [InlineData("{'from':['*@example.jp']}", "a|text|1|1|", false)]
    [InlineData("{'from':['<>']}", "a|text|1|1|", true)]
    [InlineData("{'from':['<>']}", "a|text|1|1|x@example.jp", false)]
    [InlineData("{'from':['*']}", "a|text|1|1|", true)]
    [InlineData("{'to':['mayor@city.jp']}", "a|text|1|1||Mayor@city.jp", true)]
    [InlineData("{'to':['mayor@city.jp']}", "a|text|1|1||clerk@city.jp", false)]
    [InlineData("{'to':['mayor@city.jp']}", "a|text|1|1||clerk@city.jp,mayor@city.jp", true)]
    [InlineData("{'to':['mayor@city.jp']}", "a|text|1|1||mayor@city.jp,clerk@city.jp", true)]
    [InlineData("{'to':['*']}", "a|text|1|1|", false)]
    [InlineData("{'to':['postmaster']}", "a|text|1|1||Postmaster", true)]
    // All that is given must fit.
    [InlineData(AllOfThem, "x.txt|text|6|1|s@a.jp|r@b.jp", true)]
    [InlineData(AllOfThem, "x.txt|csv|6|1|s@a.jp|r@b.jp", false)]
    [InlineData(AllOfThem, "x.log|text|6|1|s@a.jp|r@b.jp", false)]
    [InlineData(AllOfThem, "x.txt|text|5|1|s@a.jp|r@b.jp", false)]
    [InlineData(AllOfThem, "x.txt|text|6|1|s@c.jp|r@b.jp", false)]
    [InlineData(AllOfThem, "x.txt|text|6|1|s@a.jp|r@c.jp", false)]
    public void A_condition_fits(string when, string file, bool expected)
    {
        // Hold is stricter than what happens without a rule, so that one recipient who fits shows.
        var decision = Read($"[{{'name':'it','when':{when},'treat':'hold'}}]").Decide(Facts(file));
        Assert.Equal(expected ? new(Treatment.Hold, "it") : Decision.NoRule, decision);
    }

    private const string TwoOffices =
        """
        [ {'name':'it office','when':{'to':['*@it.city.jp'],'formats':['html']},'treat':'rebuild'},
          {'name':'mayor','when':{'to':['mayor@*'],'formats':['html']},'treat':'hold'},
          {'name':'pages','when':{'formats':['html']},'treat':'convert'} ]
        """;

    [Theory]
    [InlineData("a@it.city.jp", Treatment.Rebuild, "it office")]
    [InlineData("a@it.city.jp,b@it.city.jp", Treatment.Rebuild, "it office")]
    [InlineData("a@it.city.jp,b@tax.city.jp", Treatment.Convert, "pages")]
    [InlineData("b@tax.city.jp,a@it.city.jp", Treatment.Convert, "pages")]
    [InlineData("b@tax.city.jp,mayor@city.jp,a@it.city.jp", Treatment.Hold, "mayor")]
    [InlineData("mayor@it.city.jp", Treatment.Rebuild, "it office")]
    [InlineData("", Treatment.Convert, "pages")]
    public void The_strictest_treatment_of_any_recipient_counts(string recipients, Treatment treatment, string rule)
        => Assert.Equal(new(treatment, rule), Read(TwoOffices).Decide(Facts($"a|html|1|1||{recipients}")));

    [Fact]
    public void Recipients_without_a_rule_keep_the_file_back_for_all()
    {
        var rules = Read("[{'name':'it','when':{'to':['*@it.jp']},'treat':'rebuild'}]");
        Assert.Equal(Treatment.Rebuild, rules.Decide(Facts("a|text|1|1||a@it.jp")).Treatment);
        Assert.Equal(Decision.NoRule, rules.Decide(Facts("a|text|1|1||a@it.jp,b@other.jp")));
    }

    private const string Ordered =
        """
        [ {'name':'seen','when':{'findings':['limit.*']},'treat':'remove'},
          {'name':'big','when':{'largerThan':100},'treat':'remove'},
          {'name':'csv','when':{'formats':['csv']},'treat':'rebuild'},
          {'name':'table','when':{'families':['text']},'treat':'convert'},
          {'name':'late','when':{'findings':['limit.depth','file.polyglot'],'to':['mayor@*']},'treat':'hold'},
          {'name':'deep','when':{'findings':['*.polyglot'],'depth':{'nested':true}},'treat':'quarantine'} ]
        """;

    [Theory]
    [InlineData("a|csv|1|1", Treatment.Rebuild, "csv")]
    [InlineData("a|csv|101|1", Treatment.Remove, "big")]
    [InlineData("a|text|1|1", Treatment.Convert, "table")]
    [InlineData("a|html|1|1", Treatment.Quarantine, "(no rule)")]
    public void The_first_rule_that_fits_decides(string file, Treatment treatment, string rule)
        => Assert.Equal(new(treatment, rule), Read(Ordered).Decide(Facts(file)));

    [Theory]
    [InlineData("a|csv|1|1", "", Treatment.Rebuild, "csv")]
    [InlineData("a|csv|1|1", "file.unknown", Treatment.Rebuild, "csv")]
    [InlineData("a|csv|1|1", "limit.files", Treatment.Remove, "seen")]
    [InlineData("a|csv|1|1", "LIMIT.FILES", Treatment.Remove, "seen")]
    [InlineData("a|csv|1|1", "file.unknown,limit.files", Treatment.Remove, "seen")]
    [InlineData("a|csv|1|1||mayor@city.jp", "limit.depth", Treatment.Hold, "late")]
    [InlineData("a|csv|1|1||clerk@city.jp,mayor@city.jp", "limit.depth", Treatment.Hold, "late")]
    [InlineData("a|csv|1|1||clerk@city.jp", "limit.depth", Treatment.Remove, "seen")]
    [InlineData("a|csv|1|1", "file.polyglot", Treatment.Rebuild, "csv")]
    [InlineData("a|csv|1|2", "file.polyglot", Treatment.Quarantine, "deep")]
    [InlineData("a|csv|1|2", "file.polyglot,limit.files", Treatment.Quarantine, "deep")]
    [InlineData("a|csv|101|1", "limit.files", Treatment.Remove, "big")]
    [InlineData("a|html|1|1", "limit.files", Treatment.Quarantine, "(no rule)")]
    public void Findings_only_make_it_stricter(string file, string codes, Treatment treatment, string rule)
    {
        var rules = Read(Ordered);
        var facts = Facts(file);
        var findings = codes.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(c => new Finding(c, "", ""));
        var decision = rules.Decide(facts);
        Assert.Equal(new(treatment, rule), rules.Tighten(decision, facts, [.. findings]));
    }

    [Fact]
    public void Without_rules_everything_is_quarantined()
    {
        Assert.Equal(Decision.NoRule, new RuleSet().Decide(Facts("a|text|1|1")));
        Assert.Equal(Decision.NoRule, new RuleSet().Tighten(Decision.NoRule, Facts("a|text|1|1"), [new("file.polyglot", "", "")]));
    }

    [Theory]
    // None of these is a shadow: something is left for the later rule.
    [InlineData("{'formats':['csv']}", "{'families':['text']}")]
    [InlineData("{'families':['text'],'largerThan':5}", "{'formats':['csv'],'largerThan':4}")]
    [InlineData("{'names':['*.doc?']}", "{'names':['*.doc*']}")]
    [InlineData("{'names':['a*']}", "{'names':['*a']}")]
    [InlineData("{'names':['?']}", "{'names':['*']}")]
    [InlineData("{'names':['*']}", "{}")]
    [InlineData("{'to':['*']}", "{}")]
    [InlineData("{'from':['*@*.a.jp']}", "{'from':['*@a.jp']}")]
    [InlineData("{'depth':{'nested':false}}", "{'depth':{'minDepth':1}}")]
    [InlineData("{'smallerThan':10}", "{'smallerThan':11}")]
    [InlineData("{'smallerThan':10}", "{'largerThan':9}")]
    [InlineData("{'findings':['file.*']}", "{'formats':['csv']}")]
    [InlineData("{}", "{'findings':['file.*']}")]
    [InlineData("{'findings':['limit.*']}", "{'findings':['*']}")]
    [InlineData("{'families':['program']}", "{'families':['pdf']}")]
    public void A_rule_that_is_only_partly_covered_is_no_fault(string first, string second)
        => Read($"[{{'name':'a','when':{first},'treat':'quarantine'}},{{'name':'b','when':{second},'treat':'quarantine'}}]");

    [Fact]
    public void A_stricter_rule_for_the_same_findings_may_stand_later()
    {
        var rules = Read(
            """
            [ {'name':'a','when':{'findings':['*']},'treat':'remove'},
              {'name':'b','when':{'findings':['file.*']},'treat':'hold'} ]
            """);
        Assert.Equal(2, rules.Rules.Length);
    }

    /// <summary><c>name|format|size|depth|reverse-path|recipients</c></summary>
    private static FileFacts Facts(string file)
    {
        var fields = file.Split('|');
        Assert.True(FileFormat.TryGet(fields[1], out var format));
        var message = new MessageContext
        {
            Reference = "20261123-abcdefghijkl",
            ReversePath = fields.ElementAtOrDefault(4) ?? "",
            Recipients = [.. (fields.ElementAtOrDefault(5) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)],
        };
        return new(fields[0], format, long.Parse(fields[2]), int.Parse(fields[3]), message);
    }

    private static RuleSet Read(string rules)
    {
        var json = Encoding.UTF8.GetBytes($"{{\"rules\":{rules.Replace('\'', '"')}}}");
        Assert.True(JsonSerializer.Deserialize<JsonElement>(json).TryGetProperty("rules", out _));
        var result = PolicyReader.Read(json, PolicyReader.DefaultNotices, "rules.json");
        Assert.Empty(result.Faults);
        return result.Policy!.Rules;
    }
}
