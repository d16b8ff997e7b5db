using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Office.AsText;

/// <summary>Which styles of a workbook show numbers as dates or percentages (ECMA-376 part 1 §18.8.30, §18.8.31).</summary>
internal sealed class CellFormats
{
    private readonly Dictionary<int, string> _codes = [];
    private readonly List<int> _styles = [];

    /// <summary>Days count from 1904 on.</summary>
    public bool Is1904 { get; set; }

    public static CellFormats Read(TextSource source)
    {
        var formats = new CellFormats();
        if (source.Of("styles") is not { } styles)
            return formats;
        var isCells = false;
        source.Read(styles,
            (name, reader) =>
            {
                if (name == "x:cellXfs")
                    isCells = true;
                else if (name == "x:numFmt" && Number(reader.GetAttribute("numFmtId")) is { } id)
                    formats._codes[id] = reader.GetAttribute("formatCode") ?? "";
                else if (name == "x:xf" && isCells)
                    formats._styles.Add(Number(reader.GetAttribute("numFmtId")) ?? 0);
            },
            name => isCells &= name != "x:cellXfs",
            (_, _) => { });
        return formats;
    }

    /// <summary>A number as its style shows it, as far as it is a date or a percentage; else as it is.</summary>
    public string Show(string value, string? style)
    {
        var format = Number(style) is { } at && at < _styles.Count ? _styles[at] : 0;
        if (format == 0 || !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return value;
        var code = _codes.GetValueOrDefault(format, "");
        if (IsDate(format, code) && number is >= 0 and < 2_900_000)
            return Date(number);
        return format is 9 or 10 || code.EndsWith('%') ? (number * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%" : value;
    }

    private string Date(double number)
    {
        // Day 60 is 29 February 1900, which never was; Excel counts it all the same.
        var start = Is1904 ? new DateTime(1904, 1, 1) : new DateTime(1899, 12, number < 60 ? 31 : 30);
        var date = start.AddSeconds(Math.Round(number * 86_400));
        var form = number < 1 ? "HH:mm:ss" : date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss";
        return date.ToString(form, CultureInfo.InvariantCulture);
    }

    private static bool IsDate(int format, string code)
    {
        if (format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58))
            return true;
        var isQuoted = false;
        for (var i = 0; i < code.Length; i++)
        {
            if (code[i] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && code[i] == '\\')
                i++;
            else if (!isQuoted && code[i] == '[' && code.IndexOf(']', i) is > 0 and var end && end - i > 3)
                i = end;
            else if (!isQuoted && char.ToLowerInvariant(code[i]) is 'y' or 'd' or 'h' or 's' or 'e')
                return !code.Contains("E+", StringComparison.OrdinalIgnoreCase);
        }
        return false;
    }

    private static int? Number(string? text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
