using System.Globalization;
using System.Text;
using System.Xml;
using MiyakoMailSanitizer.Sanitizing.Office.Package;

namespace MiyakoMailSanitizer.Sanitizing.Office.AsText;

/// <summary>Paragraphs, headings by the level of their style, tables, notes.</summary>
internal static class WordText
{
    public static void Write(TextSource source)
    {
        var levels = ReadLevels(source);
        new Story(source, levels).Write(source.Main);
        foreach (var notes in new[] { "footnotes", "endnotes" })
        {
            if (source.Of(notes) is { } part)
                new Story(source, levels).Write(part);
        }
    }

    /// <summary>Levels of headings by the id of their style (ECMA-376 part 1 §17.3.1.20: 0 is the topmost).</summary>
    private static Dictionary<string, int> ReadLevels(TextSource source)
    {
        var levels = new Dictionary<string, int>(StringComparer.Ordinal);
        if (source.Of("styles") is not { } styles)
            return levels;
        var style = "";
        source.Read(styles,
            (name, reader) =>
            {
                if (name == "w:style")
                    style = Value(reader, "styleId") ?? "";
                else if (name == "w:outlineLvl" && Level(reader) is { } level)
                    levels[style] = level;
            },
            _ => { },
            (_, _) => { });
        return levels;
    }

    private static int? Level(XmlReader reader)
        => int.TryParse(Value(reader, "val"), NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level < 9 ? level + 1 : null;

    private static string? Value(XmlReader reader, string name) => reader.GetAttribute(name, reader.NamespaceURI);

    private sealed class Story(TextSource source, Dictionary<string, int> levels)
    {
        private readonly StringBuilder _paragraph = new();
        private readonly List<string> _cells = [];
        private readonly StringBuilder _cell = new();
        private int _tables, _level, _deleted;

        public void Write(PackageEntry part) => source.Read(part, Start, End, Text);

        private bool IsInTable => _tables > 0;

        private void Start(string name, XmlReader reader)
        {
            switch (name)
            {
                case "w:tbl":
                    _tables++;
                    break;
                case "w:pStyle":
                    _level = levels.GetValueOrDefault(Value(reader, "val") ?? "");
                    break;
                case "w:outlineLvl":
                    _level = Level(reader) ?? _level;
                    break;
                case "w:del" or "w:moveFrom":
                    _deleted++;
                    break;
                case "w:tab":
                    // A tab stop of a style is no tab of the text.
                    if (Value(reader, "pos") is null)
                        _paragraph.Append(IsInTable ? ' ' : '\t');
                    break;
                case "w:br" or "w:cr":
                    _paragraph.Append(IsInTable ? ' ' : '\n');
                    break;
                case "w:noBreakHyphen":
                    _paragraph.Append('-');
                    break;
            }
        }

        private void Text(string around, string text)
        {
            if (_deleted == 0 && around is "w:t" or "m:t")
                _paragraph.Append(text);
        }

        private void End(string name)
        {
            switch (name)
            {
                case "w:p" when IsInTable:
                    _cell.Append(_cell.Length > 0 && _paragraph.Length > 0 ? " " : "").Append(_paragraph);
                    _paragraph.Clear();
                    _level = 0;
                    break;
                case "w:p":
                    EndParagraph();
                    break;
                case "w:tc" when _tables == 1:
                    _cells.Add(_cell.ToString());
                    _cell.Clear();
                    break;
                case "w:tr" when _tables == 1:
                    source.Lines.Line(string.Join('\t', _cells));
                    _cells.Clear();
                    break;
                case "w:tbl":
                    _tables--;
                    break;
                case "w:del" or "w:moveFrom":
                    _deleted--;
                    break;
            }
        }

        private void EndParagraph()
        {
            var text = _paragraph.ToString();
            _paragraph.Clear();
            if (_level > 0 && text.Length > 0)
                source.Lines.Heading(_level, text);
            else
                source.Lines.Line(text);
            _level = 0;
        }
    }
}
