using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Passwords;

/// <summary>The formats that a password opens here. S/MIME and PGP need keys; the documents of old Office have no sanitizer behind their password.</summary>
public static class Lockable
{
    /// <summary>Ids of formats.</summary>
    public static ImmutableArray<string> Formats { get; } =
        [FileFormat.Zip.Id, FileFormat.SevenZip.Id, FileFormat.Rar.Id, FileFormat.OoxmlEncrypted.Id, FileFormat.Pdf.Id];

    /// <summary>The file, or one that lies in it, waits for a password.</summary>
    internal static bool IsLocked(FileReport report)
        => report.Walk().Any(r => Formats.Contains(r.Format.Id) && r.Outcome.Findings.Any(f => f.Code == "file.encrypted"));
}
