using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail.Raw;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail.Raw;

/// <summary>Where programs disagree there is a finding; what only some of them see is withheld and listed; honest mail is left alone.</summary>
public sealed class RawReaderTests
{
    private static readonly byte[] Payload = Convert.FromBase64String(RawMessages.Payload);

    public static TheoryData<string> HidingNames => [.. RawMessages.Hiding.Select(r => r.Name)];

    public static TheoryData<string> AmbiguousNames => [.. RawMessages.Hiding.Concat(RawMessages.Plain).Select(r => r.Name)];

    public static TheoryData<string> HonestNames => [.. RawMessages.Honest.Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(AmbiguousNames))]
    public void An_ambiguity_is_found(string name)
    {
        var (_, code, message) = RawMessages.Hiding.Concat(RawMessages.Plain).Single(r => r.Name == name);
        var report = Engines.Standard.Treat(RawMessages.Wire(message));
        Assert.Contains($"mail.ambiguous.{code}", report.Codes());
        Engines.AssertFit(report, name);
    }

    [Theory]
    [MemberData(nameof(HidingNames))]
    public void What_one_reading_hides_is_listed_and_withheld(string name)
    {
        var (_, _, message) = RawMessages.Hiding.Single(r => r.Name == name);
        var report = Engines.Standard.Treat(RawMessages.Wire(message));
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Payload));
        Assert.Contains(report.Nested, n => n.Sha256 == sha256 && n.Outcome.IsWithheld);
        Assert.DoesNotContain("hidden marker", Encoding.ASCII.GetString(report.Delivered()), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(HonestNames))]
    public void Honest_mail_gives_no_finding(string name)
    {
        var (_, message) = RawMessages.Honest.Single(r => r.Name == name);
        var report = Engines.Standard.Treat(RawMessages.Wire(message));
        Assert.DoesNotContain(report.Codes(), c => c.StartsWith("mail.ambiguous", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Walk().SelectMany(r => r.Outcome.Findings), f => f.Code == "mail.ambiguous.hidden-part");
    }

    [Fact]
    public void A_file_of_lines_that_end_in_LF_alone_is_honest()
    {
        Assert.All(RawMessages.Honest, row => Assert.True(RawReader.Read(Encoding.Latin1.GetBytes(row.Message), out _).IsEmpty, row.Name));
    }

    [Fact]
    public void A_file_in_a_text_is_treated_as_an_attachment()
    {
        var report = Engines.Standard.Treat("Subject: x\r\n\r\nhello\r\nbegin 644 evil.exe\r\n035H@;F]T(&$@<')O9W)A;0``\r\n`\r\nend\r\nbye\r\n");
        Assert.Contains("mail.ambiguous.file-in-text", report.Codes());
        Assert.Equal("evil.exe", Assert.Single(report.Nested).Name);
        var text = Encoding.ASCII.GetString(report.Delivered());
        Assert.DoesNotContain("begin 644", text, StringComparison.Ordinal);
        Assert.Contains("bye", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("begin 644 a.txt\r\nThis is how I begin, in mixed case.\r\n")]
    [InlineData("begin 64 a.txt\r\n#0V%T\r\n`\r\nend\r\n")]
    [InlineData("begin with me\r\n")]
    public void What_only_begins_like_a_file_stays_text(string text)
        => Assert.Empty(Engines.Standard.Treat("Subject: x\r\n\r\n" + text).Nested);

    /// <summary>All that a mutation may do to the rows: nothing is thrown, and what leaves passes the verifier.</summary>
    [Fact]
    public void Mutated_messages_are_read_to_their_end()
    {
        var rows = RawMessages.Hiding.Concat(RawMessages.Plain).Select(r => r.Message).Concat(RawMessages.Honest.Select(r => r.Message)).ToList();
        FuzzRun.For(3, random =>
        {
            var message = Mutate(RawMessages.Wire(rows[random.Next(rows.Count)]), rows, random);
            var report = Engines.Standard.Treat(message);
            Assert.DoesNotContain("sanitizer.failed", report.Walk().SelectMany(r => r.Outcome.Findings).Select(f => f.Code));
            Engines.AssertFit(report, "mutation");
        });
    }

    private static string Mutate(string message, List<string> rows, Random random)
    {
        var text = new StringBuilder(message);
        string[] pieces = ["\r\n", "\r", "\n", "\0", "--b", "--b--", ";", "\"", "=", "boundary=", "Content-Type: ", "base64", " ", "\t", "(", "\\", "begin 644 x\r\n#0V%T\r\n"];
        for (var i = random.Next(1, 6); i > 0 && text.Length > 0; i--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text.Insert(at, pieces[random.Next(pieces.Length)]);
                    break;
                case 1:
                    text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at));
                    break;
                case 2:
                    text[at] = (char)random.Next(256);
                    break;
                default:
                    text.Insert(at, RawMessages.Wire(rows[random.Next(rows.Count)]));
                    break;
            }
        }

        return text.ToString();
    }
}
