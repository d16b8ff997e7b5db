using MiyakoMailSanitizer.Sanitizing.Detection.Probes;

namespace MiyakoMailSanitizer.Sanitizing.Detection;

/// <summary>
/// Sees that a file can be read as two formats. Programs are left out: whatever hangs on them, they are withheld as programs. A file that
/// lies whole within a container (a stored ZIP in a tape archive, a message's attachment) is no second reading of the container.
/// </summary>
internal static class Polyglots
{
    public static List<Finding> Find(ReadOnlySpan<byte> bytes, Sight sight, Match primary)
    {
        var findings = new List<Finding>();
        if (primary.Format.Family == "program" && !IsScript(primary.Format))
            return findings;
        var second = primary.AlsoReadAs
            ?? sight.Elsewhere?.Format.Id
            ?? Pdf(bytes, sight, primary)
            ?? Zip(bytes, sight, primary)
            ?? Hidden(bytes, primary)
            ?? Active(bytes, primary);
        var tail = Tail(bytes, primary);
        second ??= TailFormat(tail, primary);
        if (second is not null)
            findings.Add(new("file.polyglot", "", $"{primary.Format} and {second}"));
        else if (!tail.IsEmpty)
            findings.Add(new("file.trailing-data", "", $"{tail.Length} bytes after the end of the {primary.Format}"));
        return findings;
    }

    private static bool IsScript(FileFormat format) => format == FileFormat.Script || format == FileFormat.Url || format == FileFormat.Hta;

    private static bool IsContainer(FileFormat format)
        => format != FileFormat.Mail && format.Family is "archive" or "office" or "pdf" or "other" or "mail";

    private static bool IsZip(ReadOnlySpan<byte> bytes) => bytes.HasAt(0, "PK"u8);

    /// <summary>A PDF that viewers find behind another format's start.</summary>
    private static string? Pdf(ReadOnlySpan<byte> bytes, Sight sight, Match primary)
    {
        if (sight.PdfAt < 0 || primary.Format == FileFormat.Pdf)
            return null;
        if (primary.Format == FileFormat.Tar && sight.PdfAt % 512 == 0)
            return null;
        return sight.Zip is { } zip && IsZip(bytes) && IsFirstStored(bytes, zip, sight.PdfAt) ? null : "pdf";
    }

    /// <summary>True where the PDF is an archive's first member, stored and whole, and nothing of a PDF comes after the members.</summary>
    private static bool IsFirstStored(ReadOnlySpan<byte> bytes, ZipDirectory zip, int pdfAt)
    {
        var first = zip.ReadEntries(bytes).Find(e => e.LocalOffset == 0);
        return first.Method == 0 && ZipDirectory.DataOffset(bytes, first) == pdfAt
            && bytes.Cut(pdfAt, first.PackedSize).IndexOf("%%EOF"u8) >= 0 && bytes.LastIndexOf("%%EOF"u8) < zip.Directory;
    }

    private static string? Zip(ReadOnlySpan<byte> bytes, Sight sight, Match primary)
    {
        if (sight.Zip is not { ClaimedEntries: > 0 } zip)
            return null;
        if (IsZip(bytes))
            return zip.Shift > 0 || zip.IsAmbiguous ? "another zip before it" : null;
        if (sight.ZipMatch is not { } match)
            return null;
        if (ReferenceEquals(match, primary))
            return bytes[..(int)Math.Min(FirstLocal(bytes, zip), bytes.Length)].IsPadding ? null : "other data before it";
        var isExact = zip.End == bytes.Length;
        var isBehind = primary.End is { } end && zip.EndRecord >= end;
        var isLoose = primary.Format == FileFormat.Pdf && !IsInStream(bytes[..zip.EndRecord]);
        return !IsContainer(primary.Format) || isExact || isBehind || isLoose ? match.Format.Id : null;
    }

    private static long FirstLocal(ReadOnlySpan<byte> bytes, ZipDirectory zip)
    {
        var first = (long)bytes.Length;
        foreach (var entry in zip.ReadEntries(bytes))
            first = Math.Min(first, entry.LocalOffset);
        return first;
    }

    private static bool IsInStream(ReadOnlySpan<byte> before)
    {
        var last = before.LastIndexOf("stream"u8);
        return last >= 0 && !(last >= 3 && before.HasAt(last - 3, "end"u8));
    }

    /// <summary>RAR and 7z archives are found anywhere by their unpackers. Only where nothing can lie in the format rightly.</summary>
    private static string? Hidden(ReadOnlySpan<byte> bytes, Match primary)
    {
        if (IsContainer(primary.Format))
            return null;
        return RarProbe.FindSound(bytes) > 0 ? "rar" : SevenZipProbe.FindSound(bytes) > 0 ? "7z" : null;
    }

    /// <summary>Script hosts and browsers that make something of tags or of a comment in the header.</summary>
    private static string? Active(ReadOnlySpan<byte> bytes, Match primary)
    {
        if (primary.Format == FileFormat.Pdf)
        {
            var head = bytes.Head(MarkupProbe.SniffedBytes);
            var firstObject = head.IndexOf(" obj"u8);
            return MarkupProbe.FindActiveTag(firstObject < 0 ? head : head[..firstObject]) >= 0 ? "html" : null;
        }
        if (primary.Format.Family != "image")
            return null;
        if (MarkupProbe.FindActiveTag(bytes) >= 0)
            return "html";
        var comment = primary.Format.Id switch { "gif" => 6, "bmp" => 2, "jpeg" or "webp" => 4, _ => -1 };
        return comment > 0 && bytes.HasAt(comment, "/*"u8) && HasCodeAfterComment(bytes) ? "script" : null;
    }

    private static bool HasCodeAfterComment(ReadOnlySpan<byte> bytes)
    {
        for (var rest = bytes; rest.IndexOf("*/"u8) is var at and >= 0; rest = rest[(at + 2)..])
        {
            var code = rest[(at + 2)..].Head(8);
            if (code.Length >= 4 && code.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) < 0)
                return true;
        }
        return false;
    }

    private static ReadOnlySpan<byte> Tail(ReadOnlySpan<byte> bytes, Match primary)
        => primary.End is { } end && end < bytes.Length ? bytes[end..].TrimStartPadding() : [];

    private static string? TailFormat(ReadOnlySpan<byte> tail, Match primary)
    {
        if (tail.IsEmpty)
            return null;
        var format = ProbeTable.Start(tail)?.Format
            ?? (PdfProbe.Find(tail) >= 0 ? FileFormat.Pdf : null)
            ?? (RarProbe.FindSound(tail) >= 0 ? FileFormat.Rar : null)
            ?? (SevenZipProbe.FindSound(tail) >= 0 ? FileFormat.SevenZip : null)
            ?? (MarkupProbe.StartsWithAnyTag(tail) || MarkupProbe.FindActiveTag(tail.Head(MarkupProbe.SniffedBytes)) >= 0
                ? FileFormat.Html
                : null);
        // Pictures and films behind a picture are what cameras write.
        return format is null || format == primary.Format || format.Family is "image" or "media" or "other" ? null : format.Id;
    }
}
