using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Configuration;

/// <summary>
/// Reads one notice template: lines that start with <c>#</c> are comments, <c>[name]</c> begins a section, <c>{name}</c> is a placeholder,
/// <c>{{</c> a brace. Empty lines at both ends of a section are dropped.
/// </summary>
internal sealed class NoticeParser(string fileName, string language)
{
    private const int MaxBytes = 64 << 10;

    private static readonly ImmutableArray<NoticeSection> Required =
        [NoticeSection.Heading, NoticeSection.Withheld, NoticeSection.Removed, NoticeSection.Footer];

    private static readonly ImmutableArray<Placeholder> Placeholders =
    [
        new("reference", v => v.Reference, _ => true),
        new("name", v => v.Name, IsForFile),
        new("size", v => v.Size, IsForFile),
        new("format", v => v.Format, IsForFile),
        new("rule", v => v.Rule, IsForFile),
        new("reason", v => v.Reason, s => s is NoticeSection.Withheld or NoticeSection.Removed or NoticeSection.Sender),
        new("detail", v => v.Detail, s => s is NoticeSection.Sender),
        new("newName", v => v.NewName, s => s is NoticeSection.Converted or NoticeSection.Rebuilt or NoticeSection.Renamed),
    ];

    private static readonly FrozenDictionary<string, NoticeSection> Sections = Enum.GetValues<NoticeSection>().ToFrozenDictionary(WordOf);

    private readonly Dictionary<NoticeSection, List<(int Line, string Text)>> _lines = [];
    private ImmutableArray<ConfigFault>.Builder _faults = ImmutableArray.CreateBuilder<ConfigFault>();

    /// <summary>The template, or null and faults.</summary>
    public NoticeTemplate? Parse(ReadOnlySpan<byte> content, ImmutableArray<ConfigFault>.Builder faults)
    {
        _faults = faults;
        var before = faults.Count;
        if (content.Length > MaxBytes)
            Fault("", 0, 0, $"the file is larger than {MaxBytes} bytes");
        else if (!Utf8.IsValid(content))
            Fault("", LineOfInvalidUtf8(content), 0, "the file is not UTF-8 from here on; save it as UTF-8");
        if (faults.Count > before)
            return null;

        SplitSections(Encoding.UTF8.GetString(content));
        foreach (var section in Required.Where(s => !_lines.TryGetValue(s, out var lines) || lines.Count == 0))
            Fault("", 0, 0, $"the section [{WordOf(section)}] is missing or empty");
        var sections = _lines.Where(l => l.Value.Count > 0).ToImmutableDictionary(l => l.Key, l => Compile(l.Key, l.Value));
        return faults.Count > before ? null : new(language, sections);
    }

    private void SplitSections(string text)
    {
        List<(int Line, string Text)>? current = null;
        var number = 0;
        foreach (var rawLine in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var line = rawLine.TrimEnd('\r').TrimEnd(' ');
            if (line.StartsWith('#'))
                continue;
            if (TextCleaner.CleanLine(line, "").Text != line)
            {
                Fault("", number, 0, "the line holds a tabulator, a control character or an invisible one");
                current?.Add((number, "?"));
            }
            else if (line.StartsWith('[') && line.EndsWith(']'))
                current = Begin(line[1..^1], number);
            else if (current is not null)
                current.Add((number, line));
            else if (line.Length > 0)
                Fault("", number, 0, "there is text before the first section");
        }

        foreach (var lines in _lines.Values)
            TrimEmpty(lines);
    }

    private List<(int Line, string Text)> Begin(string word, int number)
    {
        var lines = new List<(int, string)>();
        if (!Sections.TryGetValue(word, out var section))
            Fault("", number, 1, $"unknown section {ConfigText.Quote(word)}{ConfigText.DidYouMean(word, Sections.Keys.Order())}");
        else if (!_lines.TryAdd(section, lines))
            Fault($"[{word}]", number, 1, "the section stands twice");
        return lines;
    }

    private ImmutableArray<NoticePiece> Compile(NoticeSection section, List<(int Line, string Text)> lines)
    {
        var pieces = ImmutableArray.CreateBuilder<NoticePiece>();
        var literal = new StringBuilder();
        foreach (var (number, line) in lines)
        {
            if (number != lines[0].Line)
                literal.Append('\n');
            for (var i = 0; i < line.Length; i++)
            {
                if (line[i] != '{')
                    literal.Append(line[i]);
                else if (i + 1 < line.Length && line[i + 1] == '{')
                    literal.Append(line[i++]);
                else
                    i = ReadPlaceholder(section, number, line, i, literal, pieces);
            }
        }

        pieces.Add(new(literal.ToString(), null, IsName: false));
        return pieces.ToImmutable();
    }

    /// <summary>Returns the index of the last character of the placeholder.</summary>
    private int ReadPlaceholder(
        NoticeSection section, int number, string line, int start, StringBuilder literal, ImmutableArray<NoticePiece>.Builder pieces)
    {
        var path = $"[{WordOf(section)}]";
        var end = line.IndexOf('}', start);
        if (end < 0)
        {
            Fault(path, number, start + 1, "a brace is open; write {{ for the character itself");
            return line.Length - 1;
        }

        var name = line[(start + 1)..end];
        var known = Placeholders.Where(p => p.IsKnownIn(section)).ToList();
        var at = known.FindIndex(p => p.Name == name);
        if (at < 0)
        {
            Fault(path, number, start + 1, Placeholders.Any(p => p.Name == name)
                ? $"the placeholder {ConfigText.Quote(name)} has no value in this section"
                : $"unknown placeholder {ConfigText.Quote(name)}{ConfigText.DidYouMean(name, known.Select(p => p.Name))}");
            return end;
        }

        pieces.Add(new(literal.ToString(), known[at].Value, IsName: name == "name"));
        literal.Clear();
        return end;
    }

    private void Fault(string path, int line, int column, string message) => _faults.Add(new(fileName, path, line, column, message));

    private static int LineOfInvalidUtf8(ReadOnlySpan<byte> content)
        => 1 + content[..ConfigText.FirstInvalidUtf8(content)].Count((byte)'\n');

    private static bool IsForFile(NoticeSection section) => section is (> NoticeSection.Heading and < NoticeSection.Footer) or NoticeSection.Locked;

    private static string WordOf(NoticeSection section) => section.ToString().ToLowerInvariant();

    private static void TrimEmpty(List<(int Line, string Text)> lines)
    {
        lines.RemoveRange(0, lines.TakeWhile(l => l.Text.Length == 0).Count());
        while (lines is [.., { Text.Length: 0 }])
            lines.RemoveAt(lines.Count - 1);
    }

    private sealed record Placeholder(string Name, Func<NoticeValues, string> Value, Func<NoticeSection, bool> IsKnownIn);
}
