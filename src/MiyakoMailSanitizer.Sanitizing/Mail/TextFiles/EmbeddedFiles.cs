using System.Buffers;
using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Mail.TextFiles;

/// <summary>
/// Files that were written into a text body, as before there was MIME: some programs, Outlook among them, still make attachments of them.
/// They are taken out of the text and treated as files.
/// </summary>
internal static class EmbeddedFiles
{
    private static readonly ImmutableArray<Func<ReadOnlyMemory<byte>, int, EmbeddedFile?>> Readers
        = [Uuencode.Read, Uuencode.ReadBase64, YEnc.Read, BinHex.Read];

    /// <summary>The text without the files, and the files; the very same text where there is none. Linear.</summary>
    public static (ReadOnlyMemory<byte> Text, ImmutableArray<EmbeddedFile> Files) Extract(ReadOnlyMemory<byte> text)
    {
        if (!MayHold(text.Span))
            return (text, []);
        var files = ImmutableArray.CreateBuilder<EmbeddedFile>();
        var rest = new ArrayBufferWriter<byte>(text.Length + 1);
        int kept = 0, position = 0;
        while (position < text.Length)
        {
            if (Readers.Select(read => read(text, position)).FirstOrDefault(f => f is not null) is { } file)
            {
                rest.Write(text.Span[kept..position]);
                files.Add(file);
                position = kept = file.End;
                continue;
            }

            position = TextLines.Next(text.Span, position);
        }

        if (files.Count == 0)
            return (text, []);
        rest.Write(text.Span[kept..]);
        return (rest.WrittenMemory, files.ToImmutable());
    }

    /// <summary>False where no line can begin a file; quick.</summary>
    public static bool MayHold(ReadOnlySpan<byte> text)
        => text.IndexOf("begin"u8) >= 0 || text.IndexOf("BEGIN"u8) >= 0 || text.IndexOf("BinHex"u8) >= 0;
}

/// <summary>Lines of bytes.</summary>
internal static class TextLines
{
    /// <summary>Where the line after the one at <paramref name="position"/> begins.</summary>
    public static int Next(ReadOnlySpan<byte> text, int position)
    {
        var end = text[position..].IndexOf((byte)'\n');
        return end < 0 ? text.Length : position + end + 1;
    }

    /// <summary>The line at a position, without its line end; at most some 2,000 bytes are of interest to anyone here.</summary>
    public static ReadOnlySpan<byte> At(ReadOnlySpan<byte> text, int position)
    {
        const int Longest = 2_000;
        var rest = text[position..Math.Min(text.Length, position + Longest)];
        var end = rest.IndexOf((byte)'\n');
        return (end < 0 ? rest : rest[..end]).TrimEnd("\r"u8);
    }
}
