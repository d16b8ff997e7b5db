using System.Collections.Immutable;
using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Calendars;

/// <summary>Writes components anew: what the table knows, in its order; the rest is counted for the findings.</summary>
internal sealed class ContentRebuild(ContentTable table)
{
    private const int MaxComponents = 10_000;

    private static readonly ImmutableHashSet<string> Outside = ["ATTACH", "URL", "IMAGE", "CONFERENCE", "PHOTO", "LOGO", "SOUND", "KEY", "AGENT", "SOURCE", "TZURL", "FBURL", "CALURI"];

    private readonly ContentWriter _writer = new();
    private readonly SortedDictionary<string, int> _left = new(StringComparer.Ordinal), _outside = new(StringComparer.Ordinal);
    private readonly Stack<(string Name, bool IsKept)> _open = new();
    private int _components, _alarms;

    /// <summary>Kept lines of the components, in order, with the name of the component; <c>BEGIN</c> and <c>END</c> too.</summary>
    public List<ContentLine> Kept { get; } = [];

    /// <summary>Components within the root, or roots where there is none else, that have come over.</summary>
    public int Components => _components;

    /// <summary>The file.</summary>
    /// <param name="lines">What was read.</param>
    /// <param name="head">Lines that follow each beginning of the root.</param>
    public byte[] Run(IEnumerable<ContentLine> lines, ImmutableArray<(string Name, string Value)> head)
    {
        foreach (var line in lines)
        {
            if (line.Name == "BEGIN")
                Begin(line.Value.Trim().ToUpperInvariant(), head);
            else if (line.Name == "END")
                End(line.Value.Trim().ToUpperInvariant());
            else if (_open.TryPeek(out var component))
                Property(component.Name, component.IsKept, line);
        }
        while (_open.Count > 0)
            Close();
        return _writer.ToArray();
    }

    /// <summary>What was left out.</summary>
    public IEnumerable<Finding> Findings()
    {
        if (_outside.Count > 0)
            yield return new("calendar.link", "", $"left out: {Names(_outside)}");
        if (_alarms > 0)
            yield return new("calendar.alarm", "", string.Create(CultureInfo.InvariantCulture, $"{_alarms} alarms became plain reminders"));
        if (_left.Count > 0)
            yield return new("calendar.property", "", $"left out: {Names(_left)}");
    }

    private static string Names(SortedDictionary<string, int> counts)
        => string.Join(", ", counts.Take(20).Select(c => c.Value == 1 ? c.Key : string.Create(CultureInfo.InvariantCulture, $"{c.Key} ({c.Value})"))) + (counts.Count > 20 ? ", …" : "");

    private static void Count(SortedDictionary<string, int> counts, string name)
    {
        if (counts.ContainsKey(name) || counts.Count < 200)
            counts[name] = counts.GetValueOrDefault(name) + 1;
    }

    private void Begin(string name, ImmutableArray<(string Name, string Value)> head)
    {
        var (parent, isParentKept) = _open.TryPeek(out var above) ? above : ("", true);
        var isKept = isParentKept && table.MayHold(parent, name);
        // A calendar by itself holds nothing yet; a card does.
        if (isKept && (name != table.Root || table == ContentTable.Card) && ++_components > MaxComponents)
            throw new LimitExceededException("limit.files", $"more than {MaxComponents} components");
        if (_open.Count > 16)
            throw new LimitExceededException("limit.depth", "components are nested too deeply");
        _open.Push((name, isKept));
        if (!isKept)
        {
            Count(_left, name.Length <= 64 ? name : name[..64]);
            return;
        }
        Keep(new("BEGIN", [], name));
        foreach (var (key, value) in name == table.Root ? head : [])
            Keep(new(key, [], value));
        // RFC 5545 §3.6.6: whatever it was to do, it only shows a text.
        if (name == "VALARM")
            Keep(new("ACTION", [], "DISPLAY"));
    }

    private void End(string name)
    {
        // An end that fits nothing open is none; one further up closes what lies within.
        if (!_open.Any(c => c.Name == name))
            return;
        while (_open.Peek().Name != name)
            Close();
        Close();
    }

    private void Close()
    {
        var (name, isKept) = _open.Pop();
        if (isKept)
            Keep(new("END", [], name));
    }

    private void Property(string component, bool isKept, ContentLine line)
    {
        if (!isKept)
            return;
        if (component == "VALARM" && line.Name == "ACTION")
        {
            _alarms += line.Value.Trim().Equals("DISPLAY", StringComparison.OrdinalIgnoreCase) ? 0 : 1;
            return;
        }
        // Ours are written already.
        if (component == table.Root && line.Name is "VERSION" or "PRODID")
            return;
        if (table.Property(component, line.Name) is not { } kind)
            Count(Outside.Contains(line.Name) ? _outside : _left, line.Name);
        else if (ContentValues.Rewrite(kind, line.Value) is not { Length: > 0 } value)
            Count(_left, line.Name);
        else
            Keep(new(line.Name, table.Parameters(line), table == ContentTable.Calendar && kind == ContentKind.Address ? $"mailto:{value}" : value));
    }

    private void Keep(ContentLine line)
    {
        Kept.Add(line);
        _writer.Write(line);
    }
}
