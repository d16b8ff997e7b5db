using System.Buffers.Binary;
using System.Text;
using MimeKit;
using MiyakoMailSanitizer.Sanitizing.Tests.Archives;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Containers;

/// <summary>Messages that Outlook has saved, written here, and two of the corpus.</summary>
public sealed class OutlookTests
{
    private const string Program = "var shell = new ActiveXObject(\"WScript.Shell\");";

    [Fact]
    public void Who_when_what_and_files_come_as_a_message()
    {
        var report = Treat(RawOutlook.Sample());
        var mail = Delivered(report);
        Assert.Equal("会議の資料①", mail.Subject);
        Assert.Equal("\"佐藤 一郎\" <sato@example.jp>", mail.From.ToString().Replace("=?", "", StringComparison.Ordinal));
        Assert.Equal(["tanto@city.example.jp"], mail.To.Mailboxes.Select(m => m.Address));
        Assert.Equal(["kacho@city.example.jp"], mail.Cc.Mailboxes.Select(m => m.Address));
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 1, 2, 3, TimeSpan.Zero), mail.Date);
        Assert.Equal("abc@example.jp", mail.MessageId);
        Assert.Contains("本文です。髙﨑", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal(["メモ.txt", "内側.eml"], mail.Attachments.Select(a => a.ContentDisposition!.FileName));
        var inner = ((MessagePart)mail.Attachments.Last()).Message!;
        Assert.Equal("内側の件名", inner.Subject);
        Assert.Contains("inner text", inner.TextBody, StringComparison.Ordinal);
        Assert.Contains("container.opened", report.Codes());
        Assert.Contains(report.Walk(), r => r.Name == "run.js" && r.Outcome.IsWithheld);
        Assert.DoesNotContain(Program, Encoding.Latin1.GetString(report.Outcome.Delivered!.Content.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Old_messages_have_strings_of_a_code_page()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var japanese = Encoding.GetEncoding(932);
        var message = new RawOutlook().Narrow("0037", japanese.GetBytes("表示ソフト")).Narrow("1000", japanese.GetBytes("能力の説明")).Number(0x3FFD, 932);
        var mail = Delivered(Treat(message.Build()));
        Assert.Equal("表示ソフト", mail.Subject);
        Assert.Contains("能力の説明", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_of_HTML_is_read()
    {
        var mail = Delivered(Treat(new RawOutlook().Text("0037", "html").Binary("1013", Encoding.UTF8.GetBytes("<p>こんにちは</p><script>x()</script>")).Number(0x3FDE, 65001).Build()));
        Assert.Equal("こんにちは", mail.TextBody!.Trim());
    }

    [Fact]
    public void Messages_nested_too_deep_and_rings_end()
    {
        var message = new RawOutlook().Text("0037", "deep");
        for (var (i, path) = (0, ""); i < 40; i++)
        {
            path += "__attach_version1.0_#00000000/";
            message.Raw(path + "__properties_version1.0", RawOutlook.Entries(8, (0x3705_0003, 5)));
            path += "__substg1.0_3701000D/";
            message.Raw(path + "__properties_version1.0", new byte[24]);
        }
        Assert.True(Treat(message.Build()).Outcome.IsWithheld);
    }

    [Fact]
    public void Whatever_is_changed_there_is_an_outcome()
    {
        var sample = RawOutlook.Sample();
        FuzzRun.For(83, random =>
        {
            var bytes = (byte[])sample.Clone();
            for (var i = random.Next(1, 10); i > 0; i--)
                bytes[random.Next(8, bytes.Length)] = (byte)random.Next(256);
            var report = Treat(random.Next(4) == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes);
            Assert.DoesNotContain("sanitizer.failed", report.Walk().SelectMany(r => r.Codes()));
            if (report.Outcome.Delivered is { } file)
                Unzipped.AssertVerified(file);
        }, share: 0.2);
    }

    [Fact]
    public void Real_messages_of_the_corpus_are_read()
    {
        var folder = Path.Combine(Programs.Corpus ?? "/nowhere", "..", "office");
        if (!Directory.Exists(folder))
            return; // the corpus is not here; the tests above stand for it
        foreach (var file in Directory.GetFiles(folder, "*.msg", SearchOption.AllDirectories))
        {
            var mail = Delivered(Treat(File.ReadAllBytes(file)));
            Assert.NotEmpty(mail.Subject!);
            Assert.NotEmpty(mail.TextBody!.Trim());
            Assert.NotEmpty(mail.From);
        }
    }

    private static FileReport Treat(byte[] content) => Engines.Standard.Treat(new("a.msg", "", content), Engines.Context, CancellationToken.None);

    private static MimeMessage Delivered(FileReport report)
    {
        var file = report.Outcome.Delivered;
        Assert.True(file is not null, string.Join("; ", report.Walk().SelectMany(r => r.Outcome.Findings)));
        Unzipped.AssertVerified(file);
        return MimeMessage.Load(new MemoryStream(file.Content.ToArray()));
    }
}

/// <summary>Writes messages of Outlook (MS-OXMSG) property by property.</summary>
internal sealed class RawOutlook(string prefix = "", RawCompound? file = null, int headerBytes = 32)
{
    private readonly RawCompound _file = file ?? new RawCompound();
    private readonly List<(uint, ulong)> _fixed = [];

    /// <summary>With two files, one of them a program, a message in it, and all that a mail has.</summary>
    public static byte[] Sample()
    {
        var message = new RawOutlook()
            .Text("0037", "会議の資料①").Text("0042", "佐藤 一郎").Text("5D02", "sato@example.jp").Text("1000", "本文です。髙﨑\r\n二行目\r\n").Text("1035", "<abc@example.jp>")
            .Fixed(0x0039_0040, (ulong)new DateTime(2026, 11, 23, 1, 2, 3, DateTimeKind.Utc).ToFileTimeUtc());
        message.Within("__recip_version1.0_#00000000/", 8).Text("3001", "担当").Text("39FE", "tanto@city.example.jp").Number(0x0C15, 1).End();
        message.Within("__recip_version1.0_#00000001/", 8).Text("3001", "課長").Text("39FE", "kacho@city.example.jp").Number(0x0C15, 2).End();
        message.Within("__recip_version1.0_#00000002/", 8).Text("3001", "").Text("39FE", "hidden@city.example.jp").Number(0x0C15, 3).End();
        message.Within("__attach_version1.0_#00000000/", 8).Text("3707", "メモ.txt").Binary("3701", "memo\r\n"u8.ToArray()).Number(0x3705, 1).End();
        message.Within("__attach_version1.0_#00000001/", 8).Text("3707", "run.js").Binary("3701", Encoding.ASCII.GetBytes("var shell = new ActiveXObject(\"WScript.Shell\");")).Number(0x3705, 1).End();
        message.Within("__attach_version1.0_#00000002/", 8).Text("3001", "内側").Number(0x3705, 5).End();
        message.Within("__attach_version1.0_#00000002/__substg1.0_3701000D/", 24).Text("0037", "内側の件名").Text("1000", "inner text").Text("5D01", "inner@example.jp").End();
        return message.Build();
    }

    public RawOutlook Within(string path, int header) => new(path, _file, header);

    public RawOutlook Text(string property, string text) => Raw($"{prefix}__substg1.0_{property}001F", Encoding.Unicode.GetBytes(text));

    public RawOutlook Narrow(string property, byte[] text) => Raw($"{prefix}__substg1.0_{property}001E", text);

    public RawOutlook Binary(string property, byte[] content) => Raw($"{prefix}__substg1.0_{property}0102", content);

    public RawOutlook Number(int property, int value) => Fixed(((uint)property << 16) | 3, (uint)value);

    public RawOutlook Fixed(uint tag, ulong value)
    {
        _fixed.Add((tag, value));
        return this;
    }

    public RawOutlook Raw(string path, byte[] content)
    {
        _file.Add(path, content);
        return this;
    }

    public void End() => Raw(prefix + "__properties_version1.0", Entries(headerBytes, [.. _fixed]));

    public byte[] Build()
    {
        End();
        return _file.Build();
    }

    public static byte[] Entries(int header, params (uint Tag, ulong Value)[] entries)
    {
        var bytes = new byte[header + entries.Length * 16];
        for (var i = 0; i < entries.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(header + i * 16), entries[i].Tag);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(header + i * 16 + 8), entries[i].Value);
        }
        return bytes;
    }
}
