using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Configuration;

/// <summary>One configuration file: JSON with comments and trailing commas, and the list of all that is wrong with it.</summary>
public sealed class ConfigDocument
{
    /// <summary>More faults than this are counted only.</summary>
    private const int MaxFaults = 500;

    private readonly ImmutableArray<ConfigFault>.Builder _faults = ImmutableArray.CreateBuilder<ConfigFault>();
    private readonly ImmutableArray<ConfigFault>.Builder _warnings = ImmutableArray.CreateBuilder<ConfigFault>();
    private readonly Dictionary<string, ConfigKey> _keys = new(StringComparer.Ordinal);

    /// <summary>
    /// Reads the syntax; never throws for anything the bytes hold. A syntax error is one fault, and <see cref="Root"/> is null.
    /// </summary>
    public ConfigDocument(string fileName, ReadOnlyMemory<byte> content)
    {
        FileName = fileName;
        Root = ConfigParser.Parse(this, content.Span);
        if (Root is { Kind: not ConfigKind.Object })
            Fault(Root, $"expected an object but it is {Root.KindName}");
    }

    /// <summary>The name that faults show.</summary>
    public string FileName { get; }

    /// <summary>The value of the whole file; null where the syntax is wrong.</summary>
    public ConfigNode? Root { get; }

    /// <summary>True once a fault was found.</summary>
    public bool IsFaulty => _faults.Count > 0;

    /// <summary>What makes the file unusable, in the order of the lines.</summary>
    public ImmutableArray<ConfigFault> Faults => InOrder(_faults);

    /// <summary>What is usable but probably not meant, in the order of the lines.</summary>
    public ImmutableArray<ConfigFault> Warnings => InOrder(_warnings);

    /// <summary>
    /// Every key that the reader asked for, whether the file has it or not, by its path with <c>[]</c> for any place in a list.
    /// </summary>
    public IReadOnlyDictionary<string, ConfigKey> Keys => _keys;

    /// <summary>The root object as a section; an empty one where the syntax is wrong or it is no object.</summary>
    public ConfigSection Section() => new(this, Root is { Kind: ConfigKind.Object } ? Root : null, "");

    /// <summary>Adds a fault at a value.</summary>
    public void Fault(ConfigNode node, string message) => Fault(node.Path, node.Line, node.Column, message);

    /// <summary>Adds a fault at a place.</summary>
    public void Fault(string path, int line, int column, string message) => Add(_faults, path, line, column, message);

    /// <summary>Adds a warning at a value, or at the file as a whole.</summary>
    public void Warn(ConfigNode? node, string path, string message)
        => Add(_warnings, node?.Path ?? path, node?.Line ?? 0, node?.Column ?? 0, message);

    /// <summary>True where a fault was found at a path or below it.</summary>
    internal bool HasFaultBelow(string path)
        => _faults.Any(f => f.Path.StartsWith(path, StringComparison.Ordinal)
            && (f.Path.Length == path.Length || f.Path[path.Length] is '.' or '['));

    internal void Learn(ConfigKey key) => _keys.TryAdd(key.Path, key);

    private void Add(ImmutableArray<ConfigFault>.Builder list, string path, int line, int column, string message)
    {
        if (list.Count < MaxFaults)
            list.Add(new(FileName, path, line, column, message));
        else if (list.Count == MaxFaults)
            list.Add(new(FileName, "", 0, 0, $"more than {MaxFaults} faults; the rest is not shown"));
    }

    /// <summary>Stable, so that several faults of one place keep their order; faults without a line come last.</summary>
    private static ImmutableArray<ConfigFault> InOrder(IEnumerable<ConfigFault> faults)
        => [.. faults.OrderBy(f => f.Line == 0 ? int.MaxValue : f.Line).ThenBy(f => f.Column)];
}
