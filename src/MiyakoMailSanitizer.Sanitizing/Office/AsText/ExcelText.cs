using System.Globalization;
using System.Text;
using System.Xml;
using MiyakoMailSanitizer.Sanitizing.Office.Package;

namespace MiyakoMailSanitizer.Sanitizing.Office.AsText;

/// <summary>Sheet by sheet, a line for each row, with the values that were calculated last.</summary>
internal static class ExcelText
{
    /// <summary>Columns of Excel: A to XFD.</summary>
    private const int MaxColumns = 16_384;

    public static void Write(TextSource source, OfficeOptions options)
    {
        var strings = ReadStrings(source);
        var formats = CellFormats.Read(source);
        var sheets = new List<(string Name, PackageEntry Part)>();
        source.Read(source.Main,
            (name, reader) =>
            {
                var isLeftOut = reader.GetAttribute("state") == "veryHidden" && options.VeryHiddenSheets == VeryHiddenSheets.Remove;
                if (name == "x:workbookPr")
                    formats.Is1904 = reader.GetAttribute("date1904") is "1" or "true";
                else if (name == "x:sheet" && !isLeftOut && source.Named(reader) is { Type: "worksheet" } sheet && source.Target(sheet) is { } part)
                    sheets.Add((reader.GetAttribute("name") ?? "", part));
            },
            _ => { },
            (_, _) => { });
        foreach (var (name, part) in sheets)
        {
            source.Lines.Heading(1, name);
            new Sheet(source, strings, formats).Write(part);
        }
    }

    /// <summary>Strings of the workbook, without the readings above them (ECMA-376 part 1 §18.4.8).</summary>
    private static List<string> ReadStrings(TextSource source)
    {
        var strings = new List<string>();
        if (source.Of("sharedStrings") is not { } part)
            return strings;
        var text = new StringBuilder();
        var readings = 0;
        source.Read(part,
            (name, _) => readings += name == "x:rPh" ? 1 : 0,
            name =>
            {
                readings -= name == "x:rPh" ? 1 : 0;
                if (name != "x:si")
                    return;
                strings.Add(OneLine(text));
                text.Clear();
            },
            (around, value) =>
            {
                if (around == "x:t" && readings == 0)
                    text.Append(value);
            });
        return strings;
    }

    private static string OneLine(StringBuilder text) => text.Replace("\r\n", " ").Replace('\n', ' ').Replace('\t', ' ').Replace('\r', ' ').ToString();

    private sealed class Sheet(TextSource source, List<string> strings, CellFormats formats)
    {
        private readonly List<string> _row = [];
        private readonly StringBuilder _value = new();
        private string _type = "";
        private string? _style;
        private int _column, _readings;

        public void Write(PackageEntry part) => source.Read(part, Start, End, Text);

        private void Start(string name, XmlReader reader)
        {
            _readings += name == "x:rPh" ? 1 : 0;
            if (name != "x:c")
                return;
            _column = Column(reader.GetAttribute("r")) ?? _row.Count;
            _type = reader.GetAttribute("t") ?? "n";
            _style = reader.GetAttribute("s");
        }

        private void Text(string around, string text)
        {
            if (around == "x:v" || (around == "x:t" && _readings == 0))
                _value.Append(text);
        }

        private void End(string name)
        {
            _readings -= name == "x:rPh" ? 1 : 0;
            if (name == "x:c" && _value.Length > 0)
            {
                while (_row.Count < _column)
                    _row.Add("");
                var shown = Shown();
                if (_column < _row.Count)
                    _row[_column] = shown;
                else
                    _row.Add(shown);
                _value.Clear();
            }
            else if (name == "x:row")
            {
                source.Lines.Line(string.Join('\t', _row));
                _row.Clear();
            }
        }

        private string Shown() => _type switch
        {
            "s" => int.TryParse(_value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < strings.Count ? strings[at] : "",
            "b" => _value.ToString() == "1" ? "TRUE" : "FALSE",
            "n" => formats.Show(_value.ToString(), _style),
            _ => OneLine(_value),
        };

        private static int? Column(string? reference)
        {
            var column = 0;
            foreach (var c in (reference ?? "").TakeWhile(char.IsAsciiLetterUpper).Take(3))
                column = (column * 26) + c - 'A' + 1;
            return column is > 0 and <= MaxColumns ? column - 1 : null;
        }
    }
}
