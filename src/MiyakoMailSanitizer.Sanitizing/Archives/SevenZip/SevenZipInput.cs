using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Archives.SevenZip;

/// <summary>Reads the fields of a 7z header (7zFormat.txt) one after the other.</summary>
internal ref struct SevenZipInput(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int At { get; private set; }

    public readonly int Left => _bytes.Length - At;

    public byte Byte() => Take(1)[0];

    public uint UInt32() => Take(4).U32(0);

    public ulong UInt64() => Take(8).U64(0);

    /// <summary>NUMBER: the leading ones of the first byte count the bytes that follow, low ones first.</summary>
    public long Number()
    {
        var first = Byte();
        var value = 0UL;
        for (var (i, mask) = (0, 0x80); i < 8; i++, mask >>= 1)
        {
            if ((first & mask) == 0)
                return Checked(value | ((ulong)(first & (mask - 1)) << (8 * i)));
            value |= (ulong)Byte() << (8 * i);
        }
        return Checked(value);
    }

    /// <summary>A number of things; more than <paramref name="most"/> is refused before anything is made of it.</summary>
    public int Count(int most)
    {
        var count = Number();
        return count <= most ? (int)count : throw Damaged("it counts more things than it can hold");
    }

    /// <summary>A number of files, or of what holds files.</summary>
    /// <exception cref="LimitExceededException">A message may not hold so many.</exception>
    public int Entries(Unpacker unpacker)
    {
        var count = Number();
        unpacker.ClaimEntries(count);
        return (int)count;
    }

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Left)
            throw Damaged("its header is cut off");
        var taken = _bytes.Slice(At, (int)count);
        At += (int)count;
        return taken;
    }

    /// <summary>Bits, the high one of each byte first.</summary>
    public bool[] Bits(int count)
    {
        var packed = Take((count + 7L) / 8);
        var bits = new bool[count];
        for (var i = 0; i < count; i++)
            bits[i] = (packed[i >> 3] & (0x80 >> (i & 7))) != 0;
        return bits;
    }

    /// <summary>Bits after a byte that may say that all are set.</summary>
    public bool[] OptionalBits(int count)
    {
        if (Byte() == 0)
            return Bits(count);
        var bits = new bool[count];
        Array.Fill(bits, true);
        return bits;
    }

    /// <summary>Checksums where there are some.</summary>
    public uint?[] Digests(int count)
    {
        var isThere = OptionalBits(count);
        var digests = new uint?[count];
        for (var i = 0; i < count; i++)
            digests[i] = isThere[i] ? UInt32() : null;
        return digests;
    }

    public static EntryRefusedException Damaged(string detail) => new("archive.damaged", detail);

    private static long Checked(ulong value) => value <= long.MaxValue / 4 ? (long)value : throw Damaged("a number in its header is absurd");
}
