namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>Says whether a formula may leave: only functions of the list, nothing outside of its workbook.</summary>
internal static class OfficeFormulas
{
    private const int MaxLength = 8_192;

    private const string Foreign = "a formula names another workbook";

    private static readonly string[] Prefixes = ["_xlfn.", "_xlws.", "_xludf."];

    /// <summary>Not even as a value that MAP, LET or LAMBDA may call.</summary>
    private static readonly string[] Loading = ["WEBSERVICE", "HYPERLINK", "RTD", "CALL", "REGISTER.ID", "IMAGE", "FILTERXML", "STOCKHISTORY", "SQL.REQUEST"];

    /// <summary>What is wrong with a formula; null where nothing is.</summary>
    public static string? FormulaFault(string formula)
    {
        if (formula.Length > MaxLength)
            return "a formula is longer than any program takes";
        string? fault = null;
        for (var at = 0; at < formula.Length && fault is null;)
        {
            fault = formula[at] switch
            {
                '|' => "a formula calls another program",
                '"' => SkipText(formula, ref at),
                '\'' => Sheet(formula, ref at),
                '[' => Brackets(formula, ref at),
                _ => Word(formula, ref at),
            };
        }
        return fault;
    }

    /// <summary>A place within the workbook, as links and controls name it.</summary>
    public static bool IsPlace(string text)
    {
        // Names of sheets in quotes may hold what else would be a sign of a formula.
        var sheet = text.StartsWith('\'') ? EndOfQuote(text, 0) : 0;
        return text.Length <= MaxLength && text.AsSpan(0, sheet).IndexOfAny("[]|\\/\"<>*?:") < 0
            && text.AsSpan(sheet).IndexOfAny("[]|\\/\"(){}<>&%?*") < 0 && !text.Contains("://", StringComparison.Ordinal);
    }

    private static string? SkipText(string formula, ref int at)
    {
        at = EndOfQuote(formula, at);
        return null;
    }

    private static string? Sheet(string formula, ref int at)
    {
        var start = at;
        at = EndOfQuote(formula, at);
        return formula.AsSpan(start, at - start).IndexOfAny("[]\\/|") < 0 ? null : Foreign;
    }

    /// <summary>Brackets hold the columns of a table. Where a sheet or a name follows, they held a workbook.</summary>
    private static string? Brackets(string formula, ref int at)
    {
        var depth = 0;
        do
        {
            if (formula[at] == '\'')
                at++;
            else if (formula[at] is '[' or ']')
                depth += formula[at] == '[' ? 1 : -1;
            at++;
        }
        while (at < formula.Length && depth > 0);
        if (depth > 0)
            return "a formula has a bracket that never closes";
        return at < formula.Length && (formula[at] is '!' or '\'' || IsOfWord(formula[at])) ? Foreign : null;
    }

    private static string? Word(string formula, ref int at)
    {
        var start = at;
        while (at < formula.Length && IsOfWord(formula[at]))
            at++;
        if (at == start)
        {
            at++;
            return null;
        }
        var next = formula.AsSpan(at).TrimStart();
        if (Loading.Contains(Bare(formula[start..at]), StringComparer.OrdinalIgnoreCase))
            return "a formula names a function that loads";
        return next.IsEmpty || next[0] != '(' || IsFunction(formula.AsSpan(start, at - start).TrimStart('@').ToString())
            ? null
            : "a formula has a function that may not leave";
    }

    private static bool IsFunction(string name)
    {
        // The name of a parameter of LET or LAMBDA, not of a function.
        if (name.StartsWith("_xlpm.", StringComparison.OrdinalIgnoreCase) || name.All(char.IsAsciiDigit))
            return true;
        return OfficeFunctions.OfFormulas.Contains(Bare(name));
    }

    private static string Bare(string name)
    {
        foreach (var prefix in Prefixes)
            name = name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? name[prefix.Length..] : name;
        return name.TrimStart('@');
    }

    /// <summary>Behind the quote that ends what begins here; a doubled one is a plain character.</summary>
    private static int EndOfQuote(string formula, int at)
    {
        var quote = formula[at++];
        for (; at < formula.Length; at++)
        {
            if (formula[at] != quote)
                continue;
            if (at + 1 == formula.Length || formula[at + 1] != quote)
                return at + 1;
            at++;
        }
        return at;
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '\\' or '?' or '@';
}
