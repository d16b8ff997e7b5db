using System.Buffers.Binary;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Rendering;

/// <summary>
/// A TrueType font of two glyphs without an outline, for text that is only searched and copied. Viewers want some font program: without one they
/// take another font, or complain.
/// </summary>
internal static class GlyphlessFont
{
    /// <summary>OpenType 1.9, "head": the sum of the whole file is to be this.</summary>
    private const uint Magic = 0xB1B0AFBA;

    /// <summary>The glyph that every character is shown with.</summary>
    public const ushort Glyph = 1;

    private static readonly (string Tag, byte[] Table)[] Tables =
    [
        ("glyf", new byte[12]),
        ("head", Words(1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0, 1_000, 0, 0, 0, 0, 0, 0, 0, 0, 0, -120, 1_000, 880, 0, 8, 2, 0, 0)),
        ("hhea", Words(1, 0, 880, -120, 0, 1_000, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1)),
        ("hmtx", Words(1_000, 0, 0)),
        ("loca", Words(0, 0, 6)),
        ("maxp", Words(1, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)),
    ];

    /// <summary>The font file.</summary>
    public static byte[] Program { get; } = Build();

    private static byte[] Build()
    {
        var font = new MemoryStream();
        var directory = 12 + (Tables.Length * 16);
        font.SetLength(directory);
        font.Position = directory;
        var head = new byte[directory];
        BinaryPrimitives.WriteUInt32BigEndian(head, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), (ushort)Tables.Length);
        Words(64, 2, (Tables.Length * 16) - 64).CopyTo(head, 6);
        for (var i = 0; i < Tables.Length; i++)
        {
            var (tag, table) = Tables[i];
            var entry = head.AsSpan(12 + (i * 16), 16);
            Encoding.ASCII.GetBytes(tag, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Sum(table));
            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], (uint)font.Length);
            BinaryPrimitives.WriteUInt32BigEndian(entry[12..], (uint)table.Length);
            font.Write(table);
            font.Write(new byte[-table.Length & 3]);
        }
        var bytes = font.ToArray();
        head.CopyTo(bytes, 0);
        var place = (int)BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(12 + 16 + 8));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(place + 8), unchecked(Magic - Sum(bytes)));
        return bytes;
    }

    private static byte[] Words(params ReadOnlySpan<int> values)
    {
        var bytes = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(i * 2), unchecked((short)values[i]));
        return bytes;
    }

    private static uint Sum(byte[] table)
    {
        var sum = 0u;
        for (var i = 0; i < table.Length; i++)
            sum += (uint)table[i] << (24 - ((i & 3) * 8));
        return sum;
    }
}
