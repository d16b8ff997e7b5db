namespace MiyakoMailSanitizer.Sanitizing.Detection;

/// <summary>Tells a file's format from its bytes: magic and structure. Name and declared media type only break ties between texts.</summary>
internal static class FormatDetector
{
    /// <summary>Never throws; time is linear in the size.</summary>
    public static DetectedFormat Detect(UntrustedFile file) => throw new NotImplementedException();
}
