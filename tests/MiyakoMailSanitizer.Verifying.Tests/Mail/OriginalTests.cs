using System.Security.Cryptography;
using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests.Mail;

/// <summary>Files that may leave as they came: the very ones that were named, in the message itself, and nothing else.</summary>
public sealed class OriginalTests
{
    private static readonly byte[] Released = Encoding.ASCII.GetBytes("\u0001 any bytes"), Other = Encoding.ASCII.GetBytes("\u0001 Any bytes");

    [Fact]
    public void Only_what_is_named_may_leave()
    {
        var message = Message(Released, "a.xyz");
        Assert.False(MessageVerifier.Verify(message).Passed);
        Assert.Empty(MessageVerifier.Verify(message, [Hash(Released)]).Faults);
        Assert.False(MessageVerifier.Verify(message, [Hash(Other)]).Passed);
        Assert.False(MessageVerifier.Verify(Message(Other, "a.xyz"), [Hash(Released)]).Passed);
        Assert.False(MessageVerifier.Verify(Message(Released, "../a.xyz"), [Hash(Released)]).Passed);
        Assert.False(MessageVerifier.Verify(Message(Released, "a.xyz", "text/html"), [Hash(Released)]).Passed);
        Assert.False(MessageVerifier.Verify(Message(Released, "a.xyz", encoding: "7bit"), [Hash(Released)]).Passed);
    }

    [Fact]
    public void Nothing_of_it_holds_for_a_nested_message()
    {
        var inner = Encoding.ASCII.GetString(Message(Released, "a.xyz", depth: 1));
        var outer = Wrap($"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\nContent-Disposition: attachment; filename=\"m.eml\"\r\n\r\n{inner}", 0);
        Assert.False(MessageVerifier.Verify(outer, [Hash(Released)]).Passed);
        var text = Encoding.ASCII.GetString(Wrap("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"a.txt\"\r\n\r\nYQ==", 1));
        Assert.Empty(MessageVerifier.Verify(
            Wrap($"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\nContent-Disposition: attachment; filename=\"m.eml\"\r\n\r\n{text}", 0), [Hash(Released)]).Faults);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Message(byte[] file, string name, string type = "application/octet-stream", string encoding = "base64", int depth = 0)
        => Wrap($"Content-Type: {type}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{Convert.ToBase64String(file)}", depth);

    private static byte[] Wrap(string part, int depth) => Encoding.ASCII.GetBytes(
        $"From: a@example.jp\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=_miyako-0123456789abcdef-{depth:D2}\"\r\n\r\n"
        + $"--=_miyako-0123456789abcdef-{depth:D2}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\nhello\r\n"
        + $"--=_miyako-0123456789abcdef-{depth:D2}\r\n{part}\r\n--=_miyako-0123456789abcdef-{depth:D2}--\r\n");
}
