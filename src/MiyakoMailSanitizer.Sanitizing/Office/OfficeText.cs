using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Office.Parts;

namespace MiyakoMailSanitizer.Sanitizing.Office;

internal static class OfficeText
{
    public static Outcome Convert(UntrustedFile file, PackageReader package, OfficeApp app, SanitizeScope scope, CancellationToken cancellationToken)
        => throw new NotSupportedException();
}
