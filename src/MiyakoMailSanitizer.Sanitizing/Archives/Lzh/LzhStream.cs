namespace MiyakoMailSanitizer.Sanitizing.Archives.Lzh;

/// <summary>
/// Unpacks <c>-lh4-</c> to <c>-lh7-</c>: blocks of symbols, each block with its own three prefix codes; a symbol is a byte, or a length of 3 to
/// 256 that a distance follows.
/// </summary>
/// <param name="packed">The packed bytes.</param>
/// <param name="windowBits">12, 13, 15 or 16.</param>
/// <param name="size">Bytes to come out; the data has no end of its own.</param>
internal sealed class LzhStream(ReadOnlyMemory<byte> packed, int windowBits, long size) : ReadingStream
{
    private const int Symbols = 510, LengthSymbols = 19, FirstLength = 3;

    private readonly LzhBits _bits = new(packed);
    // The encoder's window holds spaces at first.
    private readonly byte[] _window = NewWindow(windowBits);
    private readonly int _distances = windowBits <= 13 ? 14 : windowBits + 1, _distanceBits = windowBits <= 13 ? 4 : 5;
    private LzhCode _symbols = new(0), _offsets = new(0);
    private long _left = size;
    private int _at, _blockLeft, _copyFrom, _copyLeft;

    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, _left);
        for (var i = 0; i < count; i++)
            buffer[i] = Next();
        _left -= count;
        return count;
    }

    private byte Next()
    {
        if (_copyLeft == 0)
        {
            if (_blockLeft == 0)
                ReadBlock();
            _blockLeft--;
            var symbol = _symbols.Read(_bits);
            if (symbol < 256)
                return Put((byte)symbol);
            _copyLeft = symbol - 256 + FirstLength;
            var bits = _offsets.Read(_bits);
            var distance = bits < 2 ? bits : (1 << (bits - 1)) + _bits.Read(bits - 1);
            _copyFrom = _at - distance - 1;
        }
        _copyLeft--;
        return Put(_window[_copyFrom++ & (_window.Length - 1)]);
    }

    private byte Put(byte value)
    {
        _window[_at] = value;
        _at = (_at + 1) & (_window.Length - 1);
        return value;
    }

    private void ReadBlock()
    {
        _blockLeft = _bits.Read(16);
        if (_blockLeft == 0)
            throw new InvalidDataException("a block is empty");
        var lengths = ReadLengths(LengthSymbols, 5, special: 3);
        _symbols = ReadSymbols(lengths);
        _offsets = ReadLengths(_distances, _distanceBits, special: -1);
    }

    private LzhCode ReadLengths(int most, int countBits, int special)
    {
        var count = _bits.Read(countBits);
        if (count == 0)
            return new(CheckedSymbol(_bits.Read(countBits), most));
        if (count > most)
            throw new InvalidDataException("a code has too many symbols");
        Span<byte> lengths = stackalloc byte[most];
        for (var i = 0; i < count;)
        {
            var length = _bits.Read(3);
            while (length >= 7 && _bits.Read(1) == 1)
            {
                if (++length > 16)
                    throw new InvalidDataException("a code is too long");
            }
            lengths[i++] = (byte)length;
            if (i == special)
                i = Math.Min(i + _bits.Read(2), most);
        }
        return new(lengths);
    }

    private LzhCode ReadSymbols(LzhCode lengthCode)
    {
        var count = _bits.Read(9);
        if (count == 0)
            return new(CheckedSymbol(_bits.Read(9), Symbols));
        if (count > Symbols)
            throw new InvalidDataException("a code has too many symbols");
        Span<byte> lengths = stackalloc byte[Symbols];
        for (var i = 0; i < count;)
        {
            var code = lengthCode.Read(_bits);
            if (code > 2)
                lengths[i++] = (byte)(code - 2);
            else
                i += code switch { 0 => 1, 1 => _bits.Read(4) + 3, _ => _bits.Read(9) + 20 };
        }
        return new(lengths);
    }

    private static int CheckedSymbol(int symbol, int most)
        => symbol < most ? symbol : throw new InvalidDataException("a code names no symbol");

    private static byte[] NewWindow(int bits)
    {
        var window = new byte[1 << bits];
        window.AsSpan().Fill((byte)' ');
        return window;
    }
}
