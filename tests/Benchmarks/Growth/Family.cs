using System.Text;

namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <summary>What an input looks like, so that it is given to the readers that read such.</summary>
[Flags]
internal enum InputKind
{
    /// <summary>Bytes of some charset or none.</summary>
    Encoded = 1,

    /// <summary>Lines of text.</summary>
    Text = 2,

    /// <summary>Cells.</summary>
    Csv = 4,

    /// <summary>The unfolded value of a header field, or a file name.</summary>
    Field = 8,

    /// <summary>Parameters of Content-Disposition, after the first semicolon.</summary>
    Parameters = 16,

    /// <summary>A page.</summary>
    Html = 32,

    /// <summary>A message.</summary>
    Mail = 64,

    /// <summary>A message near the one shape that we write, so that the verifier reads far into it.</summary>
    Canonical = 128,

    /// <summary>A file of unknown format.</summary>
    File = 256,
}

/// <summary>Inputs of one pattern, of any length.</summary>
/// <param name="Name">Shown in tables.</param>
/// <param name="Kind">Who gets it.</param>
/// <param name="Make">About so many bytes, each time the same.</param>
internal sealed record Family(string Name, InputKind Kind, Func<int, byte[]> Make)
{
    /// <summary>Of text, in UTF-8.</summary>
    public static Family Of(InputKind kind, string name, Func<int, string> make) => new(name, kind, n => Encoding.UTF8.GetBytes(make(n)));

    /// <summary>Of bytes, each written as the character of the same number.</summary>
    public static Family OfBytes(InputKind kind, string name, Func<int, string> make) => new(name, kind, n => Encoding.Latin1.GetBytes(make(n)));
}
