using System.Collections.Immutable;
using System.Globalization;
using static System.FormattableString;

namespace MiyakoMailSanitizer.Sanitizing.Configuration;

/// <summary>Turns a string of the file into a value. Returns null, or what is wrong with it as words that follow the path.</summary>
public delegate string? ConfigTextParser<T>(string text, out T value);

/// <summary>
/// An object that is being read, key by key. Every getter notes what is wrong and gives its fallback, so that reading goes on and all
/// faults are found. A section that is absent, or of the wrong kind, is read the same way and has no keys.
/// <see cref="Close"/> names the keys that nobody asked for.
/// </summary>
public sealed class ConfigSection
{
    private const int MaxTextLength = 1_024;
    private const int MaxItems = 10_000;

    private readonly ConfigDocument _document;
    private readonly string _pattern;
    private readonly Dictionary<string, ConfigMember> _members;
    private readonly List<string> _known = [];

    internal ConfigSection(ConfigDocument document, ConfigNode? node, string pattern)
    {
        _document = document;
        _pattern = pattern;
        Node = node;
        _members = (node?.Members ?? []).ToDictionary(m => m.Name, StringComparer.Ordinal);
    }

    /// <summary>The file that it stands in.</summary>
    internal ConfigDocument Document => _document;

    /// <summary>True where a fault was found in this object or below it.</summary>
    internal bool IsFaulty => Node is not null && _document.HasFaultBelow(Node.Path);

    /// <summary>The object; null where it is absent.</summary>
    public ConfigNode? Node { get; }

    /// <summary>The value of a key, or null.</summary>
    public ConfigNode? NodeOf(string key) => _members.GetValueOrDefault(key)?.Value;

    /// <summary>Path of a key of this section, also where it is absent.</summary>
    public string PathOf(string key) => $"{Node?.Path ?? _pattern}{ConfigNode.StepOf(key)}".TrimStart('.');

    /// <summary>True where the key is left out or <c>null</c>.</summary>
    public bool IsAbsent(string key) => NodeOf(key) is null or { Kind: ConfigKind.Null };

    /// <summary>True where nothing was found to be wrong with the key's value so far.</summary>
    public bool IsSound(string key) => Node is null or { Kind: ConfigKind.Object } && !_document.HasFaultBelow(PathOf(key));

    /// <summary>A section that was read before, for checks of values against each other.</summary>
    public ConfigSection Again(string key) => new(_document, NodeOf(key), Pattern(key));

    /// <summary>Adds a fault at a key's value; at the section where the key is absent.</summary>
    public void Fault(string key, string message)
    {
        var node = NodeOf(key) ?? Node;
        _document.Fault(PathOf(key), node?.Line ?? 0, node?.Column ?? 0, message);
    }

    /// <summary>Adds a warning at a key's value.</summary>
    public void Warn(string key, string message) => _document.Warn(NodeOf(key), PathOf(key), message);

    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public int Integer(string key, int fallback, int min, int max) => (int)Long(key, fallback, min, max);

    /// <inheritdoc cref="Integer"/>
    public long Long(string key, long fallback, long min, long max)
        => Take(key, new(Pattern(key)) { Minimum = min, Maximum = max }) is { } node ? WholeNumber(node, min, max) ?? fallback : fallback;

    /// <summary>A whole number of bytes, or a string such as <c>10MB</c>.</summary>
    public long Bytes(string key, long fallback, long min, long max) => OptionalBytes(key, min, max) ?? fallback;

    /// <inheritdoc cref="Bytes"/>
    public long? OptionalBytes(string key, long min, long max)
    {
        if (Take(key, new(Pattern(key)) { Minimum = min, Maximum = max }) is not { } node)
            return null;
        if (node.Kind == ConfigKind.Number)
            return WholeNumber(node, min, max);
        if (node.Kind != ConfigKind.String || !ByteSize.TryParse(node.Text, out var bytes))
        {
            var shown = node.Kind == ConfigKind.String ? ConfigText.Quote(node.Text) : node.KindName;
            return Fail<long?>(node, $"expected a number of bytes, or a size such as \"10MB\", but it is {shown}");
        }

        return InRange(node, bytes, min, max) ? bytes : null;
    }

    /// <inheritdoc cref="Integer"/>
    public int? OptionalInteger(string key, int min, int max)
        => Take(key, new(Pattern(key)) { Minimum = min, Maximum = max }) is { } node ? (int?)WholeNumber(node, min, max) : null;

    /// <summary>A number, also with a fraction.</summary>
    public double Number(string key, double fallback, double min, double max)
    {
        if (Take(key, new(Pattern(key)) { Minimum = min, Maximum = max }) is not { } node)
            return fallback;
        if (node.Kind != ConfigKind.Number || !double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return Fail(node, $"expected a number but it is {node.KindName}", fallback);
        if (number >= min && number <= max)
            return number;
        return Fail(node, Invariant($"must be from {min} to {max} but it is {Shorten(node.Text)}"), fallback);
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(string key, bool fallback) => OptionalFlag(key) ?? fallback;

    /// <inheritdoc cref="Flag"/>
    public bool? OptionalFlag(string key)
    {
        if (Take(key, new(Pattern(key))) is not { } node)
            return null;
        return node.Kind == ConfigKind.Boolean
            ? node.Text == "true"
            : Fail<bool?>(node, $"expected true or false but it is {node.KindName}");
    }

    /// <summary>One of a few words.</summary>
    public T Choice<T>(string key, T fallback, IReadOnlyList<(string Word, T Value)> choices) where T : struct
    {
        ImmutableArray<string> words = [.. choices.Select(c => c.Word)];
        if (Take(key, new(Pattern(key)) { Choices = words }) is not { } node)
            return fallback;
        if (node.Kind != ConfigKind.String)
            return Fail(node, $"expected {ConfigText.OneOf(words)} but it is {node.KindName}", fallback);
        var at = words.IndexOf(node.Text);
        if (at >= 0)
            return choices[at].Value;
        var meant = ConfigText.DidYouMean(node.Text, words);
        return Fail(node, $"expected {ConfigText.OneOf(words)} but it is {ConfigText.Quote(node.Text)}{meant}", fallback);
    }

    /// <summary>A string that <paramref name="parse"/> understands; <c>null</c> in the file is the same as leaving the key out.</summary>
    public T? Text<T>(string key, T? fallback, ConfigTextParser<T> parse)
        => Take(key, new(Pattern(key))) is { Kind: not ConfigKind.Null } node && TryParse(node, parse, out var value) ? value : fallback;

    /// <summary>A string that must stand in the file; <paramref name="fallback"/> only goes with a fault.</summary>
    public T RequiredText<T>(string key, T fallback, ConfigTextParser<T> parse)
    {
        Require(key);
        return Take(key, new(Pattern(key))) is { } node && TryParse(node, parse, out var value) ? value : fallback;
    }

    /// <summary>A list of strings that <paramref name="parse"/> understands, each once; what is wrong is left out.</summary>
    public ImmutableArray<T> Texts<T>(string key, ImmutableArray<T> fallback, ConfigTextParser<T> parse, bool mayBeEmpty = true)
    {
        if (TakeList(key, new(Pattern(key)), mayBeEmpty) is not { } items)
            return fallback;
        var values = ImmutableArray.CreateBuilder<T>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items)
        {
            if (!TryParse(item, parse, out var value))
                continue;
            if (seen.Add(item.Text))
                values.Add(value);
            else
                _document.Fault(item, $"{ConfigText.Quote(item.Text)} stands twice in the list");
        }

        return values.ToImmutable();
    }

    /// <summary>A list of whole numbers.</summary>
    public ImmutableArray<int> Integers(string key, ImmutableArray<int> fallback, int min, int max)
        => TakeList(key, new(Pattern(key)) { Minimum = min, Maximum = max }, mayBeEmpty: false) is { } items
            ? [.. items.Select(i => (int?)WholeNumber(i, min, max)).OfType<int>()]
            : fallback;

    /// <summary>An object within; an empty section where it is absent.</summary>
    public ConfigSection Section(string key)
    {
        var node = Take(key, new(Pattern(key)));
        if (node is { Kind: not ConfigKind.Object })
            node = Fail<ConfigNode?>(node, $"expected an object but it is {node.KindName}");
        return new(_document, node, Pattern(key));
    }

    /// <summary>An object within that may be left out or <c>null</c>: then the section's <see cref="Node"/> is null.</summary>
    public ConfigSection OptionalSection(string key)
        => NodeOf(key) is { Kind: ConfigKind.Null } ? new(_document, Ignore(key), Pattern(key)) : Section(key);

    /// <summary>A list of objects.</summary>
    public ImmutableArray<ConfigSection> Sections(string key, bool mayBeEmpty = true)
    {
        var sections = ImmutableArray.CreateBuilder<ConfigSection>();
        foreach (var item in TakeList(key, new(Pattern(key)), mayBeEmpty) ?? [])
        {
            if (item.Kind == ConfigKind.Object)
                sections.Add(new(_document, item, $"{Pattern(key)}[]"));
            else
                _document.Fault(item, $"expected an object but it is {item.KindName}");
        }

        return sections.ToImmutable();
    }

    /// <summary>A key that must stand in the file. Adds a fault where it does not; a section that is absent itself is no fault.</summary>
    public bool Require(string key)
    {
        if (NodeOf(key) is not null || Node is null)
            return true;
        _document.Fault(Node, $"{ConfigText.Quote(key)} is missing");
        return false;
    }

    /// <summary>A key that others read, e.g. <c>$schema</c>.</summary>
    public ConfigNode? Ignore(string key)
    {
        Take(key, new(Pattern(key)));
        return null;
    }

    /// <summary>Adds a fault for every key that nobody asked for.</summary>
    public void Close()
    {
        foreach (var member in _members.Values.Where(m => !_known.Contains(m.Name)))
            _document.Fault(PathOf(member.Name), member.Line, member.Column, $"unknown key{ConfigText.DidYouMean(member.Name, _known)}");
    }

    private string Pattern(string key) => _pattern.Length == 0 ? key : $"{_pattern}.{key}";

    private ConfigNode? Take(string key, ConfigKey known)
    {
        _known.Add(key);
        _document.Learn(known);
        return NodeOf(key);
    }

    private ImmutableArray<ConfigNode>? TakeList(string key, ConfigKey known, bool mayBeEmpty)
    {
        if (Take(key, known) is not { } node)
            return null;
        if (node.Kind != ConfigKind.Array)
            return Fail<ImmutableArray<ConfigNode>?>(node, $"expected an array but it is {node.KindName}");
        if (node.Items.Length > MaxItems)
            return Fail<ImmutableArray<ConfigNode>?>(node, $"has more than {MaxItems} values");
        if (node.Items.IsEmpty && !mayBeEmpty)
            _document.Fault(node, "the list is empty");
        return node.Items;
    }

    private bool TryParse<T>(ConfigNode node, ConfigTextParser<T> parse, out T value)
    {
        value = default!;
        var fault = node switch
        {
            { Kind: not ConfigKind.String } => $"expected a string but it is {node.KindName}",
            { Text.Length: 0 } => "the string is empty",
            { Text.Length: > MaxTextLength } => $"the string is longer than {MaxTextLength} characters",
            _ when node.Text.Any(char.IsControl) => $"{ConfigText.Quote(node.Text)} holds a control character",
            _ when node.Text.Trim().Length != node.Text.Length => $"{ConfigText.Quote(node.Text)} begins or ends with white space",
            _ => parse(node.Text, out value),
        };
        if (fault is not null)
            _document.Fault(node, fault);
        return fault is null;
    }

    private long? WholeNumber(ConfigNode node, long min, long max)
    {
        if (node.Kind != ConfigKind.Number)
            return Fail<long?>(node, $"expected a whole number but it is {node.KindName}");
        if (node.Text.AsSpan().ContainsAny("eE."))
            return Fail<long?>(node, $"expected a whole number but it is {Shorten(node.Text)}");
        // JSON's grammar leaves only digits here, so what can't be parsed is too large for a long.
        return long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? InRange(node, number, min, max) ? number : null
            : Fail<long?>(node, OutOfRange(node, min, max));
    }

    private bool InRange(ConfigNode node, long number, long min, long max)
    {
        if (number >= min && number <= max)
            return true;
        return Fail(node, OutOfRange(node, min, max), false);
    }

    private static string OutOfRange(ConfigNode node, long min, long max)
    {
        var shown = node.Kind == ConfigKind.String ? ConfigText.Quote(node.Text) : Shorten(node.Text);
        return Invariant($"must be from {min} to {max} but it is {shown}");
    }

    private T Fail<T>(ConfigNode node, string message, T fallback = default!)
    {
        _document.Fault(node, message);
        return fallback;
    }

    private static string Shorten(string number) => number.Length <= 24 ? number : $"{number[..24]}…";
}
