using System.Collections.Immutable;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>
/// The planes of 94 by 94 characters that Japanese mail uses, by Microsoft's mapping (0x8160 is U+FF5E), as 0-based <c>row * 94 + cell</c>.
/// Made from the code pages of the base library, whose gaps are filled: its 932 lacks the doubles of NEC row 13, NEC's
/// selection of IBM extensions (0xED40 to 0xEEFC) and 15 of the IBM extensions (0xFA4A to 0xFA5B). '\0' stands for "no character".
/// </summary>
internal static class JapaneseTables
{
    /// <summary>Rows and cells of a plane.</summary>
    public const int Size = 94;

    /// <summary>Rows that Shift_JIS can reach: 1 to 94, user-defined 95 to 114, IBM extensions 115 to 120.</summary>
    public const int ShiftJisRows = 120;

    /// <summary>2-23 and 2-81, which 20932 lacks.</summary>
    private const int TildeOfJis0212 = Size + 22, NumeroOfJis0212 = Size + 80;

    /// <summary>
    /// IBM's extensions that JIS X 0212 lacks, as eucJP-ms numbers them from 83-83 on; 20932 has others of its own there.
    /// </summary>
    private const int IbmInJis0212 = (82 * Size) + 82;

    private const string IbmExtensions = "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ＇＂㈱№℡炻仼僴凬匇匤\uFA0E咊坙\uFA0F\uFA10增寬峵嵓\uFA11德悅愠敎昻晥\uFA12\uF929栁"
        + "\uFA13\uFA14橫櫢淸淲瀨\uFA15\uFA16甁皂皞\uFA17礰\uFA18\uFA19\uFA1A\uFA1B竧\uFA1C\uFA1D綠緖\uFA1E荢\uFA1F薰\uFA20"
        + "\uFA21蠇\uFA22譿賴赶\uFA23\uFA24\uFA25郞\uFA26鄕\uFA27\uFA28閒\uF9DC\uFA29霻靍靑\uFA2A\uFA2B\uFA2C馞髙魲\uFA2D黑";

    private const char Replacement = '\uFFFD';

    /// <summary>What the base library's 932 leaves out, first byte pair and the characters from there on; a blank is not filled.</summary>
    private static readonly (int First, string Characters)[] Gaps =
    [
        (0x8790, "≒≡∫  √⊥∠  ∵∩∪"),
        (0xEEF9, "￢"),
        (0xFA4A, "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ￢"),
        (0xFA58, "㈱№℡∵"),
    ];

    static JapaneseTables()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Jis0208 = BuildJis0208();
        Jis0212 = BuildPlane(20932, secondHigh: false, rows: 82);
    }

    /// <summary>JIS X 0208 with NEC rows 13 and 89 to 92, user-defined rows 95 to 114 (private use), IBM rows 115 to 120.</summary>
    public static ImmutableArray<char> Jis0208 { get; }

    /// <summary>JIS X 0212, and the IBM extensions that eucJP-ms puts into its rows 83 and 84.</summary>
    public static ImmutableArray<char> Jis0212 { get; }

    /// <summary>GB 2312, for ISO-2022-JP-2.</summary>
    public static ImmutableArray<char> Gb2312 => LazyGb2312.Value;

    /// <summary>KS C 5601, for ISO-2022-JP-2.</summary>
    public static ImmutableArray<char> Ksc5601 => LazyKsc5601.Value;

    private static readonly Lazy<ImmutableArray<char>> LazyGb2312 = new(() => BuildPlane(20936, secondHigh: true, Size));

    private static readonly Lazy<ImmutableArray<char>> LazyKsc5601 = new(() => BuildPlane(949, secondHigh: true, Size));

    /// <summary>Index into <see cref="Jis0208"/> of a Shift_JIS pair, or -1 where the bytes can't be one.</summary>
    public static int ShiftJisIndex(byte lead, byte trail)
    {
        var pairOfRows = lead switch
        {
            >= 0x81 and <= 0x9F => lead - 0x81,
            >= 0xE0 and <= 0xFC => lead - 0xC1,
            _ => -1,
        };
        if (pairOfRows < 0 || trail is < 0x40 or 0x7F or > 0xFC)
            return -1;
        var cell = trail >= 0x9F ? trail - 0x9F : trail >= 0x80 ? trail - 0x41 : trail - 0x40;
        return (((pairOfRows * 2) + (trail >= 0x9F ? 1 : 0)) * Size) + cell;
    }

    private static ImmutableArray<char> BuildJis0208()
    {
        var table = new char[ShiftJisRows * Size];
        var codePage = Strict(932);
        var euc = Strict(51932);
        for (var lead = 0x81; lead <= 0xFC; lead++)
        {
            for (var trail = 0x40; trail <= 0xFC; trail++)
            {
                var index = ShiftJisIndex((byte)lead, (byte)trail);
                if (index >= 0)
                    table[index] = Single(codePage, (byte)lead, (byte)trail);
            }
        }
        for (var index = 88 * Size; index < 92 * Size; index++)
            table[index] = Single(euc, (byte)(0xA1 + (index / Size)), (byte)(0xA1 + (index % Size)));
        foreach (var (first, characters) in Gaps)
        {
            var start = ShiftJisIndex((byte)(first >> 8), (byte)first);
            for (var i = 0; i < characters.Length; i++)
                table[start + i] = characters[i] == ' ' ? table[start + i] : characters[i];
        }
        return [.. table];
    }

    private static ImmutableArray<char> BuildPlane(int codePage, bool secondHigh, int rows)
    {
        var encoding = Strict(codePage);
        var table = new char[Size * Size];
        for (var index = 0; index < rows * Size; index++)
            table[index] = Single(encoding, (byte)(0xA1 + (index / Size)), (byte)((secondHigh ? 0xA1 : 0x21) + (index % Size)));
        // 20932 answers with the katakana middle dot for what it does not know.
        if (!secondHigh)
        {
            table.AsSpan().Replace('\u30FB', '\0');
            (table[TildeOfJis0212], table[NumeroOfJis0212]) = ('～', '№');
            IbmExtensions.CopyTo(0, table, IbmInJis0212, IbmExtensions.Length);
        }
        return [.. table];
    }

    private static Encoding Strict(int codePage)
        => Encoding.GetEncoding(codePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));

    private static char Single(Encoding encoding, byte first, byte second)
    {
        var text = encoding.GetString([first, second]);
        return text.Length != 1 || text[0] == Replacement ? '\0' : text[0];
    }
}
