using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Mail.Sender;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail.Sender;

public sealed class SenderFuzzTests
{
    private static readonly string[] Pieces =
    [
        "mx.city.example.jp", "; ", "dmarc=pass", "spf=", "pass", "header.from=", "city.example.jp", "(", ")", "\\", "\"", "=", "/", "1", " ", "@", ".",
        "＠", "．", "。", "xn--", "xn--pple-43d", "市", "сity", "a\u0301", "\uD800", "\uDC00", "𝐚", "ノ", "-", "jp", "lg", "city", "miyako", "iwate", "*.", "rn",
        "\u0000", "\uFFFF", "<", ">", ",", ":",
    ];

    [Fact]
    public void No_text_breaks_anything()
        => FuzzRun.For(31, random =>
        {
            var text = Text(random, random.Next(60));
            Assert.All(AuthenticationResults.Read(text).Results, r => Assert.NotEmpty(r.Method));
            Assert.InRange(Skeleton.Of(text).Length, 0, 2 * text.Length);
            Assert.Equal(Skeleton.Of(text), Skeleton.Of(text.ToUpperInvariant().ToLowerInvariant()));
            Assert.All(AddressText.Addresses(text), a => Assert.InRange(a.Text.Length, 3, text.Length));
            foreach (var domain in AddressText.Domains(text))
                Assert.True(Ascii.IsValid(domain) && RegistryRules.OrganizationOf(domain).Length <= domain.Length);
            if (OwnDomain.TryParse(text, out var own) is null)
            {
                Assert.True(OwnDomain.TryParse(own.ToString(), out var again) is null && again == own);
                Assert.Null(LookAlike.Find(own.Name, [own]));
            }
        }, share: 0.25);

    [Fact]
    public void No_sender_breaks_anything()
        => FuzzRun.For(32, random =>
        {
            var findings = System.Collections.Immutable.ImmutableArray.CreateBuilder<Finding>();
            var fields = new SenderFields
            {
                From = [Mailbox(random), Mailbox(random)],
                Sender = [Mailbox(random)],
                ReplyTo = [Mailbox(random)],
                AuthenticationResults = [Text(random, 20), Text(random, 20)],
                IsBulk = random.Next(2) == 0,
            };
            new SenderChecks(SenderCity.Options, fields, findings).Run();
            foreach (var finding in findings)
            {
                Assert.InRange(finding.Detail.Length, 3, 300);
                Assert.DoesNotContain("://", finding.Detail, StringComparison.Ordinal);
                Assert.DoesNotContain(finding.Detail, char.IsControl);
            }
        }, share: 0.25);

    private static Mailbox Mailbox(Random random)
        => new(
            Sanitizing.Text.TextCleaner.CleanTrimmedLine(Text(random, random.Next(20)), "").Text,
            "a" + random.Next(3),
            DomainName.ToAscii(Text(random, random.Next(8))) ?? "address.invalid");

    private static string Text(Random random, int count)
        => string.Concat(Enumerable.Range(0, count).Select(_ => Pieces[random.Next(Pieces.Length)]));
}
