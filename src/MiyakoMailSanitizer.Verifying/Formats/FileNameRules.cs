using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Verifying.Text;

namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>File names that Windows, macOS and Linux take as they are.</summary>
internal static class FileNameRules
{
    /// <summary>Of UTF-8.</summary>
    private const int MaxBytes = 255;

    /// <summary>Windows opens these whatever extension follows; the superscript digits count as digits.</summary>
    private static readonly string[] Devices =
    [
        "CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$",
        .. "0123456789¹²³".SelectMany(digit => new[] { $"COM{digit}", $"LPT{digit}" }),
    ];

    /// <summary>Null, or what is wrong.</summary>
    public static string? Fault(string name)
    {
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > MaxBytes)
            return string.Create(CultureInfo.InvariantCulture, $"a file name has 1 to {MaxBytes} bytes");
        if (name.AsSpan().IndexOfAny("/\\<>:\"|?*") >= 0)
            return "a file name holds a character that file systems keep for themselves";
        if (IsEdge(name[0]) || IsEdge(name[^1]))
            return "a file name begins or ends with a dot or a space";
        var stem = name.Split('.', 2)[0].TrimEnd();
        if (Devices.Contains(stem, StringComparer.OrdinalIgnoreCase))
            return "a file name is that of a device";
        return TextRules.Fault(name, singleLine: true);
    }

    private static bool IsEdge(char c) => c == '.' || char.IsWhiteSpace(c);
}
