using System.Collections.Immutable;
using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Configuration;

/// <summary>The kinds of JSON values.</summary>
public enum ConfigKind
{
    /// <summary><c>null</c></summary>
    Null = 0,

    /// <summary><c>true</c> or <c>false</c></summary>
    Boolean,

    /// <summary>A number, kept as it is written.</summary>
    Number,

    /// <summary>A string.</summary>
    String,

    /// <summary>An array.</summary>
    Array,

    /// <summary>An object.</summary>
    Object,
}

/// <summary>A member of an object; <paramref name="Line"/> and <paramref name="Column"/> are those of its name.</summary>
public sealed record ConfigMember(string Name, int Line, int Column, ConfigNode Value);

/// <summary>A JSON value that knows where it stands.</summary>
public sealed class ConfigNode
{
    private const int MaxNameInPath = 40;

    private readonly ConfigNode? _parent;
    private readonly string _step;

    internal ConfigNode(ConfigNode? parent, string step, ConfigKind kind, int line, int column)
    {
        _parent = parent;
        _step = step;
        Kind = kind;
        Line = line;
        Column = column;
    }

    /// <summary>What it is.</summary>
    public ConfigKind Kind { get; }

    /// <summary>From 1.</summary>
    public int Line { get; }

    /// <summary>From 1, in characters.</summary>
    public int Column { get; }

    /// <summary>The string, or the number or boolean as it is written; empty for the rest.</summary>
    public string Text { get; internal set; } = "";

    /// <summary>The values of an array; empty for the rest.</summary>
    public ImmutableArray<ConfigNode> Items { get; internal set; } = [];

    /// <summary>The members of an object in their order, each name once; empty for the rest.</summary>
    public ImmutableArray<ConfigMember> Members { get; internal set; } = [];

    /// <summary>
    /// E.g. <c>rules[3].when</c>; empty for the root. Made on demand, as long names in deep trees would make it quadratic.
    /// </summary>
    public string Path
    {
        get
        {
            var steps = new Stack<string>();
            for (var node = this; node is not null; node = node._parent)
                steps.Push(node._step);
            return string.Concat(steps).TrimStart('.');
        }
    }

    /// <summary>The kind as a word of a fault: <c>an array</c>.</summary>
    internal string KindName => Kind switch
    {
        ConfigKind.Null => "null",
        ConfigKind.Boolean => Text,
        ConfigKind.Number => "a number",
        ConfigKind.String => "a string",
        ConfigKind.Array => "an array",
        _ => "an object",
    };

    /// <summary>How a member's name is written in a path.</summary>
    internal static string StepOf(string name)
    {
        if (name.Length is > 0 and <= MaxNameInPath && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$'))
            return $".{name}";
        return $"[{ConfigText.Quote(name)}]";
    }

    /// <summary>How an item's place is written in a path.</summary>
    internal static string StepOf(int index) => string.Create(CultureInfo.InvariantCulture, $"[{index}]");
}
