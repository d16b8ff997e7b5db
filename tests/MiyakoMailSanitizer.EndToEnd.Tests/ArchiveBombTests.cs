using System.IO.Compression;
using System.Text;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>Archive bombs through the whole gateway, while others go on being served.</summary>
public sealed class ArchiveBombTests
{
    private const int Others = 20;

    [Fact]
    public async Task Bombs_are_withheld_while_others_are_served()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port, Workers = 2 });
        var zeros = Zip(("zeros.txt", 100 << 20));
        var nest = Enumerable.Range(0, 4).Aggregate(zeros, (inner, _) => Zip([.. Enumerable.Range(0, 16).Select(i => ($"{i}.zip", inner))]));
        (string Name, byte[] Content)[] bombs = [("nest", nest), ("zeros", zeros), ("million", Zip([.. Enumerable.Range(0, 100_000).Select(i => ($"{i}", Array.Empty<byte>()))]))];

        var sent = bombs.Select(b => RawSmtpClient.SendAcceptedAsync(gateway.Port, Mail(b.Name, b.Content))).ToList();
        for (var i = 0; i < Others; i++)
            await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain($"other-{i}", "hello"));
        for (var i = 0; i < Others; i++)
            await receiver.SubjectAsync($"other-{i}", gateway);
        var ids = await Task.WhenAll(sent);
        await gateway.SpoolIsEmptyAsync();

        Assert.Equal(Others + bombs.Length, receiver.Messages.Count);
        foreach (var (id, (name, _)) in ids.Zip(bombs))
        {
            var message = await receiver.SubjectAsync($"bomb-{name}", gateway);
            Assert.DoesNotContain("application/zip", message.Text, StringComparison.Ordinal);
            Assert.Contains(id, gateway.Cases());
        }
        Assert.DoesNotContain("restart", gateway.Log, StringComparison.OrdinalIgnoreCase);
    }

    private static string Mail(string name, byte[] zip)
        => $"From: <sender@sender.example.jp>\r\nSubject: bomb-{name}\r\nMIME-Version: 1.0\r\nContent-Type: application/zip; name={name}.zip\r\n"
            + $"Content-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(zip, Base64FormattingOptions.InsertLineBreaks)}\r\n";

    private static byte[] Zip((string Name, int Zeros) file)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry(file.Name).Open();
            var piece = Encoding.ASCII.GetBytes(new string('0', 1 << 20));
            for (var left = file.Zeros; left > 0; left -= piece.Length)
                entry.Write(piece);
        }
        return stream.ToArray();
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }
}
