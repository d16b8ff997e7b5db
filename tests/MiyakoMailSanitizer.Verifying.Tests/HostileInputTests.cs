using System.Text;
using CsCheck;

namespace MiyakoMailSanitizer.Verifying.Tests;

/// <summary>Never throws; and what passes after a mutation keeps promises that are checked here by other means.</summary>
public class HostileInputTests
{
    /// <summary>Bytes that mean something somewhere.</summary>
    private static readonly byte[] Telling = "\0\t\n\r\e \"%()*+-./:;<=>?@AZ[\\]_az{}~\x7F"u8.ToArray();

    private static readonly string[] Samples =
    [
        new CanonicalSample().Text,
        CanonicalSample.Single("caf=C3=A9 =3D=\r\n-\r\n", "quoted-printable"),
        CanonicalSample.Single("GyRCOzMbKEI=\r\n", "base64", "iso-2022-jp"),
        CanonicalSample.Deep(3),
        new CanonicalSample
        {
            Fields = ["From: a@b"],
            Parts =
            [
                CanonicalSample.Body(""),
                CanonicalSample.TextFile("a.csv", "\uFEFF山,川\r\n", "text/csv"),
                CanonicalSample.Part(
                    "text/plain; charset=utf-8", "base64", "attachment; filename*0*=UTF-8''%E5%B1%B1;\r\n filename*1*=.txt", ""),
            ],
        }.Text,
    ];

    public static TheoryData<string> Originals() => [.. Samples];

    [Theory]
    [MemberData(nameof(Originals))]
    public void Every_byte_changed(string original)
    {
        Verdict.Passes(original);
        var bytes = Encoding.ASCII.GetBytes(original);
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = bytes[i];
            foreach (var other in Telling.Concat([(byte)(kept ^ 0x01), (byte)(kept ^ 0x20), (byte)(kept ^ 0x80)]))
            {
                bytes[i] = other;
                Look(bytes);
            }

            bytes[i] = kept;
        }
    }

    [Theory]
    [MemberData(nameof(Originals))]
    public void Every_byte_left_out_doubled_or_pushed_aside(string original)
    {
        var bytes = Encoding.ASCII.GetBytes(original);
        for (var i = 0; i < bytes.Length; i++)
        {
            Look([.. bytes[..i], .. bytes[(i + 1)..]]);
            Look([.. bytes[..i], bytes[i], .. bytes[i..]]);
            foreach (var other in "\r\n =-\0"u8)
                Look([.. bytes[..i], other, .. bytes[i..]]);
            Look([.. bytes[..i], .. "\r\n"u8, .. bytes[i..]]);
        }
    }

    [Theory]
    [MemberData(nameof(Originals))]
    public void Every_line_left_out_or_doubled(string original)
    {
        var lines = original.Split("\r\n");
        for (var i = 0; i < lines.Length; i++)
        {
            Look(Encoding.ASCII.GetBytes(string.Join("\r\n", [.. lines[..i], .. lines[(i + 1)..]])));
            Look(Encoding.ASCII.GetBytes(string.Join("\r\n", [.. lines[..i], lines[i], .. lines[i..]])));
        }
    }

    [Theory]
    [MemberData(nameof(Originals))]
    public void Truncated_anywhere(string original)
    {
        var bytes = Encoding.ASCII.GetBytes(original);
        var isMultipart = original.Contains("multipart/", StringComparison.Ordinal);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(Look(bytes[..length]) && isMultipart);
            Look(bytes[length..]);
            // As if the sender had ended the message there.
            Assert.False(length != bytes.Length - 2 && Look([.. bytes[..length], .. "\r\n"u8]) && isMultipart);
        }
    }

    [Fact]
    public void Any_bytes()
        => Gen.Byte.Array[0, 400].Sample(bytes =>
        {
            Look(bytes);
            foreach (var (type, name) in new[] { ("text/plain", "a.txt"), ("text/csv", "a.csv"), ("message/rfc822", "a.eml") })
                MessageVerifier.VerifyFile(type, name, bytes);
        }, iter: 5_000, threads: 1);

    [Fact]
    public void Any_names()
        => Gen.Select(OneOf(["text/plain", "text/csv", "x/y"]), Gen.String).Sample(
            (type, name) =>
            {
                MessageVerifier.VerifyFile(type, name, "a"u8.ToArray());
                MessageVerifier.VerifyFile(name, type, "a"u8.ToArray());
            },
            iter: 5_000,
            threads: 1);

    [Fact]
    public void Messages_sewn_from_lines()
    {
        string[] lines = [.. Samples.SelectMany(text => text.Split("\r\n")).Distinct()];
        OneOf(lines).Array[0, 40].Sample(
            some => { Look(Encoding.ASCII.GetBytes(string.Join("\r\n", some) + "\r\n")); },
            iter: 5_000,
            threads: 1);
    }

    [Fact]
    public void Values_sewn_from_pieces()
    {
        string[] pieces =
        [
            "a", "@", "b", ".", ", ", " ", "\"", "\\", "<", ">", "=?", "?=", "=?UTF-8?B?", "=?ISO-2022-JP?B?", "YQ==", "5bGx",
            "GyRCOzMbKEI=", ";", ":", "[", "]", "\r\n ", "undisclosed-recipients:;", "*0*=", "filename", "UTF-8''", "%E5%B1%B1",
            "attachment; ", ".txt", "Mon, 23 Nov 2026", "+0900",
        ];
        string[] names = ["From", "Sender", "To", "Subject", "Date", "Message-ID", "References", "List-Id", "Received"];
        Gen.Select(OneOf(names), OneOf(pieces).Array[1, 12]).Sample(
            (name, value) => { Look(Encoding.ASCII.GetBytes(CanonicalSample.WithField($"{name}: {string.Concat(value)}"))); },
            iter: 5_000,
            threads: 1);
    }

    [Fact]
    public void Faults_are_bounded()
    {
        var message = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"X-{i}: {new string('x', 500)}\r\n")) + "\r\n";
        Assert.Equal("header.end", Verdict.Of(message).Faults.Single().Rule);
        message = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"X{new string('x', 300)}-{i}: x\r\n")) + "\r\n";
        var faults = Verdict.Of(message).Faults;
        Assert.Equal(20, faults.Length);
        Assert.All(faults, f => Assert.True(f.Where.Length <= 200 && f.Detail.Length <= 200));
    }

    [Fact]
    public void More_faults_than_are_kept()
    {
        // Each of these files gives two faults for its name before its content is looked at, the last of them with the list just full.
        string[] inners =
        [
            "", "\r\n", "\r\n\r\n", "From: a@b\r\n\r\n", "X: y\r\n\r\n", "MIME-Version: 1.0\r\nContent-Type: x\r\n\r\n",
            CanonicalSample.Deep(0),
            CanonicalSample.Deep(1).Replace("abcdef-00", "abcdef-01", StringComparison.Ordinal),
        ];
        foreach (var inner in inners)
        {
            for (var files = 1; files < 24; files++)
            {
                var bad = Enumerable.Repeat(CanonicalSample.Nested(CanonicalSample.Deep(0), "CON.exe"), files);
                var sample = new CanonicalSample { Parts = [CanonicalSample.Body(""), .. bad, CanonicalSample.Nested(inner, "CON.exe")] };
                Assert.InRange(Verdict.Of(sample.Text).Faults.Length, Math.Min(20, 2 + (2 * files)), 20);
            }
        }
    }

    public static TheoryData<string, string> Huge() => new()
    {
        { "7bit body", CanonicalSample.Single(CanonicalSample.Repeat(new string('x', 998) + "\r\n", 10_000)) },
        { "empty lines", CanonicalSample.Single(CanonicalSample.Repeat("\r\n", 3_000_000)) },
        { "base64 body", Encoded(CanonicalSample.Repeat("山", 2_000_000)) },
        { "soft breaks", CanonicalSample.Single(CanonicalSample.Repeat("=\r\n", 1_000_000) + "a\r\n", "quoted-printable") },
        { "joiners", Encoded(CanonicalSample.Repeat("👩\u200D", 500_000) + "👩") },
        { "parts", Many(CanonicalSample.TextFile("a.txt", "a"), 20_000) },
        { "nested, wide", Wide(60) },
    };

    [Theory]
    [MemberData(nameof(Huge), DisableDiscoveryEnumeration = true)]
    public void Huge_messages_pass(string what, string message)
    {
        _ = what;
        Verdict.Passes(message);
    }

    public static TheoryData<string, string> HugeFaults() => new()
    {
        { "no line end", new string('x', 10_000_000) },
        { "no header end", CanonicalSample.Repeat("Received: x\r\n", 800_000) },
        { "folds", "Subject: a\r\n" + CanonicalSample.Repeat(" a\r\n", 1_000_000) + "\r\n" },
        { "quotes", CanonicalSample.WithField("To: " + CanonicalSample.Repeat("\"\"\r\n ", 300_000) + "x") },
        { "angles", CanonicalSample.WithField("To: =?" + CanonicalSample.Repeat("\r\n =?", 300_000) + " <a@b>") },
        { "commas", CanonicalSample.WithField("To: " + CanonicalSample.Repeat("a@b,\r\n ", 300_000) + "a@b") },
        { "ids", CanonicalSample.WithField("References: " + CanonicalSample.Repeat("<a@b>\r\n ", 300_000) + "<a@b>") },
        { "no delimiters", new CanonicalSample().Text + CanonicalSample.Repeat("--=_miyako-0123456789abcdef-0\r\n", 300_000) },
        { "delimiters", new CanonicalSample { Parts = [.. Enumerable.Repeat("", 200_000)] }.Text },
        { "never closed", CanonicalSample.Deep(64).Replace("--\r\n", "\r\n", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(HugeFaults), DisableDiscoveryEnumeration = true)]
    public void Huge_messages_are_refused(string what, string message)
    {
        _ = what;
        Assert.False(Verdict.Of(message).Passed);
    }

    private static string Wide(int levels)
    {
        var deep = CanonicalSample.Deep(levels);
        var lines = CanonicalSample.Repeat("the innermost --=_miyako-0123456789abcdef-0\r\n", 50_000);
        return deep.Replace("the innermost\r\n", lines, StringComparison.Ordinal);
    }

    private static string Encoded(string text)
        => CanonicalSample.Single(CanonicalSample.Base64(Encoding.UTF8.GetBytes(text)) + "\r\n", "base64");

    private static string Many(string part, int count)
        => new CanonicalSample { Parts = [CanonicalSample.Body(""), .. Enumerable.Repeat(part, count)] }.Text;

    private static Gen<T> OneOf<T>(T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    private static bool Look(byte[] message)
    {
        var result = MessageVerifier.Verify(message);
        Assert.True(result.Faults.Length <= 20);
        if (result.Passed)
            Promises.Hold(message);
        return result.Passed;
    }
}
