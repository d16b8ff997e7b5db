using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Rtf;

/// <summary>Converts documents in Rich Text Format to text. They are never rebuilt as RTF: asked for that, they give the stricter text.</summary>
internal sealed class RtfSanitizer : ISanitizer
{
    public ImmutableArray<FileFormat> Formats { get; } = [FileFormat.Rtf];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        var text = RtfText.Read(file.Content, scope.Limits.MaxTextCharacters, out var leftOut, cancellationToken);
        var clean = TextCleaner.CleanLines(text, "");
        var findings = leftOut.Count == 0 ? [] : new[] { new Finding("rtf.left-out", "", $"not in the text: {string.Join(", ", leftOut.Order(StringComparer.Ordinal))}") };
        return TextFile.Write(file.Name, FileFormat.Text, clean.Text.Trim('\n') + "\n", Treatment.Convert, [.. findings, .. clean.Findings]);
    }
}
