using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Gateway.Sandbox.Worker;

/// <summary>Lets a drill lie anywhere in a message. In the catalogue only of a worker that was started with <c>--fault-drill</c>.</summary>
internal sealed class FaultDrillSanitizer(FaultDrill drill) : ISanitizer
{
    /// <inheritdoc/>
    public ImmutableArray<FileFormat> Formats { get; } = [FileFormat.FaultDrill];

    /// <summary>A drill that comes back delivers what it has to say as a text file, made by the sanitizer of texts.</summary>
    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        var said = drill.Run(file.Content.Span, cancellationToken);
        var text = new UntrustedFile("fault-drill.txt", "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(said));
        return scope.TreatNested(text, cancellationToken).Outcome.Delivered is { } safe
            ? new Outcome.Converted(safe)
            : new Outcome.Removed("The drill came back, but its text was withheld.");
    }
}
