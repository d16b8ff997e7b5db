using System.Globalization;

namespace MiyakoMailSanitizer.Verifying;

/// <summary>Where in the tree of parts something stands.</summary>
/// <param name="Path"><c>/2/1</c>: the first part of the second part; empty for the whole.</param>
/// <param name="Depth">Depth in the boundary of the message that carries it; -1 at the top.</param>
internal readonly record struct Place(string Path, int Depth)
{
    /// <summary>What was given to the verifier.</summary>
    public static Place Top { get; } = new("", -1);

    /// <param name="number">From 1.</param>
    /// <param name="depth">Depth of the message that has the part.</param>
    public Place Part(int number, int depth) => new(string.Create(CultureInfo.InvariantCulture, $"{Path}/{number}"), depth);

    public string Field(string name) => Path.Length == 0 ? name : $"{Path} {name}";

    /// <param name="offset">From 0, in the content of this place.</param>
    public string Byte(int offset) => Field(string.Create(CultureInfo.InvariantCulture, $"byte {offset}"));
}
