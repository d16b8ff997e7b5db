using MiyakoMailSanitizer.Sanitizing.Mail.TextFiles;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Raw;

/// <summary>Text before the first part and after the last, which programs of today do not show (RFC 2046 §5.1.1).</summary>
internal static class OutsideText
{
    /// <summary>Bytes of a remark, such as that this is a message in MIME format or whose list it came by.</summary>
    private const int Remark = 400;

    /// <summary>True where it may be more than a remark: it looks like a part or a file, or is long.</summary>
    public static bool Hides(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r\n"u8);
        return text.Length > Remark || PartLike.IsIn(text) || EmbeddedFiles.MayHold(text);
    }

    /// <summary>True where there is nothing to tell: white space, or the usual words for programs without MIME.</summary>
    public static bool IsUsual(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r\n"u8);
        return text.IsEmpty || (text.Length <= Remark && text.IndexOf("MIME"u8) >= 0);
    }
}
