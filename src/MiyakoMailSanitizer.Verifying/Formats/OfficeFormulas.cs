using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>Formulas and field instructions that may not leave, by what makes them dangerous.</summary>
internal static class OfficeFormulas
{
    private static readonly FrozenSet<string> Functions = new[]
    {
        "WEBSERVICE", "FILTERXML", "HYPERLINK", "IMAGE", "RTD", "CALL", "REGISTER", "REGISTER.ID", "UNREGISTER", "EXEC", "EVALUATE", "FOPEN", "FWRITE",
        "FWRITELN", "RUN", "FORMULA", "FORMULA.FILL", "SQL.REQUEST", "GET.WORKSPACE", "GET.DOCUMENT", "INITIATE", "EXECUTE", "POKE", "STOCKHISTORY",
        "CUBEVALUE", "CUBEMEMBER", "CUBESET", "PY", "INFO", "DIRECTORY", "FILES", "FILE.DELETE", "OPEN", "SAVE.AS", "HALT", "ALERT",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Instructions = new[]
    {
        "DDE", "DDEAUTO", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "IMPORT", "RD", "DATABASE", "EMBED", "MACROBUTTON", "GOTOBUTTON", "PRINT",
        "AUTOTEXT", "AUTOTEXTLIST", "FILLIN", "ASK", "ADDIN", "CONTROL", "HTMLCONTROL", "DOCVARIABLE", "PRIVATE",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static string? FormulaFault(string formula)
    {
        var quote = '\0';
        var word = 0;
        for (var i = 0; i < formula.Length; i++)
        {
            var c = formula[i];
            if (quote != 0)
            {
                if (quote == '\'' && c is '[' or '\\')
                    return "a formula names another workbook";
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '|')
            {
                return "a formula calls another program";
            }
            else if (c == ']' && i + 1 < formula.Length && formula[i + 1] is '!' or '\'')
            {
                return "a formula names another workbook";
            }
            else if (c == '(' && Functions.Contains(FunctionName(formula[word..i])))
            {
                return "a formula has a function that may not leave";
            }
            if (quote != 0 || !(char.IsLetterOrDigit(c) || c is '.' or '_'))
                word = i + 1;
        }
        return null;
    }

    public static string? InstructionFault(string instruction)
    {
        var words = instruction.Split([' ', '\t', '"', '\u00A0'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return "a field has no instruction";
        if (Instructions.Contains(words[0]))
            return "a field has an instruction that may not leave";
        if (words[0].Equals("HYPERLINK", StringComparison.OrdinalIgnoreCase) && words.Length > 1 && words[1][0] != '\\' && !MayLink(words[1]))
            return "a field leads where it may not";
        return null;
    }

    public static bool MayLink(string target)
        => Array.Exists(["http://", "https://", "mailto:"], s => target.StartsWith(s, StringComparison.OrdinalIgnoreCase))
            && !target.Contains('\\', StringComparison.Ordinal) && !target.Any(char.IsControl);

    private static string FunctionName(string word)
        => word.StartsWith("_xlfn.", StringComparison.OrdinalIgnoreCase) ? FunctionName(word["_xlfn.".Length..])
        : word.StartsWith("_xlws.", StringComparison.OrdinalIgnoreCase) ? word["_xlws.".Length..]
        : word;
}
