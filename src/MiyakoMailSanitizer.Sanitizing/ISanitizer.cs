using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>
/// Makes safe files of one or more formats. Synchronous: it only computes. It may throw anything; the engine turns an exception
/// into <see cref="Outcome.Quarantined"/> with the finding <c>sanitizer.failed</c>.
/// </summary>
public interface ISanitizer
{
    /// <summary>The formats this sanitizer reads.</summary>
    ImmutableArray<FileFormat> Formats { get; }

    /// <summary>Rebuilds or converts, as <see cref="SanitizeScope.Treatment"/> asks, or withholds.</summary>
    Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken);
}
