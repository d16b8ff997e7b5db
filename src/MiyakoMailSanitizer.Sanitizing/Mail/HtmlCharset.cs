using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>The charset that an HTML document declares in its first kilobyte (HTML Standard, "prescan a byte stream").</summary>
internal static class HtmlCharset
{
    private const int Prescan = 1_024;

    /// <summary>The value after <c>charset=</c> within a meta element; null if there is none.</summary>
    public static string? Declared(ReadOnlySpan<byte> html)
    {
        var start = Encoding.Latin1.GetString(html[..Math.Min(Prescan, html.Length)]);
        var meta = start.IndexOf("<meta", StringComparison.OrdinalIgnoreCase);
        var charset = meta < 0 ? -1 : start.IndexOf("charset=", meta, StringComparison.OrdinalIgnoreCase);
        if (charset < 0)
            return null;
        var value = start.AsSpan(charset + "charset=".Length).TrimStart("\"' ");
        var end = value.IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_:.");
        return end == 0 ? null : (end < 0 ? value : value[..end]).ToString();
    }
}
