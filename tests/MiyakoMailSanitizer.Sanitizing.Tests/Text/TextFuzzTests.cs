using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>Japanese text of every charset, cut, mixed and damaged: always some text, the same each time, clean after cleaning.</summary>
public sealed class TextFuzzTests
{
    private static readonly string?[] Declarations =
    [
        null, "us-ascii", "utf-8", "utf-16", "utf-16le", "utf-32", "iso-2022-jp", "iso-2022-jp-2004", "shift_jis",
        "shift_jis-2004", "euc-jp", "euc-jis-2004", "gb2312", "big5", "euc-kr", "iso-2022-kr", "hz-gb-2312", "windows-1251",
        "windows-1252", "utf-7", "x-none",
    ];

    private static readonly string[] Escapes =
    [
        "\e$B", "\e$@", "\e(B", "\e(J", "\e(I", "\e$(D", "\e$(O", "\e$(P", "\e$(Q", "\e$A", "\e$(C", "\e.A", "\e.F", "\eNi", "\e&@", "\e",
        "\u000E", "\u000F", "$B", "(B", "$B$3$s(B", "\r\n", "\n", "~{", "~}", "\0",
    ];

    private static readonly Func<string, byte[]>[] Writers =
    [
        Encoding.UTF8.GetBytes, Encoding.Unicode.GetBytes, Encoding.BigEndianUnicode.GetBytes,
        Page(932), Page(51932), Page(50220), Page(50221), Page(936), Page(1252),
        text => Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text))),
        text => Encoding.UTF8.GetBytes(Encoding.GetEncoding(932).GetString(Encoding.UTF8.GetBytes(text))),
        text => [.. Page(50220)(text).Where(b => b != 0x1B)],
    ];

    [Fact]
    public void Whatever_the_bytes_are() => FuzzRun.For(3_203, random =>
    {
        var bytes = Damaged(Written(random), random);
        var declared = Declarations[random.Next(Declarations.Length)];
        var decoded = TextDecoder.Decode(bytes, declared, "body");
        Assert.Equal(decoded.Text, TextDecoder.Decode(bytes, declared, "body").Text);
        Assert.InRange(decoded.Text.Length, 0, bytes.Length + 16);
        Assert.InRange(decoded.Findings.Length, 0, 8);
        Assert.Equal(decoded.IsPoor, decoded.Findings.Any(f => f.Code == "text.mojibake"));
        Assert.Null(Rule7.Fault(TextCleaner.CleanLines(decoded.Text, "").Text, lines: true));
        Assert.Null(Rule7.Fault(TextCleaner.CleanLine(decoded.Text, "").Text, lines: false));
        if (JapaneseEncoder.TryEncodeIso2022Jp(decoded.Text, out var japanese))
            Assert.DoesNotContain('\uFFFD', TextDecoder.Decode(japanese, "iso-2022-jp", "").Text);
    });

    private static Func<string, byte[]> Page(int codePage)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(codePage).GetBytes;
    }

    private static byte[] Written(Random random)
    {
        var bytes = new List<byte>();
        for (var pieces = random.Next(1, 5); pieces > 0; pieces--)
        {
            var words = Enumerable.Range(0, random.Next(1, 12)).Select(_ => OfficeWords.All[random.Next(OfficeWords.All.Length)]);
            bytes.AddRange(Writers[random.Next(Writers.Length)](string.Join(random.Next(3) == 0 ? "\r\n" : "の", words)));
        }
        return [.. bytes];
    }

    private static byte[] Damaged(byte[] bytes, Random random)
    {
        var result = bytes.ToList();
        for (var times = random.Next(6); times > 0 && result.Count > 0; times--)
        {
            var at = random.Next(result.Count);
            switch (random.Next(6))
            {
                case 0:
                    result.RemoveAt(at);
                    break;
                case 1:
                    result[at] = (byte)random.Next(256);
                    break;
                case 2:
                    result[at] ^= 0x80;
                    break;
                case 3:
                    result.InsertRange(at, Encoding.ASCII.GetBytes(Escapes[random.Next(Escapes.Length)]));
                    break;
                case 4:
                    result.RemoveRange(at, result.Count - at);
                    break;
                default:
                    result.InsertRange(at, result.Take(random.Next(result.Count)).ToArray());
                    break;
            }
        }
        return [.. result];
    }
}
