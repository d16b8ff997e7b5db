using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Archives.Cab;
using MiyakoMailSanitizer.Sanitizing.Archives.Lzh;
using MiyakoMailSanitizer.Sanitizing.Archives.Rar;
using MiyakoMailSanitizer.Sanitizing.Archives.SevenZip;
using MiyakoMailSanitizer.Sanitizing.Archives.Tar;
using MiyakoMailSanitizer.Sanitizing.Archives.Zip;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Detection.Probes;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>
/// Opens archives and packs what comes out of their files into a new ZIP. What has no reader here (ARJ, ACE, ISO, VHD, …) is withheld by the
/// engine.
/// </summary>
internal sealed class ArchiveSanitizer : ISanitizer
{
    private static readonly ImmutableArray<(FileFormat Format, ArchiveReader Reader)> Readers =
    [
        (FileFormat.Zip, ZipReader.Read),
        (FileFormat.Tar, TarReader.Read),
        (FileFormat.Gz, PackedFile.Gzip),
        (FileFormat.Bz2, PackedFile.BZip2),
        (FileFormat.Xz, PackedFile.Xz),
        (FileFormat.Zst, PackedFile.Zstandard),
        (FileFormat.Lzh, LzhReader.Read),
        (FileFormat.SevenZip, SevenZipReader.Read),
        (FileFormat.Rar, RarArchiveReader.Read),
        (FileFormat.Cab, CabReader.Read),
    ];

    public ImmutableArray<FileFormat> Formats { get; } = [.. Readers.Select(r => r.Format)];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        if (scope.Treatment != Treatment.Rebuild)
        {
            return new Outcome.Quarantined("An archive can only be rebuilt.")
            {
                Findings = [new("sanitizer.treatment", "", $"an archive can't get the treatment {scope.Treatment}")],
            };
        }

        // The engine has looked for polyglots already; here only the kind is asked.
        var format = ProbeTable.Start(file.Content.Span)?.Format ?? FileFormat.Zip;
        var reader = Readers.FirstOrDefault(r => r.Format == format).Reader ?? ZipReader.Read;
        var repacking = new Repacking(file, scope, cancellationToken);
        try
        {
            return repacking.Run(format, reader);
        }
        catch (ArchiveRefusedException e)
        {
            return repacking.Withheld(e.Finding);
        }
        catch (EntryRefusedException e)
        {
            // The headers themselves can't be read.
            return repacking.Withheld(new(e.Code, "", e.Message));
        }
    }
}
