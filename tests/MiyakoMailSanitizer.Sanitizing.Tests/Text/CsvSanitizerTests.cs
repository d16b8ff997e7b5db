using System.Text;
using CsCheck;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

public sealed class CsvSanitizerTests
{
    private static readonly string[] Pieces =
        ["=1", "=cmd|'!A0", "@a", "a", "\"", "\"\"", ",", ";", "\t", "|", "\n", " ", "\u3000", "\uFE0F", "\u200D", "👩", "'", "=", "\"=1\"", "sep="];

    [Theory]
    [InlineData("a,b\r\n1,2\r\n")]
    [InlineData("\"a,b\",\"c\"\"d\"\r\n,,\r\n")]
    [InlineData("-5,+3,-1.5%,03-1234-5678,+81-3-1234-5678\r\n")]
    [InlineData("-,--,(-1)\r\n")]
    [InlineData("a@example.jp,1+1=2,x=y\r\n")]
    [InlineData("\"multi\r\n- line\r\n- cell\",b\r\n")]
    [InlineData("'=1+1,b\r\n")]
    [InlineData("a;b;c\r\n1;\"x;y\";3\r\n")]
    [InlineData("a\tb\r\n1\t2\r\n")]
    public void Harmless_cells_stay(string csv) => Assert.Equal(csv, Rebuild(csv, out _));

    [Theory]
    [InlineData("=1+1,b\r\n", "'=1+1,b\r\n")]
    [InlineData("=cmd|' /C calc'!A0,b\r\n", "'=cmd|' /C calc'!A0,b\r\n")]
    [InlineData("+cmd|' /C calc'!A0,b\r\n", "'+cmd|' /C calc'!A0,b\r\n")]
    [InlineData("-2+3+cmd|' /C calc'!A0,b\r\n", "'-2+3+cmd|' /C calc'!A0,b\r\n")]
    [InlineData("@SUM(A1),b\r\n", "'@SUM(A1),b\r\n")]
    [InlineData("b,  =1,\u3000=2,\u00A0=3\r\n", "b,'  =1,'\u3000=2,'\u00A0=3\r\n")]
    [InlineData("b,\t=1\r\n", "b,'\t'=1\r\n")]
    [InlineData("b,\"=1\"\r\n", "b,'=1\r\n")]
    [InlineData("b,\"=HYPERLINK(\"\"http://x.example\"\",\"\"y\"\")\"\r\n", "b,\"'=HYPERLINK(\"\"http://x.example\"\",\"\"y\"\")\"\r\n")]
    [InlineData("b,＝1,＋a,－a,＠a\r\n", "b,'＝1,'＋a,'－a,'＠a\r\n")]
    [InlineData("b,﹦1,﹢a,﹣a,﹫a\r\n", "b,'﹦1,'﹢a,'﹣a,'﹫a\r\n")]
    [InlineData("b,\"=1", "b,'=1")]
    [InlineData("b,\"\"=1\r\n", "b,'=1\r\n")]
    [InlineData("b,\"\n=1\",c\r\n", "b,\"'\r\n'=1\",c\r\n")]
    [InlineData("b,\u200B=1\r\n", "b,'=1\r\n")]
    [InlineData("b,\u202E=1\r\n", "b,'=1\r\n")]
    [InlineData("b,\"\uFE0F\"=1\r\n", "b,'=1\r\n")]
    [InlineData("a,x;=1\r\n", "a,x;'=1\r\n")]
    [InlineData("a,x\t@a\r\n", "a,x\t'@a\r\n")]
    [InlineData("a,x|-f(1)\r\n", "a,x|'-f(1)\r\n")]
    [InlineData("a,\"x;\"\"=1\"\r\n", "a,\"x;'\"\"=1\"\r\n")]
    [InlineData("sep=x\r\nax=1x\r\n", "'sep=x\r\nax=1x\r\n")]
    [InlineData("a;=1;b\r\n", "a;'=1;b\r\n")]
    [InlineData("a\t=1\tb\r\n", "a\t'=1\tb\r\n")]
    public void Formulas_become_text(string csv, string expected) => Assert.Equal(expected, Rebuild(csv, out _));

    [Fact]
    public void Formulas_are_counted()
    {
        Rebuild("=1,=2,3\r\n", out var report);
        Assert.Contains(report.Outcome.Findings, f => f.Code == "csv.formula" && f.Detail.StartsWith("2 cells", StringComparison.Ordinal));
    }

    [Fact]
    public void No_reader_finds_a_formula_whatever_separator_it_takes()
    {
        var cells = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 12];
        cells.Sample(
            parts =>
            {
                var text = Rebuild("a,b\r\n" + string.Concat(parts), out _);
                foreach (var start in Enumerable.Range(0, text.Length).Where(i => i == 0 || ",;|\t\n".Contains(text[i - 1], StringComparison.Ordinal)))
                {
                    var rest = text.AsSpan(start).TrimStart(" \u3000\"");
                    Assert.False(rest.Length > 0 && rest[0] is '=' or '@', text);
                }
            },
            iter: 2_000, threads: 1);
    }

    /// <summary>Without the byte order mark.</summary>
    private static string Rebuild(string csv, out FileReport report)
    {
        report = Engines.Standard.Treat(new UntrustedFile("a.csv", "text/csv; charset=utf-8", Encoding.UTF8.GetBytes(csv)), Engines.Context, CancellationToken.None);
        var file = Assert.IsType<Outcome.Rebuilt>(report.Outcome).File;
        Assert.Equal("a.csv", file.Name);
        var verified = Verifying.MessageVerifier.VerifyFile("text/csv", file.Name, file.Content);
        Assert.True(verified.Passed, string.Join("; ", verified.Faults));
        return Encoding.UTF8.GetString(file.Content.Span).TrimStart('\uFEFF');
    }
}
