using static MiyakoMailSanitizer.Benchmarks.Growth.InputKind;
using static MiyakoMailSanitizer.Benchmarks.Growth.Shape;

namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <summary>Bytes of charsets, lines and cells.</summary>
internal static class TextFamilies
{
    private const string Kanji = "日本語の文章です。";

    private static readonly string Ascii = new([.. Enumerable.Range(0x20, 0x5F).Select(i => (char)i)]);
    private static readonly string AnyByte = new([.. Enumerable.Range(0, 0x100).Select(i => (char)i)]);
    private static readonly string HighBytes = new([.. Enumerable.Range(0x80, 0x80).Select(i => (char)i)]);

    public static readonly IReadOnlyList<Family> Rows =
    [
        Family.OfBytes(Encoded, "plain lines", n => Repeat("Plain text, nothing else.\r\n", n)),
        Family.OfBytes(Encoded, "one byte above 7F at the end", n => Repeat("x", n) + "\u00E9"),
        Family.OfBytes(Encoded, "one byte above 7F a line", n => Repeat("Plain text, caf\u00E9.\r\n", n)),
        Family.OfBytes(Encoded, "any bytes", n => Noise(AnyByte, n)),
        Family.OfBytes(Encoded, "bytes above 7F", n => Noise(HighBytes, n)),
        Family.OfBytes(Encoded, "lead bytes without trail", n => Repeat("\u0081 \u00E3 \u008F\n", n)),
        Family.OfBytes(Encoded, "lead bytes in a row", n => Repeat("\u00E3", n)),
        Family.OfBytes(Encoded, "longest forms, cut", n => Repeat("\u00F4\u008F\u00BF", n)),
        Family.OfBytes(Encoded, "escapes without end", n => Repeat("\u001B$B", n)),
        Family.OfBytes(Encoded, "escapes to and fro", n => Repeat("\u001B$B4A\u001B(B", n)),
        Family.OfBytes(Encoded, "escape characters alone", n => Repeat("\u001B", n)),
        Family.OfBytes(Encoded, "shifts", n => Repeat("\u000E0\u000F", n)),
        Family.OfBytes(Encoded, "HZ tildes", n => Repeat("~{~}~", n)),
        Family.OfBytes(Encoded, "UTF-7 shifts", n => Repeat("+AGE-+-", n)),
        Family.OfBytes(Encoded, "NUL and kana halves", n => Repeat("\00B\00D", n)),
        Family.OfBytes(Encoded, "half-width kana", n => Repeat("\u00B1\u00B2\u00DE\u00B4", n)),
        Family.Of(Encoded, "UTF-8 Japanese", n => Repeat(Kanji, n / 3)),

        Family.OfBytes(Encoded, "Shift_JIS and UTF-8 by line", n => Repeat("\u0093\u00FA\u0096\u007B\r\n\u00E6\u0097\u00A5\u00E6\u009C\u00AC\r\n", n)),
        Family.OfBytes(Encoded, "ISO-2022-JP without escape characters", n => Repeat("$BF|K\\8l(B ", n)),
        Family.OfBytes(Encoded, "escape starts without escape characters", n => Repeat("$B", n)),

        Family.Of(Text, "UTF-8 read as Shift_JIS", n => Repeat("譌･譛ｬ隱槭\n", n / 3)),
        Family.Of(Text, "UTF-8 read as Latin", n => Repeat("Ã¦Â\u0097Â¥\n", n / 2)),
        Family.Of(Text, "clean Japanese lines", n => Repeat(Kanji + "\n", n / 3)),
        Family.Of(Text, "control characters", n => Repeat("\u0001\u0002\u007F", n)),
        Family.Of(Text, "terminal escapes without end", n => Repeat("\u001B[0;0;0;0;0;0;0;0", n)),
        Family.Of(Text, "window titles without end", n => Repeat("\u001B]", n)),
        Family.Of(Text, "bidi controls", n => Repeat("\u202Ea\u202C", n / 3)),
        Family.Of(Text, "joiners", n => Repeat("\U0001F468\u200D", n / 4)),
        Family.Of(Text, "variation selectors", n => Repeat("a\uFE0F\uFE0F\U000E0100", n / 5)),
        Family.Of(Text, "tag characters", n => Repeat("\U000E0041", n / 4)),
        Family.Of(Text, "each code point another", n => Each(n / 3, i => new System.Text.Rune(0xE000 + (i % 0x1F00)).ToString())),
        Family.Of(Text, "line ends of all kinds", n => Repeat("\r\n\r\n\u2028\u0085", n)),
        Family.Of(Text, "spaces", n => Repeat(" ", n) + "x"),
        Family.Of(Text, "one bad character at the end", n => Repeat("x", n) + "\u200B"),

        Family.Of(Csv, "rows of cells", n => Repeat("1,abc,日本,2026-11-23\r\n", n)),
        Family.Of(Csv, "empty cells", n => Repeat(",", n)),
        Family.Of(Csv, "empty rows", n => Repeat("\n", n)),
        Family.Of(Csv, "quotes", n => Repeat("\"", n)),
        Family.Of(Csv, "doubled quotes in a cell", n => "\"" + Repeat("\"\"", n) + "\""),
        Family.Of(Csv, "a quote never closed", n => "\"" + Repeat("a,b\n", n)),
        Family.Of(Csv, "quotes within cells", n => Repeat("a\"b,", n)),
        Family.Of(Csv, "formulas", n => Repeat("=1+1,+2,-3,@x\n", n)),
        Family.Of(Csv, "formulas behind separators", n => Repeat(";=a|=b\t=c", n)),
        Family.Of(Csv, "signs before a formula", n => Repeat("-+", n)),
        Family.Of(Csv, "quoted separators", n => Repeat("\",=a,\"\n", n)),
        Family.Of(Csv, "one long cell", n => Noise(Ascii.Replace("\"", "").Replace(",", ""), n)),
    ];
}
