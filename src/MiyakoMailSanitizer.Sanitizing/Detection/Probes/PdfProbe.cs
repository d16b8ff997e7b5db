namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>
/// PDF as viewers accept it: the header within the first 1,024 bytes (ISO 32000-1 annex H.3, note 13), objects, and a way to the root.
/// </summary>
internal static class PdfProbe
{
    private const int HeaderWindow = 1_024;

    public static Match? AtStart(ReadOnlySpan<byte> bytes) => bytes.HasAt(0, "%PDF-"u8) ? At(bytes, 0) : null;

    /// <summary>Offset of a PDF that starts in the first 1,024 bytes, or -1.</summary>
    public static int Find(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.Head(HeaderWindow + 4).IndexOf("%PDF-"u8);
        return at >= 0 && HasStructure(bytes[at..]) ? at : -1;
    }

    /// <summary>The PDF at an offset, or null where only the header is there.</summary>
    public static Match? At(ReadOnlySpan<byte> bytes, int offset)
    {
        if (!HasStructure(bytes[offset..]))
            return null;
        var end = bytes.LastIndexOf("%%EOF"u8);
        return new Match(FileFormat.Pdf)
        {
            End = end > offset ? end + 5 : null,
            Encryption = HasEncrypt(bytes) ? "a trailer names an encryption dictionary" : null,
        };
    }

    private static bool HasStructure(ReadOnlySpan<byte> bytes)
        => bytes.IndexOf(" obj"u8) >= 0
            && (bytes.IndexOf("trailer"u8) >= 0 || bytes.IndexOf("startxref"u8) >= 0 || bytes.IndexOf("/XRef"u8) >= 0
                || bytes.IndexOf("/Catalog"u8) >= 0);

    /// <summary>ISO 32000-1 §7.5.5: <c>/Encrypt</c> with a reference or a dictionary.</summary>
    private static bool HasEncrypt(ReadOnlySpan<byte> bytes)
    {
        for (var rest = bytes; rest.IndexOf("/Encrypt"u8) is var at and >= 0; rest = rest[(at + 8)..])
        {
            var value = rest[(at + 8)..].Head(16).TrimStart(" \t\r\n\0\f"u8);
            if (value.ByteAt(0) is >= (byte)'0' and <= (byte)'9' || value.StartsWith("<<"u8))
                return true;
        }
        return false;
    }
}
