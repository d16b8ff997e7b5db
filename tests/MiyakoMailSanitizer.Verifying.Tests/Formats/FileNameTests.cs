using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests.Formats;

/// <summary>File names: what they may be, and how they are written.</summary>
public class FileNameTests
{
    public static TheoryData<string, string?> Names()
    {
        string[] good =
        [
            "a.txt", "A.TXT", "a b.txt", "a.b.txt", "議事録.txt", "葛\U000E0100城.txt", "a'(1)&[x]{y};=+,~#%!@$^`.txt", "_.txt", "CONTRACT.txt",
            "COM.txt", "COM10.txt", "xCON.txt", "a.CON.txt", new string('a', 251) + ".txt", new string('あ', 83) + "ab.txt", "a.log", "a.md",
            "a.text", "a.html.txt",
        ];
        string[] badExtensions =
        [
            "", "a", "txt", "a.exe", "a.txt.exe", "a.csv", "a.eml", "a.txt\u200B", "a.ｔｘｔ", "a.txt:x", "a.txt::$DATA", "a.txt ", "a.txt.",
            "a.txt\u3000",
        ];
        string[] badNames =
        [
            ".txt", "..txt", " a.txt", "\u3000a.txt", "\u00A0a.txt", new string('a', 252) + ".txt", new string('あ', 84) + ".txt",
            "gnp\u202E.txt", "a\u200Bb.txt", "a\tb.txt", "a\0.txt", "a\r\nb.txt", "a\u007F.txt", "a\u0085.txt", "a\u2028.txt",
            "\uFE0Fa.txt", "a\uFEFF.txt", "../a.txt", "..\\a.txt", "/etc/a.txt", "C:\\a.txt", "C:a.txt",
            .. "/\\<>:\"|?*".Select(c => $"a{c}b.txt"),
        ];
        string[] devices =
        [
            "CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$", "COM1", "COM9", "COM0", "COM¹", "LPT1", "LPT9", "LPT³",
            "nul", "Com3", "lPt2",
        ];
        var data = new TheoryData<string, string?>();
        foreach (var name in good)
            data.Add(name, null);
        foreach (var name in badExtensions)
            data.Add(name, "file.extension");
        foreach (var name in badNames.Concat(devices.SelectMany(d => new[] { $"{d}.txt", $"{d} .txt", $"{d}.x.txt" })))
            data.Add(name, "file.name");
        return data;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void As_a_file(string name, string? rule)
    {
        var faults = MessageVerifier.VerifyFile("text/plain", name, "a"u8.ToArray()).Faults;
        Assert.Equal(rule is null, faults.IsEmpty);
        Assert.True(rule is null || faults.Any(f => f.Rule == rule));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void In_a_message(string name, string? rule)
    {
        if (name.Length == 0)
            Verdict.Refuses(Named("filename=\"\""), "file.name");
        else if (Ascii.IsValid(name) && !name.Any(c => c is < ' ' or > '~' or '"' or '\\'))
            Verdict.Is(Named($"filename=\"{name}\""), rule);
        if (name.Length > 0)
            Verdict.Is(Named(Extended(name)), rule);
    }

    [Theory]
    [InlineData("filename*=UTF-8''a.txt")]
    [InlineData("filename*=UTF-8''%E5%B1%B1.txt")]
    [InlineData("filename*0*=UTF-8''%E5%B1%B1;\r\n filename*1*=.txt")]
    [InlineData("filename*0*=UTF-8''a; filename*1*=b; filename*2*=.txt")]
    [InlineData("filename=\"a;b=c.txt\"")]
    [InlineData("filename=\"a%20b.txt\"")]
    public void Written_well(string parameter) => Verdict.Passes(Named(parameter));

    [Theory]
    [InlineData("filename=a.txt")]
    [InlineData("filename='a.txt'")]
    [InlineData("filename=\"a.txt")]
    [InlineData("filename=\"a.txt\";")]
    [InlineData("filename=\"a.txt\"; size=1")]
    [InlineData("filename=\"a.txt\"; filename*=UTF-8''b.txt")]
    [InlineData("filename*=UTF-8''b.txt; filename=\"a.txt\"")]
    [InlineData("filename=\"a\\b.txt\"")]
    [InlineData("filename=\"a\\\"b.txt\"")]
    [InlineData("filename=\"a\"b.txt\"")]
    [InlineData("filename =\"a.txt\"")]
    [InlineData("Filename=\"a.txt\"")]
    [InlineData("name=\"a.txt\"")]
    [InlineData("filename*=utf-8''a.txt")]
    [InlineData("filename*=UTF-8'ja'a.txt")]
    [InlineData("filename*=Shift_JIS''a.txt")]
    [InlineData("filename*=''a.txt")]
    [InlineData("filename*=a.txt")]
    [InlineData("filename*=UTF-8''")]
    [InlineData("filename*=UTF-8''a b.txt")]
    [InlineData("filename*=UTF-8''a%20b.txt; x")]
    [InlineData("filename*=UTF-8''%e5%b1%b1.txt")]
    [InlineData("filename*=UTF-8''%E5%B1.txt")]
    [InlineData("filename*=UTF-8''%E5%B1%B.txt")]
    [InlineData("filename*=UTF-8''a.txt%")]
    [InlineData("filename*=UTF-8''a.txt%2")]
    [InlineData("filename*=UTF-8''a.tx%74")]
    [InlineData("filename*=UTF-8''a(1).txt")]
    [InlineData("filename*=UTF-8''a~.txt")]
    [InlineData("filename*=UTF-8''%C0%AFa.txt")]
    [InlineData("filename*0*=UTF-8''a.txt")]
    [InlineData("filename*0=UTF-8''a; filename*1=.txt")]
    [InlineData("filename*1*=UTF-8''a; filename*0*=.txt")]
    [InlineData("filename*0*=UTF-8''a; filename*2*=.txt")]
    [InlineData("filename*0*=UTF-8''a; filename*1*=UTF-8''.txt")]
    [InlineData("filename*0*=UTF-8''%E5; filename*1*=%B1%B1.txt")]
    [InlineData("filename*0*=UTF-8''a; filename*1*=; filename*2*=.txt")]
    [InlineData("filename*0*=UTF-8''a;filename*1*=.txt")]
    [InlineData("filename*00*=UTF-8''a; filename*01*=.txt")]
    public void Written_badly(string parameter) => Verdict.Refuses(Named(parameter), "mime.disposition");

    [Theory]
    [InlineData("inline; filename=\"a.txt\"")]
    [InlineData("Attachment; filename=\"a.txt\"")]
    [InlineData("attachment")]
    [InlineData("attachment;filename=\"a.txt\"")]
    [InlineData("attachment;  filename=\"a.txt\"")]
    [InlineData("form-data; filename=\"a.txt\"")]
    public void Other_dispositions(string disposition)
    {
        var file = CanonicalSample.Part("text/plain; charset=utf-8", "base64", disposition, "YQ==");
        Verdict.Refuses(CanonicalSample.WithFile(file), "mime.disposition");
    }

    [Fact]
    public void Pieces_are_bounded()
    {
        Verdict.Passes(Named(Pieces(40)));
        Verdict.Refuses(Named(Pieces(41)), "mime.disposition");
        Verdict.Refuses(Named(Pieces(20_000)), "mime.disposition");
    }

    private static string Pieces(int count)
    {
        var values = Enumerable.Range(0, count).Select(i => i == 0 ? "UTF-8''a" : i == count - 1 ? ".txt" : "a");
        return string.Join(";\r\n ", values.Select((value, i) => $"filename*{i}*={value}"));
    }

    private static string Named(string parameter)
        => CanonicalSample.WithFile(CanonicalSample.Part("text/plain; charset=utf-8", "base64", $"attachment; {parameter}", "YQ=="));

    /// <summary>As the writer does it: pieces of whole characters.</summary>
    private static string Extended(string name)
    {
        var characters = name.EnumerateRunes()
            .Select(rune => string.Concat(Encoding.UTF8.GetBytes(rune.ToString())
                .Select(b => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_' ? $"{(char)b}" : $"%{b:X2}")))
            .Chunk(10).Select(chunk => string.Concat(chunk)).ToList();
        return characters.Count == 1
            ? $"filename*=UTF-8''{characters[0]}"
            : string.Join(";\r\n ", characters.Select((piece, i) => $"filename*{i}*={(i == 0 ? "UTF-8''" : "")}{piece}"));
    }
}
