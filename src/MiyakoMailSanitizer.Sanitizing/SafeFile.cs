using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>
/// A file that a sanitizer of this assembly has written anew, or, of <see cref="FileFormat.Unknown"/>, an original that two operators have released. There is
/// no other way to get one.
/// </summary>
public sealed record SafeFile
{
    internal SafeFile(string name, FileFormat format, ReadOnlyMemory<byte> content)
    {
        Name = name;
        Format = format;
        Content = content;
    }

    /// <summary>A cleaned file name whose extension is that of <see cref="Format"/>.</summary>
    public string Name { get; }

    /// <summary>The format that was written.</summary>
    public FileFormat Format { get; }

    /// <summary>What a message is made of, for one that holds it and takes it apart again; null for other files.</summary>
    internal Mail.CanonicalMessage? Message { get; init; }

    /// <summary>The bytes that were written.</summary>
    public ReadOnlyMemory<byte> Content { get; }
}
