using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Findings;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Rebuilds plain text files: decoded, cleaned, written as UTF-8 with CRLF line ends.</summary>
internal sealed class TextSanitizer : ISanitizer
{
    public ImmutableArray<FileFormat> Formats { get; } = [FileFormat.Text];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var decoded = TextDecoder.Decode(file.Content.Span, DeclaredCharset.Of(file.DeclaredMediaType), "");
        findings.AddRange(decoded.Findings);
        PoorText.Keep(decoded, file, scope, cancellationToken);
        var clean = TextCleaner.CleanLines(decoded.Text, "");
        findings.AddRange(clean.Findings);
        return TextFile.Write(file.Name, FileFormat.Text, clean.Text, scope.Treatment, findings);
    }
}

/// <summary>The charset parameter of a declared media type.</summary>
internal static class DeclaredCharset
{
    /// <summary>Null if there is none.</summary>
    public static string? Of(string declaredMediaType)
    {
        var start = declaredMediaType.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        return start < 0 ? null : declaredMediaType[(start + "charset=".Length)..].Split(';')[0].Trim(' ', '"', '\'');
    }
}

/// <summary>Text of which no charset makes sense is delivered as the best reading, while the operator has the bytes.</summary>
internal static class PoorText
{
    /// <summary>Keeps the bytes where the reading is poor; true if it is. For once a body or a file.</summary>
    public static bool Keep(DecodedText decoded, UntrustedFile original, SanitizeScope scope, CancellationToken cancellationToken)
    {
        if (!decoded.IsPoor)
            return false;
        var why = decoded.Findings.First(f => f.Code == "text.mojibake");
        scope.Withhold(original, why with { Detail = "the original bytes of a text that no charset reads well" }, cancellationToken);
        return true;
    }
}

/// <summary>Writes a text as a safe file.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <param name="text">Cleaned, LF line ends.</param>
    public static Outcome Write(
        string name, FileFormat format, string text, Treatment treatment, IEnumerable<Finding> findings, bool withByteOrderMark = false)
    {
        var lines = text.Replace("\n", "\r\n", StringComparison.Ordinal);
        var bytes = Utf8.GetBytes(withByteOrderMark ? "\uFEFF" + lines : lines);
        var cleanName = FileNames.Clean(name, format, "text");
        var file = new SafeFile(cleanName.Name, format, bytes);
        Outcome outcome = treatment == Treatment.Rebuild ? new Outcome.Rebuilt(file) : new Outcome.Converted(file);
        return outcome with { Findings = FindingList.Distinct([.. findings, .. cleanName.Findings]) };
    }
}
