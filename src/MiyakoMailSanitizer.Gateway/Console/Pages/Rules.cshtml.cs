using System.Collections.Immutable;
using System.Globalization;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.WebConsole.Today;
using MiyakoMailSanitizer.Sanitizing.Configuration;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Pages;

/// <summary>The rules in force, and how often each decided today.</summary>
internal sealed class RulesModel(PolicyWatcher policy, AuditWatch watch) : ConsolePage
{
    public string Hash => policy.Current.Hash;

    public ImmutableArray<ConfigFault> Faults => policy.Faults;

    public IEnumerable<(int Number, Rule Rule)> Rules => policy.Current.Policy.Rules.Rules.Select((rule, i) => (i + 1, rule));

    public string Hits(Rule rule) => watch.Numbers.RuleHits.GetValueOrDefault(rule.Name).ToString(CultureInfo.InvariantCulture);

    public string Treatment(Rule rule) => string.Join(" → ", rule.Else.Prepend(rule.Treat).Select(Name));

    /// <summary>The condition, short.</summary>
    public string Fits(Rule rule)
    {
        var when = rule.When;
        var parts = new List<string>();
        Add(T("形式", "formats"), when.Formats.Select(f => f.Id));
        Add(T("種類", "families"), when.Families);
        Add(T("名前", "names"), when.Names.Select(g => g.Pattern));
        Add(T("より大きい", "larger than"), when.LargerThan is { } larger ? [Size(larger)] : []);
        Add(T("より小さい", "smaller than"), when.SmallerThan is { } smaller ? [Size(smaller)] : []);
        Add(T("差出人", "from"), when.From.Select(g => g.Pattern));
        Add(T("宛先", "to"), when.To.Select(g => g.Pattern));
        Add(T("検出", "findings"), when.Findings.Select(g => g.Pattern));
        if (when.Nested is { } nested)
            parts.Add(nested ? T("添付の中", "within attachments") : T("添付の中を除く", "not within attachments"));
        return parts.Count > 0 ? string.Join("; ", parts) : T("すべて", "all");

        void Add(string name, IEnumerable<string> values)
        {
            var joined = string.Join(", ", values);
            if (joined.Length > 0)
                parts.Add($"{name}: {joined}");
        }
    }

    private string Name(Treatment treatment) => treatment switch
    {
        Sanitizing.Rules.Treatment.Hold => T("メール全体を保留", "hold"),
        Sanitizing.Rules.Treatment.Quarantine => T("隔離", "quarantine"),
        Sanitizing.Rules.Treatment.Remove => T("削除", "remove"),
        Sanitizing.Rules.Treatment.Convert => T("文字にする", "convert"),
        Sanitizing.Rules.Treatment.Image => T("画像PDFにする", "image"),
        _ => T("作り直す", "rebuild"),
    };
}
