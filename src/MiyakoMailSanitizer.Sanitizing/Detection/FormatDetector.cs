using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection.Probes;

namespace MiyakoMailSanitizer.Sanitizing.Detection;

/// <summary>
/// Tells a file's format from its bytes: magic and structure. Name and declared media type only break ties between texts. An empty file is
/// a text (or a mail, where it is declared so): nothing in it can harm.
/// </summary>
internal static class FormatDetector
{
    private const int ShortestTellingPrefix = 16;

    /// <summary>Never throws; time is linear in the size.</summary>
    public static DetectedFormat Detect(UntrustedFile file)
    {
        var bytes = file.Content.Span;
        var declared = Declared.From(file);
        if (bytes.IsEmpty)
            return new(declared.IsMail ? FileFormat.Mail : FileFormat.Text, []);

        var sight = Look(bytes, declared);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var format = sight.Primary?.Format ?? FileFormat.Unknown;
        if (sight.Primary is { } primary)
            findings.AddRange(Polyglots.Find(bytes, sight, primary));
        else
            findings.Add(new("file.unknown", "", $"{bytes.Length} bytes of no known format"));
        if (sight.Primary?.Encryption is { } encryption)
            findings.Add(new("file.encrypted", "", encryption));
        if (declared.Contradiction(format) is { } contradiction)
            findings.Add(new("file.type-mismatch", "", contradiction));
        return new(format, findings.ToImmutable());
    }

    private static Sight Look(ReadOnlySpan<byte> bytes, Declared declared)
    {
        var start = ProbeTable.Start(bytes);
        var elsewhere = ProbeTable.Elsewhere(bytes);
        var pdfAt = PdfProbe.Find(bytes);
        var zip = ZipDirectory.Find(bytes);
        var text = start is null && elsewhere is null ? TextKind(bytes, declared) : null;
        // What merely is text gives way to what a viewer finds behind it.
        var telling = text is { Format: var kind } && kind != FileFormat.Text && kind != FileFormat.Csv ? text : null;
        var zipMatch = zip is { ClaimedEntries: > 0 } && !bytes.HasAt(0, "PK"u8) ? ZipProbe.Classify(bytes, zip) : null;
        var late = pdfAt > 0 ? PdfProbe.At(bytes, pdfAt) : zipMatch;
        var other = start is null || start.Format == elsewhere?.Format ? null : elsewhere;
        return new(start ?? elsewhere ?? telling ?? late ?? text, other, pdfAt, zip, zipMatch);
    }

    /// <summary>
    /// The kind of a text, also of one that goes on in binary where its beginning leaves no doubt; null where it is none.
    /// </summary>
    private static Match? TextKind(ReadOnlySpan<byte> bytes, Declared declared)
    {
        if (TextScan.IsText(bytes))
            return TextProbes.Kind(bytes, declared);
        if ((declared.IsMail || declared.HasMailName) && TextScan.IsDamagedText(bytes))
            return TextProbes.Kind(bytes, declared) is { Format: var kind } mail && kind == FileFormat.Mail ? mail : null;
        var prefix = TextScan.TextPrefix(bytes);
        if (prefix.Length < ShortestTellingPrefix)
            return null;
        var match = TextProbes.Kind(prefix, Declared.Nothing);
        return match.Format == FileFormat.Text ? null : match;
    }
}

/// <summary>All that was seen in a file.</summary>
/// <param name="Primary">What it is taken for; null where nothing is known.</param>
/// <param name="Elsewhere">A disk image or tape archive behind another format's start.</param>
/// <param name="PdfAt">Offset of a PDF in the first 1,024 bytes, or -1.</param>
/// <param name="Zip">A ZIP archive by its end record, wherever it begins.</param>
/// <param name="ZipMatch">What that archive is, where it doesn't begin at the first byte.</param>
internal sealed record Sight(Match? Primary, Match? Elsewhere, int PdfAt, ZipDirectory? Zip, Match? ZipMatch);
