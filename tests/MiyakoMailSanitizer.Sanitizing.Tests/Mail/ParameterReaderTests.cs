using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

/// <summary>Bytes of a field in, every occurrence of a parameter out. Values are given and compared as Latin-1.</summary>
public sealed class ParameterReaderTests
{
    /// <summary>Expected: the lead, then name, mark and value of each parameter; the mark is <c>=</c>, or <c>"</c> where it was quoted.</summary>
    [Theory]
    [InlineData("attachment", "attachment")]
    [InlineData("", "")]
    [InlineData("Attachment; FileName=a.txt", "attachment", "filename=a.txt")]
    [InlineData(" text / plain (a comment (nested)) ;charset = utf-8", "text/plain", "charset=utf-8")]
    [InlineData("attachment; filename=\"a b;c.txt\"; size=1", "attachment", "filename\"a b;c.txt", "size=1")]
    [InlineData("attachment; filename=\"a\\\"b\\\\c\"", "attachment", "filename\"a\"b\\c")]
    [InlineData("attachment; filename=\"a\r\n\tb\"", "attachment", "filename\"a\tb")]
    [InlineData("attachment; filename=Minutes (2).txt ; x=y", "attachment", "filename=Minutes (2).txt", "x=y")]
    [InlineData("attachment; filename=a;b.txt", "attachment", "filename=a", "=b.txt")]
    [InlineData("attachment; filename=a.txt;;", "attachment", "filename=a.txt")]
    [InlineData("attachment; filename*=UTF-8''%41; filename*0*=a'b'%42; filename*1=c; FILENAME*12*=%44", "attachment",
        "filename**=UTF-8''%41", "filename*0*=a'b'%42", "filename*1=c", "filename*12*=%44")]
    [InlineData("a; b*x=1; c*9999999=2; *=3; *1=4; d**=5", "a", "b*x=1", "c*9999999=2", "*=3", "*1=4", "d**=5")]
    [InlineData("attachment filename=\"x\"", "attachment", "filename\"x")]
    [InlineData("filename=\"x\"", "", "filename\"x")]
    [InlineData("a; b=\"1\" c=\"2\"; d=3", "a", "b\"1", "c\"2", "d=3")]
    [InlineData("a; b=\"1\" (x) ; d=3", "a", "b\"1", "d=3")]
    [InlineData("a; b=\"1\"2\"; d=3", "a", "b\"1|2\"", "d=3")]
    [InlineData("a; b=\"=?x?=\"\r\n \"=?y?=\"", "a", "b\"=?x?=|\"=?y?=\"")]
    [InlineData("a; b=\"1; c=2", "a", "b\"1; c=2!")]
    [InlineData("a; (c) b (d) = (e)", "a", "b=(e)")]
    [InlineData("multipart/mixed; boundary=one; boundary=two", "multipart/mixed", "boundary=one", "boundary=two")]
    [InlineData("a; b=", "a", "b=")]
    [InlineData("a; b=\"\"", "a", "b\"")]
    [InlineData("=", "=")]
    // Shift_JIS: the second byte of these is a backslash.
    [InlineData("attachment; filename=\"\u0095\\.doc\"", "attachment", "filename\"\u0095\\.doc")]
    [InlineData("attachment; filename=\"\u0095\\\\.doc\"", "attachment", "filename\"\u0095\\.doc")]
    [InlineData("attachment; filename=\"\u0088\u00EA\u0097\u0097\u0095\\\"; x=y", "attachment", "filename\"\u0088\u00EA\u0097\u0097\u0095\\", "x=y")]
    // UTF-8 (ソ), where a backslash is one.
    [InlineData("attachment; filename=\"\u00E3\u0082\u00BD\\\".doc\"", "attachment", "filename\"\u00E3\u0082\u00BD\".doc")]
    // ISO-2022-JP: 、 is !", and pairs hold ; and backslash too.
    [InlineData("a; b=\"\e$B!\"$;%\\\e(B.txt\"; c=d", "a", "b\"\e$B!\"$;%\\\e(B.txt", "c=d")]
    [InlineData("a; b=\e$B$;\e(B; c=d", "a", "b=\e$B$;\e(B", "c=d")]
    [InlineData("a; b=\"x\e$B\"; c=\"d\e(B\"", "a", "b\"x\e$B", "c\"d\e(B")] // what holds a space is no Japanese
    public void Every_occurrence_comes_out(string value, string lead, params string[] parameters)
    {
        var field = ParameterReader.Read(Encoding.Latin1.GetBytes(value));
        Assert.Equal(lead, field.Lead);
        Assert.Equal(parameters, field.Parameters.Select(Shown));
    }

    [Fact]
    public void Anything_ends()
        => FuzzRun.For(31, random =>
        {
            string[] pieces = ["a", ";", "=", "\"", "\\", "(", ")", "*", "0", "\r\n ", "\e$B", "\e(B", "\u0095", "\u00E3\u0082\u00BD", " ", "filename", "''", "%"];
            var value = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => pieces[random.Next(pieces.Length)]));
            var bytes = Encoding.Latin1.GetBytes(value);
            var field = ParameterReader.Read(bytes);
            Assert.True(field.Parameters.Sum(p => p.Value.Length + p.Tail.Length) <= bytes.Length, value);
        }, share: 0.25);

    [Theory]
    [InlineData("(")]
    [InlineData("\"")]
    [InlineData("\e$B!!")]
    [InlineData("\e$B")]
    [InlineData(";a=\"")]
    [InlineData(";(")]
    [InlineData("a=\"b\" ")]
    [InlineData(";")]
    [InlineData("\u0095\\")]
    public void A_megabyte_of_it_is_no_matter(string piece)
        => ParameterReader.Read(Encoding.Latin1.GetBytes("a;b=" + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length))));

    private static string Shown(RawParameter p)
        => p.Name + (p.Section is { } number ? $"*{number}" : "") + (p.IsEncoded ? p.Section is null ? "**" : "*" : "") + (p.WasQuoted ? "\"" : "=")
            + Encoding.Latin1.GetString(p.Value.Span) + (p.IsUnterminated ? "!" : "")
            + (p.Tail.IsEmpty ? "" : "|" + Encoding.Latin1.GetString(p.Tail.Span));
}
