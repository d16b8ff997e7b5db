using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Detection.Probes;
using MiyakoMailSanitizer.Sanitizing.Findings;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>
/// Rebuilds pictures: only the pixels come through. What has no sanitizer (SVG, EMF, WMF, HEIC, …) is withheld by the engine.
/// </summary>
internal sealed class ImageSanitizer : ISanitizer
{
    public ImmutableArray<FileFormat> Formats { get; } = PictureRebuilder.Formats;

    private static readonly ImmutableArray<string> PlainExtensions = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".tif", ".tiff"];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        if (scope.Treatment != Treatment.Rebuild)
        {
            return new Outcome.Quarantined("A picture can only be rebuilt.")
            {
                Findings = [new("sanitizer.treatment", "", $"a picture can't get the treatment {scope.Treatment}")],
            };
        }

        // The engine has looked for polyglots already; here only the kind is asked.
        var kind = ProbeTable.Start(file.Content.Span)?.Format ?? FileFormat.Unknown;
        var result = PictureRebuilder.Rebuild(file.Content, kind, scope.Policy.Images, cancellationToken);
        if (result.Format is not { } format)
            return new Outcome.Quarantined("The picture can't be rebuilt.") { Findings = result.Findings };
        var name = FileNames.Clean(file.Name, format, "picture");
        var safe = new SafeFile(WithPlainExtension(name.Name, format), format, result.Content);
        Outcome outcome = format == kind ? new Outcome.Rebuilt(safe) : new Outcome.Converted(safe);
        return outcome with { Findings = FindingList.Distinct([.. result.Findings, .. name.Findings]) };
    }

    /// <summary>What is written is no <c>.apng</c>, <c>.mpo</c> or raw photograph any more.</summary>
    private static string WithPlainExtension(string name, FileFormat format)
    {
        var dot = name.LastIndexOf('.');
        return PlainExtensions.Contains(name[dot..], StringComparer.OrdinalIgnoreCase) ? name : name[..dot] + format.Extensions[0];
    }
}
