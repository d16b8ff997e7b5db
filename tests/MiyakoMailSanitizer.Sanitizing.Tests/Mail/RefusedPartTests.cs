using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

/// <summary>Parts that mail programs would put together or fetch, and signatures that lie beside what they sign.</summary>
public sealed class RefusedPartTests
{
    private const string Head = "From: a@example.jp\r\nTo: b@example.jp\r\nSubject: s\r\nMIME-Version: 1.0\r\n";

    [Theory]
    [InlineData("Content-Type: message/partial; id=\"x@example.jp\"; number=2; total=3\r\n\r\nfragment words\r\n", "mail.partial")]
    [InlineData("Content-Type: message/external-body; access-type=URL; URL=\"http://evil.example/a.exe\"\r\n\r\nContent-Type: text/plain\r\n\r\nfragment words\r\n", "mail.external-body")]
    public void Pieces_and_references_are_withheld(string part, string code)
    {
        foreach (var mail in new[] { Head + part, Head + $"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbody\r\n--b\r\n{part}\r\n--b--\r\n" })
        {
            var report = Engines.Standard.Treat(mail);
            Assert.Contains(report.Walk(), r => r.Outcome.IsWithheld && r.Codes().Contains(code));
            var delivered = Encoding.ASCII.GetString(report.Delivered());
            Assert.DoesNotContain("fragment words", delivered, StringComparison.Ordinal);
            Assert.DoesNotContain("evil.example", delivered, StringComparison.Ordinal);
            Engines.AssertFit(report, part);
        }
    }

    [Fact]
    public void A_signature_beside_the_content_is_looked_at()
    {
        const string Signed = "Content-Type: text/plain; charset=utf-8\r\n\r\nsigned words\r\n";
        var signature = Convert.ToBase64String(Sign(Encoding.ASCII.GetBytes(Signed)), Base64FormattingOptions.InsertLineBreaks);
        Assert.Contains("it fitted", About(Mail(Signed, signature, "pkcs7-signature")), StringComparison.Ordinal);
        Assert.Contains("did not fit", About(Mail(Signed.Replace("words", "Words", StringComparison.Ordinal), signature, "pkcs7-signature")), StringComparison.Ordinal);
        Assert.Contains("can't be read", About(Mail(Signed, "AAAA", "pkcs7-signature")), StringComparison.Ordinal);
        Assert.Contains("no key", About(Mail(Signed, "AAAA", "pgp-signature")), StringComparison.Ordinal);
    }

    private static string Mail(string signed, string signature, string type)
        => Head + $"Content-Type: multipart/signed; boundary=b; micalg=sha-256; protocol=\"application/{type}\"\r\n\r\n--b\r\n{signed}\r\n--b\r\n"
            + $"Content-Type: application/{type}\r\nContent-Transfer-Encoding: base64\r\n\r\n{signature}\r\n--b--\r\n";

    private static string About(string mail)
    {
        var report = Engines.Standard.Treat(mail);
        Assert.Contains("ords", Encoding.ASCII.GetString(report.Delivered()), StringComparison.Ordinal);
        return report.Outcome.Findings.Single(f => f.Code == "mail.signature").Detail;
    }

    private static byte[] Sign(byte[] content)
    {
        using var key = RSA.Create(2_048);
        using var certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var signed = new SignedCms(new ContentInfo(content), detached: true);
        signed.ComputeSignature(new CmsSigner(certificate));
        return signed.Encode();
    }
}
