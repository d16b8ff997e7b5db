namespace MiyakoMailSanitizer.Sanitizing.Archives.Lzh;

/// <summary>
/// A canonical prefix code of up to 16 bits, read bit by bit: making it costs no more than reading its lengths, so that blocks of one symbol
/// each are no trap.
/// </summary>
internal sealed class LzhCode
{
    private const int MaxLength = 16;

    private readonly int[] _first = new int[MaxLength + 2], _counts = new int[MaxLength + 1], _start = new int[MaxLength + 2];
    private readonly int[] _symbols;
    private readonly int _only = -1;

    /// <summary>One symbol, which takes no bits.</summary>
    public LzhCode(int only)
    {
        _only = only;
        _symbols = [];
    }

    /// <exception cref="InvalidDataException">The lengths are those of no prefix code.</exception>
    public LzhCode(ReadOnlySpan<byte> lengths)
    {
        _symbols = new int[lengths.Length];
        foreach (var length in lengths)
        {
            if (length > MaxLength)
                throw new InvalidDataException("a code is too long");
            _counts[length]++;
        }
        _counts[0] = 0;
        for (var length = 1; length <= MaxLength; length++)
        {
            _first[length + 1] = (_first[length] + _counts[length]) << 1;
            _start[length + 1] = _start[length] + _counts[length];
            if (_first[length] + _counts[length] > 1 << length)
                throw new InvalidDataException("the codes are no prefix code");
        }
        Span<int> next = stackalloc int[MaxLength + 2];
        _start.CopyTo(next);
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] > 0)
                _symbols[next[lengths[symbol]]++] = symbol;
        }
    }

    /// <exception cref="InvalidDataException">The bits are no code.</exception>
    public int Read(LzhBits bits)
    {
        if (_only >= 0)
            return _only;
        var code = 0;
        for (var length = 1; length <= MaxLength; length++)
        {
            code = (code << 1) | bits.Read(1);
            if (code - _first[length] is var index && index >= 0 && index < _counts[length])
                return _symbols[_start[length] + index];
        }
        throw new InvalidDataException("the bits are no code");
    }
}
