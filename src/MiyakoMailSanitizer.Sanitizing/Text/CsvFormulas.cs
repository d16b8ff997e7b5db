using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>
/// Makes text of what a spreadsheet would calculate. Programs disagree on the separator (Excel asks the system's region, or a first line
/// <c>sep=;</c>; LibreOffice splits at several), so that what looks like a beginning of a cell to any of them is looked at.
/// </summary>
internal static class CsvFormulas
{
    private const string Separators = ",;|\t\n";

    /// <summary>Full-width and small forms are taken for the ASCII ones by Japanese input.</summary>
    private const string Always = "=@＝＠﹦﹫", Signs = "+-＋－﹢﹣";

    /// <summary>What a number, a telephone number or a dash consists of.</summary>
    private const string Harmless = "0123456789.,- ()%０１２３４５６７８９\u3000";

    /// <summary>The cell, an apostrophe before each formula; the same string where there is none.</summary>
    public static string Disarm(string cell)
    {
        if (cell.AsSpan().IndexOfAny(Always) < 0 && cell.AsSpan().IndexOfAny(Signs) < 0)
            return cell;
        var safe = new StringBuilder(cell.Length + 1);
        for (var start = 0; start < cell.Length;)
        {
            var length = cell.AsSpan(start).IndexOfAny(Separators);
            var end = length < 0 ? cell.Length : start + length + 1;
            var segment = cell.AsSpan(start, end - start);
            if (start == 0 ? IsFormula(cell, isWhole: true) : IsFormula(segment.TrimEnd(Separators), isWhole: false))
                safe.Append('\'');
            safe.Append(segment);
            start = end;
        }

        return safe.Length == cell.Length ? cell : safe.ToString();
    }

    /// <summary>Spreadsheets calculate what begins with <c>= + - @</c>; numbers and dashes are left as they are.</summary>
    /// <param name="isWhole">
    /// False for what only another separator would make a cell: there a sign must also call something, as lists are written with dashes.
    /// </param>
    private static bool IsFormula(ReadOnlySpan<char> cell, bool isWhole)
    {
        // A quote in the middle of a cell begins no quoted cell for some readers, and one for others.
        var text = cell.Trim().TrimStart(isWhole ? "\" \u3000" : "\"' \u3000");
        if (text.IsEmpty)
            return false;
        if (Always.Contains(text[0], StringComparison.Ordinal))
            return true;
        return Signs.Contains(text[0], StringComparison.Ordinal)
            && (isWhole ? text[1..].ContainsAnyExcept(Harmless) : text.IndexOfAny("(|!（｜！") >= 0);
    }
}
