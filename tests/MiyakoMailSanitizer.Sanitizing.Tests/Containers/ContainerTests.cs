using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Containers;

/// <summary>winmail.dat and S/MIME, made here.</summary>
public sealed class ContainerTests
{
    private const string Program = "var shell = new ActiveXObject(\"WScript.Shell\");";

    private const string Entity = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nsigned words\r\n"
        + "--b\r\nContent-Type: application/octet-stream; name=a.js\r\n\r\n" + Program + "\r\n--b--\r\n";

    [Fact]
    public void Words_and_files_of_a_winmail_come_as_a_message()
    {
        var report = Treat("winmail.dat", Tnef(("notes.txt", "some notes"), ("calc.js", Program)));
        var mail = Delivered(report, "winmail.eml");
        Assert.Contains("container.opened", report.Codes());
        Assert.Contains("body words", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal("表.txt", Delivered(Treat("winmail.dat", Tnef(("表.txt", "x"))), "winmail.eml").Attachments.Single().ContentDisposition!.FileName);
        var file = Assert.IsType<TextPart>(Assert.Single(mail.Attachments));
        Assert.Equal(("notes.txt", "some notes"), (file.FileName, file.Text.TrimEnd()));
        Assert.Contains(report.Walk(), r => r.Name == "calc.js" && r.Outcome.IsWithheld);
    }

    [Fact]
    public void The_same_file_gives_the_same_bytes()
    {
        var tnef = Tnef(("notes.txt", "some notes"), ("b.txt", "b"));
        foreach (var (name, bytes) in new[] { ("winmail.dat", tnef), ("smime.p7m", Fixed), ("a.msg", RawOutlook.Sample()) })
        {
            var (first, second) = (Treat(name, bytes), Treat(name, bytes));
            Assert.Equal(first.Walk().Select(r => r.Sha256), second.Walk().Select(r => r.Sha256));
            Assert.True(first.Outcome.Delivered!.Content.Span.SequenceEqual(second.Outcome.Delivered!.Content.Span), name);
        }
    }

    [Fact]
    public void What_was_signed_comes_as_a_message()
    {
        var report = Treat("smime.p7m", Signed(Encoding.ASCII.GetBytes(Entity)));
        var mail = Delivered(report, "smime.eml");
        Assert.Contains("signed words", mail.TextBody, StringComparison.Ordinal);
        Assert.Empty(mail.Attachments);
        Assert.Contains(report.Outcome.Findings, f => f.Code == "mail.signature" && f.Detail.Contains("it fitted", StringComparison.Ordinal));
        Assert.Contains(report.Walk(), r => r.Name == "a.js" && r.Outcome.IsWithheld);
    }

    [Fact]
    public void A_signature_that_does_not_fit_is_named()
    {
        var signed = Signed(Encoding.ASCII.GetBytes(Entity));
        signed[signed.AsSpan().IndexOf("signed words"u8)] = (byte)'S';
        var report = Treat("smime.p7m", signed);
        Delivered(report, "smime.eml");
        Assert.Contains(report.Outcome.Findings, f => f.Code == "mail.signature" && f.Detail.Contains("did not fit", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_message_carries_in_an_envelope_stands_in_the_message()
    {
        const string Nested = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nsigned words\r\n"
            + "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@example.jp\r\nSubject: within\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
            + "--c\r\n\r\nwords within\r\n--c\r\nContent-Disposition: attachment; filename=in.txt\r\n\r\nfile within\r\n--c--\r\n\r\n"
            + "--b\r\nContent-Type: application/octet-stream; name=a.js\r\n\r\n" + Program + "\r\n--b--\r\n";
        var mail = In("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", Signed(Encoding.ASCII.GetBytes(Nested)));
        Assert.StartsWith("signed words", mail.TextBody!.Trim(), StringComparison.Ordinal);
        Assert.Contains("a.js", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("smime", mail.TextBody, StringComparison.Ordinal);
        var inner = Assert.IsType<MessagePart>(Assert.Single(mail.Attachments)).Message!;
        Assert.Equal("within", inner.Subject);
        Assert.Single(inner.Attachments);

        var winmail = In("application/ms-tnef; name=winmail.dat", Tnef(("notes.txt", "some notes")), "body words");
        Assert.Equal("body words", winmail.TextBody!.Trim());
        Assert.Equal("notes.txt", Assert.Single(winmail.Attachments).ContentDisposition!.FileName);
        Assert.Contains("body words", In("application/ms-tnef; name=winmail.dat", Tnef(), "other words of the sender").TextBody, StringComparison.Ordinal);
    }

    private static MimeMessage In(string type, byte[] envelope, string body = "")
    {
        var text = $"From: a@example.jp\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\n{body}\r\n--o\r\n"
            + $"Content-Type: {type}\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(envelope, Base64FormattingOptions.InsertLineBreaks)}\r\n--o--\r\n";
        var report = Engines.Standard.Treat(text);
        Engines.AssertFit(report, type);
        return MimeMessage.Load(new MemoryStream(report.Delivered()));
    }

    [Fact]
    public void What_is_encrypted_is_withheld()
    {
        using var certificate = Certificate();
        var enveloped = new EnvelopedCms(new ContentInfo(Encoding.ASCII.GetBytes(Entity)));
        enveloped.Encrypt(new CmsRecipient(certificate));
        var report = Treat("smime.p7m", enveloped.Encode());
        Assert.True(report.Outcome.IsWithheld);
        Assert.Contains("file.encrypted", report.Codes());
    }

    [Fact]
    public void Whatever_is_changed_there_is_an_outcome() => FuzzRun.For(81, round =>
    {
        var (name, bytes) = round.Next(2) == 0 ? ("winmail.dat", Tnef(("a.txt", "text"))) : ("smime.p7m", Fixed);
        bytes = (byte[])bytes.Clone();
        for (var i = round.Next(1, 12); i > 0; i--)
            bytes[round.Next(4, bytes.Length)] = (byte)round.Next(256);
        var report = Treat(name, round.Next(4) == 0 ? bytes[..round.Next(1, bytes.Length)] : bytes);
        Assert.DoesNotContain("sanitizer.failed", report.Walk().SelectMany(r => r.Codes()));
        if (report.Outcome.Delivered is { Format.Id: "mail" } file)
            Assert.Empty(Verifying.MessageVerifier.VerifyFile("message/rfc822", file.Name, file.Content).Faults);
    }, share: 0.2);

    private static readonly byte[] Fixed = Signed(Encoding.ASCII.GetBytes(Entity));

    private static FileReport Treat(string name, byte[] bytes) => Engines.Standard.Treat(new(name, "", bytes), Engines.Context, CancellationToken.None);

    private static MimeMessage Delivered(FileReport report, string name)
    {
        var file = Assert.IsType<Outcome.Converted>(report.Outcome).File;
        Assert.Equal(name, file.Name);
        Assert.Empty(Verifying.MessageVerifier.VerifyFile("message/rfc822", file.Name, file.Content).Faults);
        return MimeMessage.Load(new MemoryStream(file.Content.ToArray()));
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }

    private static byte[] Signed(byte[] content)
    {
        using var certificate = Certificate();
        var signed = new SignedCms(new ContentInfo(content));
        signed.ComputeSignature(new CmsSigner(certificate));
        return signed.Encode();
    }

    /// <summary>MS-OXTNEF §2.1.3: a signature, a key, then attributes with their checksums.</summary>
    private static Encoding Japanese => CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    private static byte[] Tnef(params (string Name, string Text)[] files)
    {
        var bytes = new MemoryStream();
        bytes.Write([0x78, 0x9F, 0x3E, 0x22, 0x01, 0x00]);
        Attribute(1, 0x00089006, [0, 0, 1, 0]);
        Attribute(1, 0x00069007, [0xA4, 0x03, 0, 0, 0, 0, 0, 0]);
        Attribute(1, 0x00078008, "IPM.Microsoft Mail.Note\0"u8);
        Attribute(1, 0x0002800C, "body words\0"u8);
        foreach (var (name, text) in files)
        {
            Attribute(2, 0x00069002, [1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0]);
            Attribute(2, 0x0006800F, Japanese.GetBytes(text));
            Attribute(2, 0x00018010, Japanese.GetBytes(name + "\0"));
        }
        return bytes.ToArray();

        void Attribute(byte level, uint id, ReadOnlySpan<byte> data)
        {
            ushort sum = 0;
            foreach (var b in data)
                sum += b;
            bytes.WriteByte(level);
            bytes.Write(BitConverter.GetBytes(id));
            bytes.Write(BitConverter.GetBytes(data.Length));
            bytes.Write(data);
            bytes.Write(BitConverter.GetBytes(sum));
        }
    }
}
