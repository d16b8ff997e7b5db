using System.Text;
using CsCheck;
using MiyakoMailSanitizer.Sanitizing.Configuration;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Configuration;

public sealed class ConfigTextTests
{
    [Theory]
    [InlineData("dcox", "docx")]
    [InlineData("HTML", "html")]
    [InlineData("hmtl", "html")]
    [InlineData("maxDept", "maxDepth")]
    [InlineData("zzz", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_found(string text, string? expected)
        => Assert.Equal(expected, ConfigText.Nearest(text, ["docx", "html", "maxDepth", "x"]));

    [Theory]
    [InlineData("a\"b\\", "\"a\\\"b\\\\\"")]
    [InlineData("a\u202Eb\n", "\"a\\u{202E}b\\u{000A}\"")]
    [InlineData("請求書", "\"請求書\"")]
    [InlineData("a\u3000b", "\"a\\u{3000}b\"")]
    public void Quoted_text_hides_nothing(string text, string expected) => Assert.Equal(expected, ConfigText.Quote(text));

    [Fact]
    public void Quoted_text_is_short_and_one_line()
        => Gen.String.Sample(text => ConfigText.Quote(text) is var quoted && quoted.Length < 700 && !quoted.Any(char.IsControl));

    [Theory]
    [InlineData("10MB", 10L << 20)]
    [InlineData("10 mib", 10L << 20)]
    [InlineData("1.5KB", 1536L)]
    [InlineData("0.1KB", 102L)]
    [InlineData("7B", 7L)]
    [InlineData("4 GB", 4L << 30)]
    [InlineData("10", null)]
    [InlineData("MB", null)]
    [InlineData("1,5MB", null)]
    [InlineData("-1MB", null)]
    [InlineData("1.MB", null)]
    [InlineData(".5MB", null)]
    [InlineData("1e3MB", null)]
    [InlineData("１MB", null)]
    [InlineData("9999999999999GB", null)]
    [InlineData("10TB", null)]
    public void Sizes_are_read(string text, long? expected)
        => Assert.Equal(expected, ByteSize.TryParse(text, out var bytes) ? bytes : null);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KB")]
    [InlineData(12_595, "12.2 KB")]
    [InlineData((1 << 20) - 1, "1023.9 KB")]
    [InlineData(10L << 20, "10.0 MB")]
    [InlineData(long.MaxValue, "8589934591.9 GB")]
    public void Sizes_are_shown(long bytes, string expected) => Assert.Equal(expected, ByteSize.Format(bytes));

    [Fact]
    public void Places_are_lines_and_characters()
    {
        var document = new ConfigDocument("x.json", Encoding.UTF8.GetBytes("\uFEFF// 規則\r\n{ \"名前\": \"あ𠮷\", \"b\": [1,\r\n  {}] }"));
        Assert.Empty(document.Faults);
        var members = document.Root!.Members;
        Assert.Equal((2, 1), (document.Root.Line, document.Root.Column));
        Assert.Equal((2, 3), (members[0].Line, members[0].Column));
        Assert.Equal(("[\"名前\"]", 2, 9), (members[0].Value.Path, members[0].Value.Line, members[0].Value.Column));
        Assert.Equal((2, 15), (members[1].Line, members[1].Column));
        Assert.Equal(("b[1]", 3, 3), (members[1].Value.Items[1].Path, members[1].Value.Items[1].Line, members[1].Value.Items[1].Column));
    }

    [Fact]
    public void A_fault_is_one_line()
    {
        Assert.Equal("c/rules.json:12:5 rules[3].treat: x", new ConfigFault("c/rules.json", "rules[3].treat", 12, 5, "x").ToString());
        Assert.Equal("c/10-ja.txt:12 [heading]: x", new ConfigFault("c/10-ja.txt", "[heading]", 12, 0, "x").ToString());
        Assert.Equal("c/rules.json: x", new ConfigFault("c/rules.json", "", 0, 0, "x").ToString());
    }

    [Fact]
    public void Many_faults_are_cut()
    {
        var members = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"k{i}\":1"));
        var document = new ConfigDocument("x.json", Encoding.UTF8.GetBytes($"{{{members}}}"));
        document.Section().Close();
        Assert.Equal(501, document.Faults.Length);
        Assert.Contains("more than 500 faults", document.Faults[^1].Message, StringComparison.Ordinal);
    }
}
