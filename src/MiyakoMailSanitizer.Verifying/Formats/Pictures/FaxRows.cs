using System.Collections.Frozen;
using System.Globalization;

namespace MiyakoMailSanitizer.Verifying.Formats.Pictures;

/// <summary>Follows a Group 4 page (ITU-T T.6) without painting it: every row must fill its width, and the end code must follow the last one.</summary>
internal ref struct FaxRows(ReadOnlySpan<byte> data, int width)
{
    // Length of the code in bits, then code in hexadecimal and run: ITU-T T.4 tables 2, 3a and 3b.
    private const string White =
        "4:7=2,8=3,B=4,C=5,E=6,F=7 5:7=10,8=11,12=128,13=8,14=9,1B=64 6:3=13,7=1,8=12,17=192,18=1664,2A=16,2B=17,34=14," +
        "35=15 7:3=22,4=23,8=20,C=19,13=26,17=21,18=28,24=27,27=18,28=24,2B=25,37=256 8:2=29,3=30,4=45,5=46,A=47,B=48,12=33," +
        "13=34,14=35,15=36,16=37,17=38,1A=31,1B=32,24=53,25=54,28=39,29=40,2A=41,2B=42,2C=43,2D=44,32=61,33=62,34=63,35=0," +
        "36=320,37=384,4A=59,4B=60,52=49,53=50,54=51,55=52,58=55,59=56,5A=57,5B=58,64=448,65=512,67=640,68=576 9:98=1472," +
        "99=1536,9A=1600,9B=1728,CC=704,CD=768,D2=832,D3=896,D4=960,D5=1024,D6=1088,D7=1152,D8=1216,D9=1280,DA=1344,DB=1408 " +
        "11:8=1792,C=1856,D=1920 12:12=1984,13=2048,14=2112,15=2176,16=2240,17=2304,1C=2368,1D=2432,1E=2496,1F=2560";

    private const string Black =
        "2:2=3,3=2 3:2=1,3=4 4:2=6,3=5 5:3=7 6:4=9,5=8 7:4=10,5=11,7=12 8:4=13,7=14 9:18=15 10:8=18,F=64,17=16,18=17,37=0 " +
        "11:8=1792,C=1856,D=1920,17=24,18=25,28=23,37=22,67=19,68=20,6C=21 12:12=1984,13=2048,14=2112,15=2176,16=2240," +
        "17=2304,1C=2368,1D=2432,1E=2496,1F=2560,24=52,27=55,28=56,2B=59,2C=60,33=320,34=384,35=448,37=53,38=54,52=50,53=51," +
        "54=44,55=45,56=46,57=47,58=57,59=58,5A=61,5B=256,64=48,65=49,66=62,67=63,68=30,69=31,6A=32,6B=33,6C=40,6D=41," +
        "C8=128,C9=192,CA=26,CB=27,CC=28,CD=29,D2=34,D3=35,D4=36,D5=37,D6=38,D7=39,DA=42,DB=43 13:4A=640,4B=704,4C=768," +
        "4D=832,52=1280,53=1344,54=1408,55=1472,5A=1536,5B=1600,64=1664,65=1728,6C=512,6D=576,72=896,73=960,74=1024,75=1088," +
        "76=1152,77=1216";

    private const int MaxLength = 13, EndOfBlock = 0x001001;

    // By length << 16 | code.
    private static readonly FrozenDictionary<int, int> WhiteRuns = Parse(White), BlackRuns = Parse(Black);

    private readonly ReadOnlySpan<byte> _data = data;
    private long _bit;

    /// <summary>Null, or what is wrong.</summary>
    public string? Fault(int height)
    {
        List<int> above = [], row = [];
        for (var y = 0; y < height; y++)
        {
            row.Clear();
            if (!ReadRow(row, above))
                return "a row of the fax is not as it should be";
            (above, row) = (row, above);
        }

        var end = _bit + 24;
        return Peek(24) == EndOfBlock && (end + 7) / 8 == _data.Length && Rest(end) == 0 ? null : "the fax does not end as we write it";
    }

    /// <summary>Zeros fill the last byte.</summary>
    private readonly int Rest(long end) => (end & 7) == 0 ? 0 : _data[^1] & ((1 << (8 - (int)(end & 7))) - 1);

    private bool ReadRow(List<int> row, List<int> above)
    {
        int a0 = -1, color = 0, look = 0;
        while (a0 < width)
        {
            while (look > 0 && above[look - 1] > a0)
                look--;
            while (look < above.Count && (above[look] <= a0 || look % 2 != color))
                look++;
            int b1 = look < above.Count ? above[look] : width, b2 = look + 1 < above.Count ? above[look + 1] : width;
            if (Mode() is not { } mode)
                return false;
            if (mode == Pass)
            {
                a0 = b2;
                continue;
            }

            if (mode == Horizontal)
            {
                int first = Run(color), second = first < 0 ? -1 : Run(1 - color), start = Math.Max(a0, 0);
                if (second < 0 || start + first + second > width)
                    return false;
                row.Add(start + first);
                row.Add(a0 = start + first + second);
                continue;
            }

            var a1 = b1 + mode;
            if (a1 < Math.Max(a0, 0) || a1 > width)
                return false;
            row.Add(a0 = a1);
            color = 1 - color;
        }

        return true;
    }

    private const int Pass = 100, Horizontal = 101;

    /// <summary>The shift of vertical mode, or one of the other two; null where it is no mode.</summary>
    private int? Mode()
    {
        var zeros = 0;
        while (zeros < 7 && Peek(zeros + 1) == 0)
            zeros++;
        var (length, mode) = (zeros, Peek(zeros + 2) & 1) switch
        {
            (0, _) => (1, (int?)0),
            (1, 1) => (3, 1),
            (1, _) => (3, -1),
            (2, _) => (3, Horizontal),
            (3, _) => (4, Pass),
            (4, 1) => (6, 2),
            (4, _) => (6, -2),
            (5, 1) => (7, 3),
            (5, _) => (7, -3),
            _ => (0, null),
        };
        _bit += length;
        return _bit <= _data.Length * 8L ? mode : null;
    }

    /// <summary>The run of a colour, or -1.</summary>
    private int Run(int color)
    {
        var runs = color == 0 ? WhiteRuns : BlackRuns;
        for (var total = 0; total <= width;)
        {
            var length = 2;
            var run = 0;
            while (length <= MaxLength && !runs.TryGetValue((length << 16) | Peek(length), out run))
                length++;
            if (length > MaxLength)
                return -1;
            _bit += length;
            total += run;
            if (run < 64)
                return total;
        }

        return -1;
    }

    private readonly int Peek(int count)
    {
        var word = 0u;
        for (var at = _bit >> 3; at < (_bit >> 3) + 4; at++)
            word = (word << 8) | (at < _data.Length ? _data[(int)at] : 0u);
        return (int)((word << (int)(_bit & 7)) >> (32 - count));
    }

    private static FrozenDictionary<int, int> Parse(string table)
        => table.Split(' ').Select(group => group.Split(':'))
            .SelectMany(group => group[1].Split(',').Select(entry => entry.Split('=')), (group, entry) => (Length: Number(group[0]), Entry: entry))
            .ToFrozenDictionary(
                c => (c.Length << 16) | int.Parse(c.Entry[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), c => Number(c.Entry[1]));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
