namespace MiyakoMailSanitizer.Sanitizing.Mail.TextFiles;

/// <summary>A file that was written into a text.</summary>
/// <param name="Name">As the text gives it, bytes.</param>
/// <param name="Content">The decoded bytes, as many as could be decoded.</param>
/// <param name="End">Where the text goes on behind it.</param>
internal sealed record EmbeddedFile(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Content, int End);
