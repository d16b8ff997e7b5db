using System.Collections.Frozen;
using MiyakoMailSanitizer.Sanitizing.Office.Parts;

namespace MiyakoMailSanitizer.Sanitizing.Office.Word;

/// <summary>Which field instructions may stay (ECMA-376 part 1 §17.16): those that only show what the document or its reader has already.</summary>
internal static class FieldCodes
{
    private static readonly FrozenSet<string> Harmless = new[]
    {
        "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME", "TOC", "TC", "XE", "INDEX",
        "REF", "PAGEREF", "NOTEREF", "STYLEREF", "SEQ", "MERGEFIELD", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "AUTHOR", "TITLE", "SUBJECT",
        "KEYWORDS", "COMMENTS", "LASTSAVEDBY", "NUMWORDS", "NUMCHARS", "FILENAME", "FILESIZE", "REVNUM", "LISTNUM", "AUTONUM", "AUTONUMLGL",
        "AUTONUMOUT", "SYMBOL", "EQ", "ADVANCE", "=", "IF", "COMPARE", "SET", "TA", "TOA", "SHAPE", "MERGEREC",
        "MERGESEQ", "NEXT", "NEXTIF", "SKIPIF", "BIDIOUTLINE",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Dde = new[] { "DDE", "DDEAUTO" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> External = new[]
    {
        "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "IMPORT", "RD", "DATABASE", "EMBED",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The finding for an instruction that may not stay; null where it may.</summary>
    /// <param name="instruction">All of it, put together.</param>
    /// <param name="mayLink">The settings keep links as they are.</param>
    public static string? Fault(string instruction, bool mayLink)
    {
        var words = Words(instruction);
        if (words.Count == 0)
            return "office.field";
        // Text of an IF or SET is text, yet nobody who looks at the document need tell it from a field that loads.
        foreach (var word in words.Select(w => w.TrimStart('{', ' ', '=')))
        {
            if (word.StartsWith("DDE", StringComparison.OrdinalIgnoreCase))
                return "office.dde";
            if (word.StartsWith("INCLUDE", StringComparison.OrdinalIgnoreCase))
                return "office.external-link";
        }
        var name = words[0].StartsWith('=') ? "=" : words[0];
        if (Harmless.Contains(name))
            return null;
        if (name.Equals("HYPERLINK", StringComparison.OrdinalIgnoreCase))
            return IsHarmlessLink(words, mayLink) ? null : "office.link";
        return Dde.Contains(name) ? "office.dde" : External.Contains(name) ? "office.external-link" : "office.field";
    }

    /// <summary>The text that a button shows, which stands in its instruction: <c>MACROBUTTON Name Text to click</c>.</summary>
    public static string? ButtonText(string instruction)
    {
        var words = instruction.Trim().Split([' ', '\t', '\u00A0'], 3, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 3 && words[0].ToUpperInvariant() is "MACROBUTTON" or "GOTOBUTTON" ? words[2] : null;
    }

    /// <summary>§17.16.5.25: a target that a hyperlink may have, or a place in this document alone.</summary>
    private static bool IsHarmlessLink(List<string> words, bool mayLink)
    {
        string? target = null;
        var (hasPlace, isDoubled) = (false, false);
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i].StartsWith('\\'))
            {
                // \l place, \o tip, \t frame, \s: they have a value; \m, \n, \h have none.
                hasPlace |= words[i] is "\\l" or "\\L";
                if (words[i].ToLowerInvariant() is "\\l" or "\\o" or "\\t" or "\\s")
                    i++;
            }
            else
            {
                isDoubled |= target is not null;
                target ??= words[i];
            }
        }
        return isDoubled ? false : target is { Length: > 0 } ? mayLink && OfficeLink.Check(target) is not null : hasPlace;
    }

    /// <summary>§17.16.2: words are divided by blanks; quotes hold words together, a backslash before a quote makes it plain.</summary>
    private static List<string> Words(string instruction)
    {
        var words = new List<string>();
        for (var i = 0; i < instruction.Length;)
        {
            if (char.IsWhiteSpace(instruction[i]) || char.IsControl(instruction[i]))
            {
                i++;
                continue;
            }
            var word = new System.Text.StringBuilder();
            var isQuoted = instruction[i] is '"' or '\u201C' or '\u201D';
            if (isQuoted)
                i++;
            for (; i < instruction.Length; i++)
            {
                var c = instruction[i];
                if (isQuoted ? c is '"' or '\u201C' or '\u201D' : char.IsWhiteSpace(c) || c == '"')
                    break;
                if (isQuoted && c == '\\' && i + 1 < instruction.Length && instruction[i + 1] is '"' or '\\')
                    c = instruction[++i];
                word.Append(c);
            }
            if (isQuoted)
                i++;
            words.Add(word.ToString());
        }
        return words;
    }
}
