namespace MiyakoMailSanitizer.Sanitizing.Archives.Lzh;

/// <summary>Bits of LHA, highest first. After the end come zeros for a while, as encoders don't write what they don't need.</summary>
internal sealed class LzhBits(ReadOnlyMemory<byte> packed)
{
    private const int Grace = 16;

    private int _at;
    private uint _bits;
    private int _count;

    /// <exception cref="InvalidDataException">Far beyond the end.</exception>
    public int Read(int count)
    {
        while (_count < count)
        {
            if (_at >= packed.Length + Grace)
                throw new InvalidDataException("the packed data ends too early");
            _bits = (_bits << 8) | (_at < packed.Length ? packed.Span[_at] : (byte)0);
            _at++;
            _count += 8;
        }
        _count -= count;
        var value = (_bits >> _count) & ((1u << count) - 1);
        return (int)value;
    }
}
