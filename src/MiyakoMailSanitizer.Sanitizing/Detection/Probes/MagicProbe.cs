namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>What more than the magic must hold, so that a few chance bytes make no format.</summary>
internal delegate bool Check(ReadOnlySpan<byte> bytes);

/// <summary>A row: magic at an offset, then a check of what follows.</summary>
internal static class MagicProbe
{
    public static Probe Row(FileFormat format, byte[] magic, Check? check = null, int offset = 0)
    {
        var match = new Match(format);
        return bytes => bytes.HasAt(offset, magic) && (check is null || check(bytes)) ? match : null;
    }

    /// <summary>As above; the magic is written as text of ISO 8859-1.</summary>
    public static Probe Row(FileFormat format, string magic, Check? check = null, int offset = 0)
        => Row(format, System.Text.Encoding.Latin1.GetBytes(magic), check, offset);
}
