using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>
/// Programs of fonts. TrueType and OpenType are put together anew of the tables that are needed; Type 1 and CFF are walked. What does not hold
/// together is left out, and the text is shown in another font.
/// </summary>
internal static class FontPrograms
{
    private const int MaxBytes = 32 << 20, MaxTables = 64;

    /// <summary>What draws; not the tables of signatures, bitmaps, colour or unknown things.</summary>
    private static readonly string[] Tables =
    [
        "CFF ", "GSUB", "OS/2", "VORG", "cmap", "cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post", "prep", "vhea", "vmtx",
    ];

    public static void Copy(PdfDictionary source, PdfDictionary copy, PdfRebuild rebuild, string where)
    {
        foreach (var key in (ReadOnlySpan<string>)["FontFile", "FontFile2", "FontFile3"])
        {
            if (rebuild.File.Stream(source[key]) is not { } stream)
                continue;
            try
            {
                var bytes = StreamDecoder.Bytes(stream, rebuild.File);
                if (bytes.Length <= MaxBytes && Program(stream.Dictionary, bytes, rebuild) is var (kind, program))
                {
                    copy[kind] = program;
                    return;
                }
            }
            catch (PdfBrokenException)
            {
                // As where it does not parse.
            }
            rebuild.Findings.Add("pdf.font-withheld", where, "an embedded font is broken and was left out");
            rebuild.Losses++;
        }
    }

    /// <summary>What it really is decides, not the key that it stood under.</summary>
    private static (string Key, PdfReference Program)? Program(PdfDictionary dictionary, ReadOnlyMemory<byte> memory, PdfRebuild rebuild)
    {
        var bytes = memory.Span;
        if (bytes.StartsWith("%!"u8) || bytes.ByteAt(0) == 0x80)
            return Type1(dictionary, bytes, rebuild) is { } type1 ? ("FontFile", type1) : null;
        if (bytes.U32Big(0) is 0x00010000 or 0x74727565)
            return Rebuild(bytes, needsGlyf: true) is { } font ? ("FontFile2", Add(new PdfDictionary().With("Length1", font.Length), font, rebuild)) : null;
        if (bytes.StartsWith("OTTO"u8))
        {
            return Rebuild(bytes, needsGlyf: false) is { } font
                ? ("FontFile3", Add(new PdfDictionary().WithName("Subtype", "OpenType"), font, rebuild)) : null;
        }
        var subtype = rebuild.File.Name(dictionary["Subtype"]) == "CIDFontType0C" ? "CIDFontType0C" : "Type1C";
        return CffWalk.IsSound(bytes) ? ("FontFile3", Add(new PdfDictionary().WithName("Subtype", subtype), bytes, rebuild)) : null;
    }

    private static PdfReference Add(PdfDictionary head, ReadOnlySpan<byte> font, PdfRebuild rebuild) => rebuild.Writer.AddShared(head, font);

    /// <summary>Clear text up to <c>eexec</c>, and behind it, encrypted, what must be there.</summary>
    private static PdfReference? Type1(PdfDictionary dictionary, ReadOnlySpan<byte> bytes, PdfRebuild rebuild)
    {
        var font = bytes.ByteAt(0) == 0x80 ? WithoutSegments(bytes) : bytes.ToArray();
        var clear = font.AsSpan().IndexOf("eexec"u8);
        if (clear < 0 || !HasPlainMatrix(font.AsSpan(0, clear)))
            return null;
        clear += 5;
        while (clear < font.Length && font[clear] is 9 or 10 or 13 or 32)
            clear++;
        var secret = Decrypt(font.AsSpan(clear));
        if (secret.AsSpan().IndexOf("/CharStrings"u8) < 0)
            return null;
        var tail = font.AsSpan().LastIndexOf("cleartomark"u8) is var mark and > 0 ? ZerosBefore(font, mark) : font.Length;
        if (tail < clear)
            tail = font.Length;
        return Add(new PdfDictionary().With("Length1", clear).With("Length2", tail - clear).With("Length3", font.Length - tail), font, rebuild);
    }

    /// <summary>Viewers that make a program of the font put the matrix into it as it stands (CVE-2024-4367).</summary>
    private static bool HasPlainMatrix(ReadOnlySpan<byte> clear)
    {
        var hasOne = false;
        while (clear.IndexOf("/FontMatrix"u8) is >= 0 and var at)
        {
            clear = clear[(at + 11)..];
            var end = clear.IndexOfAny("]}"u8);
            if (end < 0 || clear[..end].ContainsAnyExcept("[{ \r\n\t0123456789.-+eE"u8))
                return false;
            hasOne = true;
        }
        return hasOne;
    }

    private static int ZerosBefore(byte[] font, int at)
    {
        while (at > 0 && font[at - 1] is (byte)'0' or 9 or 10 or 13 or 32)
            at--;
        return at;
    }

    /// <summary>PFB: segments with a head of six bytes.</summary>
    private static byte[] WithoutSegments(ReadOnlySpan<byte> bytes)
    {
        var result = new MemoryStream();
        while (bytes.ByteAt(0) == 0x80 && bytes.ByteAt(1) is 1 or 2)
        {
            var length = BinaryPrimitives.ReverseEndianness(bytes.U32Big(2));
            result.Write(bytes.Cut(6, length));
            bytes = bytes.Cut(6 + (long)length, bytes.Length);
        }
        return result.ToArray();
    }

    /// <summary>Adobe Type 1 Font Format §7.2; binary or hexadecimal.</summary>
    private static byte[] Decrypt(ReadOnlySpan<byte> bytes)
    {
        var isHex = bytes.Length >= 4 && !bytes[..4].ContainsAnyExcept("0123456789abcdefABCDEF"u8);
        var packed = isHex ? Unhex(bytes) : bytes.ToArray();
        var key = 55_665;
        for (var i = 0; i < packed.Length; i++)
        {
            var cipher = packed[i];
            packed[i] = (byte)(cipher ^ (key >> 8));
            key = ((cipher + key) * 52_845 + 22_719) & 0xFFFF;
        }
        return packed;
    }

    private static byte[] Unhex(ReadOnlySpan<byte> bytes)
    {
        var result = new MemoryStream();
        var high = -1;
        foreach (var b in bytes)
        {
            if (!char.IsAsciiHexDigit((char)b))
                continue;
            var digit = b <= '9' ? b - '0' : (b & 15) + 9;
            if (high >= 0)
                result.WriteByte((byte)((high << 4) | digit));
            high = high >= 0 ? -1 : digit;
        }
        return result.ToArray();
    }

    /// <summary>Takes the tables apart and puts those of the list together again; null where they don't fit each other.</summary>
    private static byte[]? Rebuild(ReadOnlySpan<byte> font, bool needsGlyf)
    {
        var tables = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var count = font.U16Big(4);
        if (count > MaxTables)
            return null;
        for (var i = 0; i < count; i++)
        {
            var entry = font.Cut(12 + (i * 16), 16);
            if (entry.Length < 16)
                return null;
            var tag = Encoding.Latin1.GetString(entry[..4]);
            if (Tables.Contains(tag) && font.Cut(entry.U32Big(8), entry.U32Big(12)) is { Length: > 0 } body)
                tables.TryAdd(tag, body.ToArray());
        }
        return Fits(tables, needsGlyf) ? Assemble(tables, font[..4]) : null;
    }

    private static bool Fits(SortedDictionary<string, byte[]> tables, bool needsGlyf)
    {
        if (!needsGlyf)
            return tables.TryGetValue("CFF ", out var cff) && CffWalk.IsSound(cff) && !tables.Keys.Any(k => k is "glyf" or "loca");
        tables.Remove("CFF ");
        if (!tables.TryGetValue("head", out var head) || head.Length < 54 || !tables.TryGetValue("maxp", out var maxp) || maxp.Length < 6
            || !tables.TryGetValue("loca", out var loca) || !tables.TryGetValue("glyf", out var glyf)
            || !tables.TryGetValue("hhea", out var hhea) || hhea.Length < 36 || !tables.ContainsKey("hmtx"))
        {
            return false;
        }
        var isLong = ((ReadOnlySpan<byte>)head).U16Big(50) == 1;
        var glyphs = ((ReadOnlySpan<byte>)maxp).U16Big(4);
        var entries = loca.Length / (isLong ? 4 : 2);
        if (glyphs == 0 || entries < 2)
            return false;
        // A glyph that lies outside is empty.
        for (var i = 0; i < entries; i++)
        {
            var place = isLong ? ((ReadOnlySpan<byte>)loca).U32Big(i * 4) : ((ReadOnlySpan<byte>)loca).U16Big(i * 2) * 2L;
            var sound = Math.Min(place, glyf.Length);
            if (isLong)
                BinaryPrimitives.WriteUInt32BigEndian(loca.AsSpan(i * 4), (uint)sound);
            else
                BinaryPrimitives.WriteUInt16BigEndian(loca.AsSpan(i * 2), (ushort)(sound / 2));
        }
        return true;
    }

    private static byte[] Assemble(SortedDictionary<string, byte[]> tables, ReadOnlySpan<byte> version)
    {
        var head = 12 + (tables.Count * 16);
        var result = new byte[head + tables.Values.Sum(t => (t.Length + 3) & ~3)];
        version.CopyTo(result);
        var power = (int)BitOperations.Log2((uint)tables.Count);
        BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(4), (ushort)tables.Count);
        BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(6), (ushort)(16 << power));
        BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(8), (ushort)power);
        BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(10), (ushort)((tables.Count * 16) - (16 << power)));
        var (entry, at) = (12, head);
        foreach (var (tag, body) in tables)
        {
            body.CopyTo(result, at);
            Encoding.Latin1.GetBytes(tag, result.AsSpan(entry));
            BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(entry + 4), Sum(result.AsSpan(at, (body.Length + 3) & ~3)));
            BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(entry + 8), (uint)at);
            BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(entry + 12), (uint)body.Length);
            (entry, at) = (entry + 16, at + ((body.Length + 3) & ~3));
        }
        return result;
    }

    private static uint Sum(ReadOnlySpan<byte> table)
    {
        var sum = 0u;
        for (; table.Length >= 4; table = table[4..])
            sum = unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(table));
        return sum;
    }
}

/// <summary>Walks a Compact Font Format program (Adobe technical note 5176) as far as its parts lie where they say.</summary>
internal static class CffWalk
{
    private const int MaxOperands = 513;

    public static bool IsSound(ReadOnlySpan<byte> font)
    {
        if (font.Length < 8 || font[0] != 1 || font[2] < 4)
            return false;
        long at = font[2];
        if (!Index(font, ref at, out _, out _) || !Index(font, ref at, out var top, out var topEnd) || !Index(font, ref at, out _, out _) || !Index(font, ref at, out _, out _))
            return false;
        if (topEnd <= top || CharStrings(font.Cut(top, topEnd - top)) is not (> 0 and var place))
            return false;
        at = place;
        return Index(font, ref at, out var first, out var end) && end > first;
    }

    /// <summary>Passes an INDEX; gives the place of its first object.</summary>
    private static bool Index(ReadOnlySpan<byte> font, ref long at, out long first, out long firstEnd)
    {
        (first, firstEnd) = (0, 0);
        if (!font.Has(at, 2))
            return false;
        int count = font.U16Big(at), size = font.ByteAt(at + 2);
        if (count == 0)
        {
            at += 2;
            return true;
        }
        var data = at + 3 + ((count + 1L) * size) - 1;
        if (size is < 1 or > 4 || data >= font.Length)
            return false;
        long before = 1;
        for (var i = 0; i <= count; i++)
        {
            var offset = 0L;
            for (var j = 0; j < size; j++)
                offset = (offset << 8) | font.ByteAt(at + 3 + ((long)i * size) + j);
            if (offset < before || data + offset > font.Length)
                return false;
            if (i == 1)
                (first, firstEnd) = (data + 1, data + offset);
            before = offset;
        }
        at = data + before;
        return true;
    }

    /// <summary>The place of the glyphs, which operator 17 of the top dictionary names; -1 where it does not.</summary>
    private static long CharStrings(ReadOnlySpan<byte> dictionary)
    {
        long last = -1;
        var operands = 0;
        for (var at = 0; at < dictionary.Length;)
        {
            int b = dictionary[at++];
            if (b is 28)
                (last, at) = ((short)dictionary.U16Big(at), at + 2);
            else if (b is 29)
                (last, at) = ((int)dictionary.U32Big(at), at + 4);
            else if (b is 30)
            {
                while (at < dictionary.Length && (dictionary[at] & 15) != 15 && dictionary[at] >> 4 != 15)
                    at++;
                at++;
            }
            else if (b is >= 32 and <= 246)
                last = b - 139;
            else if (b is >= 247 and <= 254)
                last = b <= 250 ? ((b - 247) * 256) + dictionary.ByteAt(at++) + 108 : (-(b - 251) * 256) - dictionary.ByteAt(at++) - 108;
            else if (b == 17)
                return last;
            else if (b <= 21)
                (at, operands) = (b == 12 ? at + 1 : at, -1);
            else
                return -1;
            if (++operands > MaxOperands)
                return -1;
        }
        return -1;
    }
}
