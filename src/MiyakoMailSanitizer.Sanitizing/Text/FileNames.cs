using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>A name that is safe on Windows, macOS and Linux and tells the truth about its format.</summary>
internal sealed record CleanFileName(string Name, ImmutableArray<Finding> Findings);

/// <summary>Cleans file names.</summary>
internal static class FileNames
{
    /// <summary>
    /// Cleans <paramref name="rawName"/> and gives it the extension of <paramref name="written"/>, the format that is written:
    /// an extension of that format is kept, any other gives way (<c>invoice.pdf.exe</c> written as text is <c>invoice.pdf.exe.txt</c> only
    /// where that can't mislead). An empty name becomes <paramref name="fallbackStem"/> with the extension.
    /// </summary>
    public static CleanFileName Clean(string rawName, FileFormat written, string fallbackStem) => throw new NotImplementedException();
}
