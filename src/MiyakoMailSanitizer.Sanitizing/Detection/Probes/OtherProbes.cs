using static MiyakoMailSanitizer.Sanitizing.Detection.Probes.MagicProbe;

namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>Office documents with their own containers, signed and encrypted data, drawings and databases.</summary>
internal static class OtherProbes
{
    public static Probe[] Table { get; } =
    [
        CfbProbe.AtStart,
        // MS-OXTNEF §2.1.3.1: signature, key, then the version attribute.
        Row(FileFormat.Tnef, [0x78, 0x9F, 0x3E, 0x22], b => b.ByteAt(6) is 1 or 2 || b.Length < 7),
        Row(FileFormat.Pst, "!BDN", b => b.U16(8) == 0x4D53 || b.HasAt(8, "SM"u8)),
        Row(FileFormat.OneNote, [0xE4, 0x52, 0x5C, 0x7B, 0x8C, 0xD8, 0xA7, 0x4D, 0xAE, 0xB1, 0x53, 0x78, 0xD0, 0x29, 0x96, 0xD3]),
        Row(FileFormat.OneNote, [0xA1, 0x2F, 0xFF, 0x43, 0xD9, 0xEF, 0x76, 0x4C, 0x9E, 0xE2, 0x10, 0xEA, 0x57, 0x22, 0x76, 0x5F]),
        DocuWorks,
        Row(FileFormat.Rtf, "{\\rt"),
        Row(FileFormat.Access, "\0\u0001\0\0Standard Jet DB"),
        Row(FileFormat.Access, "\0\u0001\0\0Standard ACE DB"),
        Row(FileFormat.Lotus, [0, 0, 2, 0, 6, 4]),
        Row(FileFormat.Lotus, [0, 0, 0x1A, 0], b => b.ByteAt(5) == 0x10),
        Row(FileFormat.PostScript, "%!PS"),
        Row(FileFormat.PostScript, [0xC5, 0xD0, 0xD3, 0xC6]),
        Row(FileFormat.Sqlite, "SQLite format 3\0"),
        Row(FileFormat.Dwg, "AC10", b => b.Length >= 32 && b.Slice(4, 2).IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && b.Cut(6, 6).IndexOf((byte)0) >= 0),
        Row(FileFormat.Dxf, "AutoCAD Binary DXF\r\n"),
        Row(FileFormat.Jww, "JwwData."),
        Row(FileFormat.Pgp, [0x85], b => b.ByteAt(3) == 3 && IsPublicKeyAlgorithm(b.ByteAt(12))),
        Row(FileFormat.Pgp, [0x84], b => b.ByteAt(2) == 3 && IsPublicKeyAlgorithm(b.ByteAt(11))),
        Row(FileFormat.Pgp, [0xC1], b => b.ByteAt(1) is >= 192 and < 224 && b.ByteAt(3) == 3 && IsPublicKeyAlgorithm(b.ByteAt(12))),
        DistinguishedEncoding,
    ];

    private static bool IsPublicKeyAlgorithm(byte algorithm) => algorithm is 1 or 2 or 16 or 18 or 25;

    /// <summary>
    /// DocuWorks documents and binders: elements of tag, length, value. The header (60) holds the generation (82) and is followed by a
    /// segment (61); a short length is one byte.
    /// </summary>
    private static Match? DocuWorks(ReadOnlySpan<byte> bytes)
    {
        if (bytes.ByteAt(0) != 0x60 || bytes.ByteAt(1) is < 3 or >= 0x80 || bytes.ByteAt(2) != 0x82)
            return null;
        return bytes.ByteAt(2 + bytes.ByteAt(1)) == 0x61 ? new Match(FileFormat.Xdw) : null;
    }

    /// <summary>DER or BER that starts as CMS (RFC 5652 §3), PFX (RFC 7292 §4) or a certificate (RFC 5280 §4.1).</summary>
    private static Match? DistinguishedEncoding(ReadOnlySpan<byte> bytes)
    {
        if (!Enter(bytes, 0, 0x30, out var at, out _))
            return null;
        // id-signedData 1.2.840.113549.1.7.2, id-envelopedData .3, authEnveloped .1.9.16.1.23 and the rest of the family.
        if (bytes.HasAt(at, [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07]))
        {
            return bytes.ByteAt(at + 10) switch
            {
                2 => new Match(IsDetached(bytes, at + 11) ? FileFormat.P7s : FileFormat.P7m),
                3 or 6 => new Match(FileFormat.P7m) { Encryption = "it is an encrypted S/MIME message" },
                _ => new Match(FileFormat.P7m),
            };
        }
        if (bytes.HasAt(at, [0x06, 0x0B, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01]))
            return new Match(FileFormat.P7m) { Encryption = bytes.ByteAt(at + 12) == 23 ? "it is an encrypted S/MIME message" : null };
        if (bytes.HasAt(at, [0x02, 0x01, 0x03, 0x30]))
            return new Match(FileFormat.P12);
        return Enter(bytes, at, 0x30, out var inner, out _) && bytes.HasAt(inner, [0xA0, 0x03, 0x02, 0x01, 0x02, 0x02])
            ? new Match(FileFormat.Certificate)
            : null;
    }

    /// <summary>True where the signed content is not in it: encapContentInfo holds a type only.</summary>
    private static bool IsDetached(ReadOnlySpan<byte> bytes, long at)
    {
        if (!Enter(bytes, at, 0xA0, out at, out _) || !Enter(bytes, at, 0x30, out at, out _) || !bytes.HasAt(at, [0x02, 0x01]))
            return false;
        if (!Enter(bytes, at + 3, 0x31, out var digests, out var length) || length < 0
            || !Enter(bytes, digests + length, 0x30, out at, out length))
            return false;
        return bytes.ByteAt(at) == 6 && (length < 0 ? bytes.U16(at + 2 + bytes.ByteAt(at + 1)) == 0 : length == 2 + bytes.ByteAt(at + 1));
    }

    /// <summary>The content of an element; its length is -1 where it is indefinite.</summary>
    private static bool Enter(ReadOnlySpan<byte> bytes, long at, byte tag, out long content, out long length)
    {
        (content, length) = (0, 0);
        if (!bytes.Has(at, 2) || bytes.ByteAt(at) != tag)
            return false;
        var first = bytes.ByteAt(at + 1);
        content = at + 2;
        length = first == 0x80 ? -1 : first;
        if (first <= 0x80)
            return true;
        var count = first & 0x7F;
        if (count > 4)
            return false;
        length = 0;
        for (var i = 0; i < count; i++)
            length = (length << 8) | bytes.ByteAt(content + i);
        content += count;
        return true;
    }
}
