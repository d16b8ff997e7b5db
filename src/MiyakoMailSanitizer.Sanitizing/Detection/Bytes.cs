using System.Buffers.Binary;

namespace MiyakoMailSanitizer.Sanitizing.Detection;

/// <summary>Reads that can't leave the bytes: out of range is 0, false, or an empty span.</summary>
internal static class Bytes
{
    extension(ReadOnlySpan<byte> bytes)
    {
        public byte ByteAt(long offset) => offset >= 0 && offset < bytes.Length ? bytes[(int)offset] : (byte)0;

        public ushort U16(long offset) => bytes.Has(offset, 2) ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[(int)offset..]) : (ushort)0;

        public ushort U16Big(long offset) => bytes.Has(offset, 2) ? BinaryPrimitives.ReadUInt16BigEndian(bytes[(int)offset..]) : (ushort)0;

        public uint U32(long offset) => bytes.Has(offset, 4) ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[(int)offset..]) : 0;

        public uint U32Big(long offset) => bytes.Has(offset, 4) ? BinaryPrimitives.ReadUInt32BigEndian(bytes[(int)offset..]) : 0;

        public ulong U64(long offset) => bytes.Has(offset, 8) ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[(int)offset..]) : 0;

        public ulong U64Big(long offset) => bytes.Has(offset, 8) ? BinaryPrimitives.ReadUInt64BigEndian(bytes[(int)offset..]) : 0;

        public bool Has(long offset, long count) => offset >= 0 && count >= 0 && offset <= bytes.Length - count;

        public bool HasAt(long offset, ReadOnlySpan<byte> magic)
            => bytes.Has(offset, magic.Length) && bytes.Slice((int)offset, magic.Length).SequenceEqual(magic);

        /// <summary>As much of the range as there is.</summary>
        public ReadOnlySpan<byte> Cut(long offset, long count)
        {
            if (offset < 0 || count <= 0 || offset >= bytes.Length)
                return [];
            return bytes.Slice((int)offset, (int)Math.Min(count, bytes.Length - offset));
        }

        /// <summary>The first <paramref name="count"/> bytes, or all.</summary>
        public ReadOnlySpan<byte> Head(int count) => bytes[..Math.Min(count, bytes.Length)];

        /// <summary>ASCII letters of any case; <paramref name="lower"/> is in lower case.</summary>
        public bool StartsWithIgnoreCase(ReadOnlySpan<byte> lower)
            => bytes.Length >= lower.Length && System.Text.Ascii.EqualsIgnoreCase(bytes[..lower.Length], lower);

        /// <summary>True where nothing but padding is in it: NUL, white space, Ctrl-Z.</summary>
        public bool IsPadding => bytes.IndexOfAnyExcept(Padding) < 0;

        public ReadOnlySpan<byte> TrimStartPadding()
        {
            var first = bytes.IndexOfAnyExcept(Padding);
            return first < 0 ? [] : bytes[first..];
        }
    }

    private static readonly System.Buffers.SearchValues<byte> Padding = System.Buffers.SearchValues.Create("\0\t\n\r \u001A"u8);

    /// <summary>CRC-32 of ISO 3309, as ZIP, 7z, RAR 5 and ARJ use it.</summary>
    public static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = (crc >> 8) ^ Crc32Table[(byte)crc ^ b];
        return ~crc;
    }

    private static readonly uint[] Crc32Table = [.. Enumerable.Range(0, 256).Select(n =>
    {
        var c = (uint)n;
        for (var k = 0; k < 8; k++)
            c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
        return c;
    })];
}
