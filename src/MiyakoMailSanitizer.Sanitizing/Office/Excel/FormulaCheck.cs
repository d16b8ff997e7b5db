using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Office.Excel;

/// <summary>
/// Reads a formula word by word (ECMA-376 part 1 §18.17) and says whether it only calculates on this workbook: functions of the allow list, no
/// other workbook, no program, no macro.
/// </summary>
internal static class FormulaCheck
{
    /// <summary>Excel takes no longer one.</summary>
    private const int MaxLength = 8_192;

    private static readonly string[] Prefixes = ["_xlfn.", "_xlws.", "_xlpm.", "_xludf."];

    private static readonly FrozenSet<string> Allowed = ReadAllowed();

    private static readonly string[] Dangerous = ["CALL", "REGISTER", "REGISTER.ID", "EXEC", "EVALUATE", "FORMULA", "RUN", "FOPEN", "URLDOWNLOADTOFILE", "HALT",
        "GET.WORKSPACE", "GET.CELL", "ALERT", "APP.MAXIMIZE", "INITIATE", "EXECUTE", "POKE"];

    /// <summary>Functions that load, link or ask; a formula may hand their names to MAP, LET and such, which call them.</summary>
    private static readonly FrozenSet<string> NotEvenNamed = new[]
    {
        "WEBSERVICE", "HYPERLINK", "RTD", "CALL", "REGISTER", "REGISTER.ID", "EVALUATE", "EXEC", "IMAGE", "STOCKHISTORY", "ENCODEURL", "FILTERXML",
        "SQL.REQUEST", "PY", "COPILOT", "TRANSLATE", "DETECTLANGUAGE", "IMPORTTEXT", "IMPORTCSV", "CUBEMEMBER", "CUBEVALUE", "CUBESET", "CUBEKPIMEMBER",
        "CUBEMEMBERPROPERTY", "CUBERANKEDMEMBER", "CUBESETCOUNT",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The finding for a formula that may not stay; null where it may.</summary>
    public static string? Fault(string formula)
    {
        if (formula.Length > MaxLength)
            return "office.formula";
        var at = 0;
        // INDIRECT makes references of texts.
        var (namesForeign, makesReferences) = (false, false);
        while (at < formula.Length)
        {
            var c = formula[at];
            string? fault = null;
            if (c == '"')
            {
                var start = at;
                at = AfterQuote(formula, at, '"');
                namesForeign |= formula.AsSpan(start, at - start).IndexOfAny("[\\|") >= 0;
            }
            else if (c == '\'')
                fault = QuotedSheet(formula, ref at);
            else if (c == '[')
                fault = Bracket(formula, ref at);
            else if (c == '|')
                return "office.dde";
            else if (IsNameStart(c))
            {
                makesReferences |= formula.AsSpan(at).StartsWith("INDIRECT", StringComparison.OrdinalIgnoreCase);
                fault = Name(formula, ref at);
            }
            else
                at++;
            if (fault is not null)
                return fault;
        }
        return namesForeign && makesReferences ? "office.external-link" : null;
    }

    /// <summary>True for a place of this workbook: a cell, a range, a name, with or without its sheet.</summary>
    public static bool IsReference(string text)
    {
        var rest = text.AsSpan();
        if (text.StartsWith('\''))
        {
            var end = AfterQuote(text, 0, '\'');
            if (rest[..end].IndexOfAny("[]|\\/\"<>*?:") >= 0)
                return false;
            rest = rest[end..];
        }
        return rest.IndexOfAny("[]|\\/\"(){}<>&%?*") < 0 && !text.Contains("://", StringComparison.Ordinal) && text.Length <= MaxLength;
    }

    private static int AfterQuote(string formula, int at, char quote)
    {
        for (at++; at < formula.Length; at++)
        {
            if (formula[at] != quote)
                continue;
            if (at + 1 < formula.Length && formula[at + 1] == quote)
                at++;
            else
                return at + 1;
        }
        return formula.Length;
    }

    /// <summary>A sheet's name in quotes; those of other workbooks have the book in brackets, or a path.</summary>
    private static string? QuotedSheet(string formula, ref int at)
    {
        var end = AfterQuote(formula, at, '\'');
        var isForeign = formula.AsSpan(at, end - at).IndexOfAny("[]\\/|") >= 0;
        at = end;
        return isForeign ? "office.external-link" : null;
    }

    /// <summary>Brackets hold columns of a table, or another workbook: its sheet or name then follows at once.</summary>
    private static string? Bracket(string formula, ref int at)
    {
        for (var depth = 0; at < formula.Length; at++)
        {
            if (formula[at] == '\'' && at + 1 < formula.Length)
                at++;
            else if (formula[at] == '[')
                depth++;
            else if (formula[at] == ']' && --depth == 0)
                break;
        }
        at = Math.Min(at + 1, formula.Length);
        return at < formula.Length && (formula[at] is '!' or '\'' || IsNamePart(formula[at])) ? "office.external-link" : null;
    }

    private static string? Name(string formula, ref int at)
    {
        var start = at;
        while (at < formula.Length && IsNamePart(formula[at]))
            at++;
        var end = at;
        while (end < formula.Length && char.IsWhiteSpace(formula[end]))
            end++;
        var name = formula[start..at].TrimStart('@');
        if (end >= formula.Length || formula[end] != '(')
            return NotEvenNamed.Contains(name.StartsWith("_xlfn.", StringComparison.OrdinalIgnoreCase) ? name["_xlfn.".Length..] : name) ? "office.formula" : null;
        // A value of LET or LAMBDA that is a function itself.
        if (name.StartsWith("_xlpm.", StringComparison.OrdinalIgnoreCase))
            return null;
        foreach (var prefix in Prefixes)
            name = name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? name[prefix.Length..] : name;
        if (Allowed.Contains(name))
            return null;
        return Dangerous.Contains(name, StringComparer.OrdinalIgnoreCase) ? "office.xlm" : "office.formula";
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or '\\' or '@';

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '\\' or '?' or '@';

    private static FrozenSet<string> ReadAllowed()
    {
        using var reader = new StreamReader(typeof(FormulaCheck).Assembly.GetManifestResourceStream("excel/functions")!);
        return reader.ReadToEnd().Split('\n').Where(l => l.Length > 0 && l[0] != '#').SelectMany(l => l.Split(' '))
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
