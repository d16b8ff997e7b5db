using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>Formulas wherever they stand, and what is wrong with them.</summary>
internal static partial class FormulaWalk
{
    private static readonly string[] Holders =
    [
        "f", "definedName", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula", "oldFormula", "FmlaLink", "FmlaRange", "FmlaGroup",
    ];

    /// <summary>What is wrong; empty where nothing is.</summary>
    public static IEnumerable<string> Faults(XElement root)
    {
        foreach (var element in root.DescendantsAndSelf())
        {
            var name = element.Name.LocalName;
            // In diagrams and shapes "f" has attributes and no text, or is a number.
            var formulas = Holders.Contains(name) && !element.HasElements ? [element.Value] : Array.Empty<string>();
            foreach (var formula in formulas.Concat(element.Attributes().Where(a => a.Name.LocalName is "textlink" or "fmlaLink" or "fmlaRange").Select(a => a.Value)))
            {
                if (Fault(formula) is { } fault)
                    yield return $"formula '{formula}': {fault}";
            }

            if (name == "definedName" && ((string?)element.Attribute("name") ?? "").Replace("_xlnm.", "", StringComparison.Ordinal)
                .StartsWith("Auto_", StringComparison.OrdinalIgnoreCase))
                yield return $"the name {(string?)element.Attribute("name")} runs by itself";
        }
    }

    private static string? Fault(string formula)
    {
        var plain = Strings().Replace(formula, "\"\"");
        foreach (Match call in Calls().Matches(plain))
        {
            var name = call.Groups[1].Value;
            var bare = name.StartsWith("_xlfn.", StringComparison.OrdinalIgnoreCase) ? name["_xlfn.".Length..] : name;
            if (ForbiddenWords.Functions.FirstOrDefault(f => f[^1] == '.' ? bare.StartsWith(f, StringComparison.OrdinalIgnoreCase)
                : bare.Equals(f, StringComparison.OrdinalIgnoreCase)) is { } function)
                return $"function {function}";
        }

        if (plain.Contains('|', StringComparison.Ordinal))
            return "DDE";
        if (OtherWorkbook().IsMatch(plain))
            return "another workbook";
        return null;
    }

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.NonBacktracking)]
    private static partial Regex Strings();

    [GeneratedRegex(@"([\p{L}_][\p{L}\p{N}_.]*)\s*\(", RegexOptions.NonBacktracking)]
    private static partial Regex Calls();

    // [1]Sheet!A1, 'C:\[book.xlsx]Sheet'!A1; but Table[Column] and Table[[#Totals],[Column]] are of this workbook.
    [GeneratedRegex(@"(\A|[=(,;+\-*/&<>^\s'])[^\s\[\]'(]*[:\\/][^'\[]*\[|(\A|[=(,;+\-*/&<>^ '!])\[[^\[\]@#]+\][^\[\],\]]*!|\\\\|://", RegexOptions.NonBacktracking)]
    private static partial Regex OtherWorkbook();
}
