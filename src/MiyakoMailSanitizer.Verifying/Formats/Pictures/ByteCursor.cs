using System.Buffers.Binary;

namespace MiyakoMailSanitizer.Verifying.Formats.Pictures;

/// <summary>Reads forward; past the end everything is 0 and <see cref="IsCut"/> is set.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int At { get; private set; }

    /// <summary>More was asked for than there is.</summary>
    public bool IsCut { get; private set; }

    public readonly bool IsAtEnd => At == _bytes.Length && !IsCut;

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _bytes.Length - At)
        {
            IsCut = true;
            return new byte[Math.Clamp(count, 0, 16)];
        }

        At += (int)count;
        return _bytes.Slice(At - (int)count, (int)count);
    }

    public byte Byte() => Take(1)[0];

    public int Little16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public long Little32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public int Big16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public long Big32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));
}
