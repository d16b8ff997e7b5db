using MiyakoMailSanitizer.Verifying.Text;

namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>Text files of UTF-8 with CRLF.</summary>
/// <param name="mayHaveMark">One byte order mark may stand at the very start.</param>
internal sealed class TextChecker(bool mayHaveMark) : IFormatChecker
{
    public void Check(ReadOnlyMemory<byte> content, Place place, FaultList faults)
    {
        var bytes = content.Span;
        if (mayHaveMark && bytes.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        TextRules.Check(TextRules.DecodeUtf8(bytes), place, faults);
    }
}
