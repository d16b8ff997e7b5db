using System.Buffers.Binary;
using System.Text;

namespace MiyakoMailSanitizer.Verifying.Formats.Pdf;

/// <summary>Font programs: the tables that we write, in order, where they say they are.</summary>
internal static class PdfFonts
{
    private static readonly string[] Tables =
    [
        "CFF ", "GSUB", "OS/2", "VORG", "cmap", "cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post", "prep", "vhea", "vmtx",
    ];

    public static bool IsSfnt(byte[] font, bool isOpenType)
    {
        if (font.Length < 12)
            return false;
        var version = BinaryPrimitives.ReadUInt32BigEndian(font);
        if (isOpenType ? version != 0x4F54544F : version is not (0x00010000 or 0x74727565))
            return false;
        int count = BinaryPrimitives.ReadUInt16BigEndian(font.AsSpan(4));
        var end = 12L + (count * 16);
        if (end > font.Length)
            return false;
        var before = "";
        for (var i = 0; i < count; i++)
        {
            var entry = font.AsSpan(12 + (i * 16), 16);
            var tag = Encoding.Latin1.GetString(entry[..4]);
            long place = BinaryPrimitives.ReadUInt32BigEndian(entry[8..]), length = BinaryPrimitives.ReadUInt32BigEndian(entry[12..]);
            if (string.CompareOrdinal(tag, before) <= 0 || !Tables.Contains(tag) || (tag == "CFF " && !isOpenType) || place != end || place + length > font.Length)
                return false;
            (before, end) = (tag, place + ((length + 3) & ~3));
        }
        return end == font.Length;
    }

    public static bool IsCff(byte[] font)
    {
        if (font.Length < 8 || font[0] != 1 || font[2] < 4)
            return false;
        long at = font[2];
        for (var i = 0; i < 4; i++)
        {
            if (Skip(font, at) is not { } next)
                return false;
            at = next;
        }
        return true;
    }

    /// <summary>The end of an INDEX; null where it does not hold together.</summary>
    private static long? Skip(byte[] font, long at)
    {
        if (at < 0 || at + 3 > font.Length)
            return at + 2 == font.Length && font[at] == 0 && font[at + 1] == 0 ? at + 2 : null;
        int count = (font[at] << 8) | font[at + 1], size = font[at + 2];
        if (count == 0)
            return at + 2;
        var data = at + 2 + ((count + 1L) * size);
        if (size is < 1 or > 4 || data >= font.Length)
            return null;
        var last = 0L;
        for (var i = 0; i < size; i++)
            last = (last << 8) | font[at + 3 + ((long)count * size) + i];
        return last >= 1 && data + last <= font.Length ? data + last : null;
    }
}

/// <summary>JPEG as a picture of a PDF: the markers that make pixels, and Adobe's that says what the colours are.</summary>
internal static class PdfJpeg
{
    public static string? Fault(ReadOnlySpan<byte> bytes, int width, int height, int components)
    {
        if (bytes.Length < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8)
            return "the JPEG does not begin as one";
        int at = 2, scans = 0;
        var hasFrame = false;
        while (true)
        {
            if (at + 2 > bytes.Length || bytes[at] != 0xFF)
                return "something stands between the markers of the JPEG";
            var marker = bytes[at + 1];
            if (marker == 0xD9)
                return at + 2 == bytes.Length && scans > 0 ? null : "something follows the JPEG";
            if (at + 4 > bytes.Length)
                return "the JPEG ends early";
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2 || at + 2 + length > bytes.Length)
                return "the JPEG ends early";
            var body = bytes.Slice(at + 4, length - 2);
            at += 2 + length;
            switch (marker)
            {
                case 0xC0 or 0xC1 or 0xC2:
                    if (hasFrame || body.Length != 6 + (components * 3) || body[0] != 8 || body[5] != components
                        || BinaryPrimitives.ReadUInt16BigEndian(body[1..]) != height || BinaryPrimitives.ReadUInt16BigEndian(body[3..]) != width)
                    {
                        return "the frame of the JPEG is another than the picture's";
                    }
                    hasFrame = true;
                    break;
                case 0xDA:
                    if (!hasFrame || ++scans > 100)
                        return "the scans of the JPEG are none that we write";
                    at = EndOfScan(bytes, at);
                    break;
                case 0xDB or 0xC4 or 0xDD:
                    break;
                case 0xE0 when body.Length == 14 && body.StartsWith("JFIF\0"u8) && body[12] == 0 && body[13] == 0:
                    break;
                case 0xEE when body.Length == 12 && body.StartsWith("Adobe"u8):
                    break;
                default:
                    return "a marker of the JPEG is none that we write";
            }
        }
    }

    private static int EndOfScan(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length)
        {
            var next = bytes[at..].IndexOf((byte)0xFF);
            if (next < 0)
                return bytes.Length;
            at += next;
            if (at + 1 >= bytes.Length || bytes[at + 1] is not (0 or (>= 0xD0 and <= 0xD7)))
                return at;
            at += 2;
        }
        return at;
    }
}
