using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>Converts HTML files to text. HTML is never rebuilt as HTML: asked for that, it gives the stricter text.</summary>
internal sealed class HtmlSanitizer : ISanitizer
{
    public ImmutableArray<FileFormat> Formats { get; } = [FileFormat.Html];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var charset = DeclaredCharset.Of(file.DeclaredMediaType) ?? HtmlCharset.Declared(file.Content.Span);
        var decoded = TextDecoder.Decode(file.Content.Span, charset, "");
        var converted = HtmlToText.Convert(decoded.Text, scope.Policy.Mail.Links, scope.Limits, cancellationToken);
        var clean = TextCleaner.CleanLines(converted.Text, "");
        findings.AddRange(decoded.Findings.Concat(converted.Findings).Concat(clean.Findings));
        return TextFile.Write(file.Name, FileFormat.Text, clean.Text, Treatment.Convert, findings);
    }
}
