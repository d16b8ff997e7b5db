using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>
/// ISO-2022-JP (RFC 1468) as it is met in the wild: with CP5022x and -ms extensions, ISO-2022-JP-1/-2 sets, SO/SI and 8-bit half-width
/// kana, missing final escapes. JIS X 0213 sets of -3 and -2004 are read as far as they agree with JIS X 0208.
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
        ("$(D"u8.ToArray(), Set.Jis0212), ("$(O"u8.ToArray(), Set.Jis0208), ("$(Q"u8.ToArray(), Set.Jis0208),
        ("$(P"u8.ToArray(), Set.Unknown94x94), ("$A"u8.ToArray(), Set.Gb2312), ("$(A"u8.ToArray(), Set.Gb2312),
        ("$(C"u8.ToArray(), Set.Ksc5601), ("&@"u8.ToArray(), Set.Ascii),
    ];

    private readonly ReadOnlySpan<byte> _bytes;
    private ReadingWriter _writer;
    private Set _set;
    private bool _shifted;

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
        Unknown94x94,
    }

    /// <summary>Reads all. A line end always returns to ASCII (RFC 1468), so that one lost escape spoils one line at most.</summary>
    public static Reading Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new Iso2022JpReader(bytes);
        var i = 0;
        while (i < bytes.Length)
            i += reader.Step(i);
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
                if (set != Set.Ascii && bytes.StartsWith(sequence))
                    return true;
            }
        }
        return false;
    }

    private static bool MayDesignate(ReadOnlySpan<byte> after) => !after.IsEmpty && "$(&"u8.Contains(after[0]);

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
                _set = Set.Ascii;
                _shifted = false;
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
            _set = set;
            _shifted = false;
            return sequence.Length;
        }
        _writer.Add((char)Escape);
        return 0;
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
    /// A pair of the current set. Rows above 94 come as bytes 0x93 to 0x98 from programs that number IBM's extensions on.
    /// </summary>
    private bool Pair(int i, byte b)
    {
        var lead = b is >= 0x21 and <= 0x7E || (b is >= 0x93 and <= 0x98 && _set == Set.Jis0208);
        if (!lead || i + 1 >= _bytes.Length || _bytes[i + 1] is < 0x21 or > 0x7E)
            return false;
        var index = ((b - 0x21) * JapaneseTables.Size) + _bytes[i + 1] - 0x21;
        _writer.AddMapped(_set == Set.Unknown94x94 ? '\0' : Table(_set)[index]);
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
