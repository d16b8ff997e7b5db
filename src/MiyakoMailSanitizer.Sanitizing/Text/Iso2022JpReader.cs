using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>
/// ISO-2022-JP (RFC 1468) as it is met in the wild: with CP5022x and -ms extensions, the sets of -1, -2 (RFC 1554), -3 and -2004, SO/SI and
/// 8-bit half-width kana, the eighth bit set by careless programs, missing final escapes.
/// </summary>
internal ref struct Iso2022JpReader
{
    private const byte Escape = 0x1B, ShiftOut = 0x0E, ShiftIn = 0x0F;

    /// <summary>
    /// What follows ESC, and the set it calls. JIS X 0201 Roman reads as ASCII, as Windows does: it carries URLs and paths.
    /// </summary>
    private static readonly (byte[] Sequence, Set Set)[] Sequences =
    [
        ("$B"u8.ToArray(), Set.Jis0208), ("$@"u8.ToArray(), Set.Jis0208),
        ("$(B"u8.ToArray(), Set.Jis0208), ("$(@"u8.ToArray(), Set.Jis0208),
        ("(B"u8.ToArray(), Set.Ascii), ("(J"u8.ToArray(), Set.Ascii), ("(H"u8.ToArray(), Set.Ascii), ("(I"u8.ToArray(), Set.Kana),
        ("$(D"u8.ToArray(), Set.Jis0212), ("$(O"u8.ToArray(), Set.Jis0213Plane1), ("$(Q"u8.ToArray(), Set.Jis0213Plane1),
        ("$(P"u8.ToArray(), Set.Jis0213Plane2), ("$A"u8.ToArray(), Set.Gb2312), ("$(A"u8.ToArray(), Set.Gb2312),
        ("$(C"u8.ToArray(), Set.Ksc5601), ("&@"u8.ToArray(), Set.Ascii),
        (".A"u8.ToArray(), Set.HighLatin), (".F"u8.ToArray(), Set.HighGreek),
    ];

    private readonly ReadOnlySpan<byte> _bytes;
    private ReadingWriter _writer;
    private Set _set;
    private Set _highSet;
    private bool _shifted;
    private bool _eighthBit;

    private Iso2022JpReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _writer = new ReadingWriter(bytes.Length);
    }

    private enum Set
    {
        Ascii,
        Kana,
        Jis0208,
        Jis0212,
        Gb2312,
        Ksc5601,
        Jis0213Plane1,
        Jis0213Plane2,
        HighLatin,
        HighGreek,
    }

    /// <summary>Reads all. A line end always returns to ASCII (RFC 1468), so that one lost escape spoils one line at most.</summary>
    public static Reading Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new Iso2022JpReader(bytes);
        var i = 0;
        while (i < bytes.Length)
            i += reader.Run(i) is > 0 and var run ? run : reader.Step(i);
        return reader._writer.ToReading();
    }

    /// <summary>True where an escape sequence of a Japanese set begins at some place.</summary>
    public static bool HasEscapes(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf(Escape) is >= 0 and var at)
        {
            bytes = bytes[(at + 1)..];
            if (!MayDesignate(bytes))
                continue;
            foreach (var (sequence, set) in Sequences)
            {
                if (set is not (Set.Ascii or Set.HighLatin or Set.HighGreek) && bytes.StartsWith(sequence))
                    return true;
            }
        }
        return false;
    }

    private static bool MayDesignate(ReadOnlySpan<byte> after) => !after.IsEmpty && "$(&."u8.Contains(after[0]);

    /// <summary>Reads what most text is made of, pairs of JIS X 0208 or ASCII, as far as it goes; returns its length in bytes.</summary>
    private int Run(int i)
    {
        var start = i;
        if (_shifted || _set is not (Set.Jis0208 or Set.Ascii))
            return 0;
        if (_set == Set.Ascii)
        {
            while (i < _bytes.Length && _bytes[i] is >= 0x20 and <= 0x7E)
                _writer.Add((char)_bytes[i++]);
            return i - start;
        }
        var table = JapaneseTables.Jis0208.AsSpan();
        while (i + 1 < _bytes.Length && _bytes[i] is >= 0x21 and <= 0x7E && _bytes[i + 1] is >= 0x21 and <= 0x7E)
        {
            _writer.AddMapped(table[((_bytes[i] - 0x21) * JapaneseTables.Size) + _bytes[i + 1] - 0x21]);
            i += 2;
        }
        return i - start;
    }

    /// <summary>Reads what begins at <paramref name="i"/>; returns its length in bytes.</summary>
    private int Step(int i)
    {
        var b = _bytes[i];
        switch (b)
        {
            case Escape:
                return 1 + Designate(_bytes[(i + 1)..]);
            case ShiftOut or ShiftIn:
                _shifted = b == ShiftOut;
                return 1;
            case (byte)'\r' or (byte)'\n':
                (_set, _highSet, _shifted, _eighthBit) = (Set.Ascii, Set.Ascii, false, false);
                _writer.Add((char)b);
                return 1;
            case <= 0x20 or 0x7F:
                _writer.Add((char)b);
                return 1;
            default:
                return Character(i, b);
        }
    }

    private int Designate(ReadOnlySpan<byte> after)
    {
        foreach (var (sequence, set) in MayDesignate(after) ? Sequences : [])
        {
            if (!after.StartsWith(sequence))
                continue;
            if (set is Set.HighLatin or Set.HighGreek)
                _highSet = set;
            else
                (_set, _shifted, _eighthBit) = (set, false, set >= Set.Jis0208 && HasEighthBits(after[sequence.Length..]));
            return sequence.Length;
        }
        if (_highSet != Set.Ascii && after is [(byte)'N', >= 0x20 and <= 0x7F, ..])
            return SingleShift(after[1]);
        _writer.Add((char)Escape);
        return 0;
    }

    /// <summary>
    /// True where a careless program set the eighth bit of the whole run. Beside 7-bit pairs 8-bit bytes are half-width kana instead.
    /// </summary>
    private static bool HasEighthBits(ReadOnlySpan<byte> run)
    {
        var end = run.IndexOfAnyExceptInRange((byte)0xA1, (byte)0xFE);
        return end != 0 && (end < 0 || run[end] <= 0x20);
    }

    /// <summary>RFC 1554: ESC N takes one character of the upper half of ISO 8859-1 or -7.</summary>
    private int SingleShift(byte b)
    {
        var c = (char)(b | 0x80);
        _writer.AddMapped(_highSet == Set.HighLatin ? c : CharsetReader.HighGreek(c));
        return 2;
    }

    private int Character(int i, byte b)
    {
        if (_set >= Set.Jis0208 && !_shifted && Pair(i, b))
            return 2;
        var kana = (_shifted || _set == Set.Kana) && b is >= 0x21 and <= 0x5F;
        if (kana)
            _writer.Add((char)(b - 0x21 + '\uFF61'));
        else if (b is >= 0xA1 and <= 0xDF)
            _writer.Add((char)(b - 0xA1 + '\uFF61'));
        else if (b < 0x80 && _set < Set.Jis0208)
            _writer.Add((char)b);
        else
            _writer.AddError();
        return 1;
    }

    /// <summary>
    /// A pair of the current set. Rows above 94 come as bytes 0x93 to 0x98 from programs that
    /// number IBM's extensions on.
    /// </summary>
    private bool Pair(int i, byte b)
    {
        if (i + 1 >= _bytes.Length)
            return false;
        var second = _bytes[i + 1];
        var beyond = b is >= 0x93 and <= 0x98 && _set == Set.Jis0208;
        if (_eighthBit && b >= 0xA1 && second >= 0xA1)
            (b, second) = ((byte)(b & 0x7F), (byte)(second & 0x7F));
        if ((b is < 0x21 or > 0x7E && !beyond) || second is < 0x21 or > 0x7E)
            return false;
        var index = ((b - 0x21) * JapaneseTables.Size) + second - 0x21;
        if (_set == Set.Jis0213Plane1)
            _writer.AddMapped(Jisx0213.Plane1(index));
        else if (_set == Set.Jis0213Plane2)
            _writer.AddMapped(Jisx0213.Plane2(index));
        else
            _writer.AddMapped(Table(_set)[index]);
        return true;
    }

    private static ImmutableArray<char> Table(Set set) => set switch
    {
        Set.Jis0212 => JapaneseTables.Jis0212,
        Set.Gb2312 => JapaneseTables.Gb2312,
        Set.Ksc5601 => JapaneseTables.Ksc5601,
        _ => JapaneseTables.Jis0208,
    };
}
