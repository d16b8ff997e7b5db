using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using MimeKit;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>Encrypted files by SMTP, and their passwords by another message, by an operator, or from the book (PPAP).</summary>
public sealed class PasswordTests : IDisposable
{
    private const string Password = "Geheim-4711";
    private const string Content = "氏名,金額\r\n佐藤,=1+1\r\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("miyako-ppap-").FullName;

    [ZipFact]
    public async Task The_password_follows_and_the_file_comes_once()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver);
        var id = await SendFileAsync(gateway, "資料.zip", Password);
        var first = await ReceivedAsync(receiver, gateway, m => m.Contains("first@sender.example.jp", StringComparison.Ordinal));
        Assert.Empty(first.Attachments);
        Assert.Contains("パスワードで保護されているため", first.TextBody, StringComparison.Ordinal);
        Assert.Contains(id, first.TextBody, StringComparison.Ordinal);
        Assert.True(Directory.Exists(gateway.Of("quarantine", "waiting-for-password", id)));

        await SendPasswordAsync(gateway, $"先ほどのファイルのパスワードは {Password} です。");
        AssertFollows(first, await FollowUpAsync(receiver, gateway, id), id);
        await EndsAsync(receiver, gateway, 3);
        Assert.True(Directory.Exists(gateway.Of("quarantine", "released", id)));
        AssertNothingTells(gateway, Password, id);
    }

    [ZipFact]
    public async Task The_password_may_come_before_the_file()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver);
        await SendPasswordAsync(gateway, $"これから送るファイルのパスワード：{Password}");
        await gateway.SpoolIsEmptyAsync();
        var id = await SendFileAsync(gateway, "資料.zip", Password);
        await FollowUpAsync(receiver, gateway, id);
        await EndsAsync(receiver, gateway, 3);
        AssertNothingTells(gateway, Password, id);
    }

    [ZipFact]
    public async Task The_same_message_may_hold_it()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver);
        var id = await SendFileAsync(gateway, "資料.zip", Password, text: $"添付のとおりです。解凍PW「{Password}」");
        await FollowUpAsync(receiver, gateway, id);
        await EndsAsync(receiver, gateway, 2);
    }

    [ZipFact]
    public async Task Another_sender_of_the_same_name_opens_nothing()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver);
        var id = await SendFileAsync(gateway, "資料.zip", Password);
        await gateway.SpoolIsEmptyAsync();
        await SendPasswordAsync(gateway, $"パスワード：{Password}", "other@elsewhere.example.com");
        await SendPasswordAsync(gateway, $"パスワード：{Password}", recipient: "someone-else@city.example.jp");
        await receiver.SubjectAsync("password-someone-else@city.example.jp", gateway);
        await Task.Delay(TimeSpan.FromSeconds(2)); // nothing is to happen, which no event tells
        Assert.DoesNotContain(gateway.AuditEvents(), e => e.GetProperty("kind").GetString() == "unlocked");
        await SendPasswordAsync(gateway, $"パスワード：{Password}");
        await FollowUpAsync(receiver, gateway, id);
    }

    [ZipFact]
    public async Task A_wrong_one_changes_nothing_and_a_wide_one_counts_as_narrow()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver);
        var id = await SendFileAsync(gateway, "資料.zip", Password);
        await gateway.SpoolIsEmptyAsync();
        await SendPasswordAsync(gateway, "パスワード：falsch123");
        await Eventually.TrueAsync(() => HasEvent(gateway, id, "unlock-failed"), () => gateway.Log);
        Assert.True(Directory.Exists(gateway.Of("quarantine", "waiting-for-password", id)));
        await SendPasswordAsync(gateway, "パスワードを間違えました。\n正しくは\n\nＧｅｈｅｉｍ－４７１１\n\nです。".Replace('－', '-'));
        await FollowUpAsync(receiver, gateway, id);
        await EndsAsync(receiver, gateway, 4);
        AssertNothingTells(gateway, Password, id);
    }

    [ZipFact]
    public async Task A_kill_between_the_two_loses_neither()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver);
        var id = await SendFileAsync(gateway, "資料.zip", Password);
        await gateway.SpoolIsEmptyAsync();
        await gateway.Process.KillAsync();
        await gateway.StartAgainAsync();
        await SendPasswordAsync(gateway, $"パスワードは「{Password}」です。");
        await FollowUpAsync(receiver, gateway, id);

        // The other order.
        await SendPasswordAsync(gateway, "パスワードは「Zweites-99」です。", recipient: "second@city.example.jp");
        await gateway.SpoolIsEmptyAsync();
        await gateway.Process.KillAsync();
        await gateway.StartAgainAsync();
        var second = await SendFileAsync(gateway, "二.zip", "Zweites-99", recipients: "second@city.example.jp");
        await FollowUpAsync(receiver, gateway, second);
    }

    [ZipFact]
    public async Task An_operator_opens_it_for_all_who_wait_for_the_same_file()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver, "off");
        var zip = LockedZip("資料.zip", Password);
        var id = await SendAsync(gateway, zip, "資料.zip", "お送りします。", "tanto@city.example.jp", "kacho@city.example.jp");
        var other = await SendAsync(gateway, zip, "資料.zip", "お送りします。", "bucho@city.example.jp");
        await SendPasswordAsync(gateway, $"パスワード：{Password}");
        await gateway.SpoolIsEmptyAsync();

        var list = await MiyakoCommand.RunAsync("quarantine", "list", "--config", gateway.ConfigFile);
        Assert.Contains($"{id}  ", list.Output, StringComparison.Ordinal);
        Assert.Contains("waiting-for-password", list.Output, StringComparison.Ordinal);
        for (var i = 0; i < 3; i++)
        {
            var wrong = await UnlockAsync(gateway, id, "falsch\n", 3);
            Assert.Equal("none-fits", wrong.JsonLines[0].GetProperty("outcome").GetString());
        }
        // As if there had been more: five seconds may be over before a slow machine has tried again.
        var attempts = JsonNode.Parse(await File.ReadAllTextAsync(gateway.Of("quarantine", "waiting-for-password", id, "attempts.json")))!;
        Assert.Equal(3, attempts["wrong"]!.GetValue<int>());
        attempts["wrong"] = 12;
        await File.WriteAllTextAsync(gateway.Of("quarantine", "waiting-for-password", id, "attempts.json"), attempts.ToJsonString());
        Assert.Equal("too-soon", (await UnlockAsync(gateway, id, Password, 3)).JsonLines[0].GetProperty("outcome").GetString());
        Assert.Equal("not-waiting", (await UnlockAsync(gateway, "20260101-AAAAAAAAAAAA", Password, 1)).JsonLines[0].GetProperty("outcome").GetString());
        Assert.Equal(2, (await MiyakoCommand.RunAsync("quarantine", "unlock", id, "--config", gateway.ConfigFile)).ExitCode);

        // The other case was not guessed at; its password opens the first one, too.
        var opened = await UnlockAsync(gateway, other, Password + "\r\n", 0);
        Assert.Equal([other, id], opened.JsonLines.Select(l => l.GetProperty("id").GetString()));
        Assert.All(opened.JsonLines, l => Assert.Equal("unlocked", l.GetProperty("outcome").GetString()));
        await FollowUpAsync(receiver, gateway, id);
        await FollowUpAsync(receiver, gateway, other);
        await gateway.SpoolIsEmptyAsync();
        var toTwo = receiver.Messages.Single(m => m.Text.Contains($"<{id}-U1@", StringComparison.Ordinal));
        Assert.Equal(["tanto@city.example.jp", "kacho@city.example.jp"], toTwo.Recipients.ToArray());
        AssertNothingTells(gateway, Password, id);
        Assert.Equal("not-waiting", (await UnlockAsync(gateway, id, Password, 1)).JsonLines[0].GetProperty("outcome").GetString());
    }

    [ZipFact]
    public async Task What_is_withheld_behind_the_password_is_said_to_the_reader()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver);
        var id = await SendAsync(gateway, LockedZip("資料.zip", Password, ("calc.js", "var shell = new ActiveXObject(\"WScript.Shell\");")), "資料.zip", $"パスワード：{Password}");
        var message = await ReceivedAsync(receiver, gateway, h => h.Contains($"Message-ID: <{id}-U1@", StringComparison.Ordinal));
        Assert.Empty(message.Attachments);
        Assert.Contains("資料.zip", message.TextBody, StringComparison.Ordinal);
        await gateway.SpoolIsEmptyAsync();
        await Eventually.TrueAsync(() => Directory.Exists(gateway.Of("quarantine", "held", id)), () => gateway.Log);
    }

    [ZipFact]
    public async Task A_suggestion_waits_for_the_operator()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver, "suggest");
        var id = await SendFileAsync(gateway, "資料.zip", Password);
        await gateway.SpoolIsEmptyAsync();
        Assert.Equal(3, (await MiyakoCommand.RunAsync("quarantine", "unlock", id, "--suggested", "--config", gateway.ConfigFile)).ExitCode);
        await SendPasswordAsync(gateway, $"パスワード：{Password}");
        await Eventually.TrueAsync(() => HasEvent(gateway, id, "password-suggested"), () => gateway.Log);
        Assert.DoesNotContain(gateway.AuditEvents(), e => e.GetProperty("kind").GetString() == "unlocked");
        var opened = await MiyakoCommand.RunAsync("quarantine", "unlock", id, "--suggested", "--config", gateway.ConfigFile);
        Assert.True(opened.ExitCode == 0, opened.Output + opened.Errors);
        await FollowUpAsync(receiver, gateway, id);
    }

    [ZipFact]
    public async Task The_book_opens_what_was_agreed_upon()
    {
        var book = Path.Combine(_folder, "book.json");
        File.WriteAllText(book, $$"""{ "senders": [ { "from": "*@sender.example.jp", "passwords": ["anders", "{{Password}}"] } ] } // agreed by telephone""");
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port, BookFile = book });
        var id = await SendFileAsync(gateway, "資料.zip", Password);
        await FollowUpAsync(receiver, gateway, id);
        AssertNothingTells(gateway, Password, id);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<RunningGateway> StartAsync(RecordingReceiver receiver, string pairing = "on")
        => RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port, Pairing = pairing });

    private Task<string> SendFileAsync(
        RunningGateway gateway, string name, string password, string text = "資料をお送りします。よろしくお願いします。", params string[] recipients)
        => SendAsync(gateway, LockedZip(name, password), name, text, recipients);

    private static Task<string> SendAsync(RunningGateway gateway, byte[] zip, string name, string text, params string[] recipients)
    {
        var body = new BodyBuilder { TextBody = text };
        body.Attachments.Add(name, zip, new ContentType("application", "zip"));
        var message = Message("資料の送付", body.ToMessageBody());
        message.MessageId = "first@sender.example.jp";
        return RawSmtpClient.SendAcceptedAsync(gateway.Port, Latin1(message), RawSmtpClient.Sender, recipients);
    }

    private static Task<string> SendPasswordAsync(
        RunningGateway gateway, string text, string from = RawSmtpClient.Sender, string recipient = RawSmtpClient.Recipient)
    {
        var message = Message($"password-{recipient}", new TextPart("plain") { Text = text }, from);
        return RawSmtpClient.SendAcceptedAsync(gateway.Port, Latin1(message), from, recipient);
    }

    private static MimeMessage Message(string subject, MimeEntity body, string from = RawSmtpClient.Sender) => new(
        [new MailboxAddress("佐藤 一郎", from)], [new MailboxAddress("担当", RawSmtpClient.Recipient)], subject, body);

    private static string Latin1(MimeMessage message)
    {
        var stream = new MemoryStream();
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(options, stream);
        return Encoding.Latin1.GetString(stream.ToArray());
    }

    private byte[] LockedZip(string name, string password) => LockedZip(name, password, ("表.csv", Content));

    private byte[] LockedZip(string name, string password, (string Name, string Text) file)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName;
        File.WriteAllText(Path.Combine(folder, file.Name), file.Text, new UTF8Encoding(false));
        using var process = Process.Start(new ProcessStartInfo("zip", ["-q", "-P", password, name, file.Name]) { WorkingDirectory = folder })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return File.ReadAllBytes(Path.Combine(folder, name));
    }

    private static async Task<MimeMessage> ReceivedAsync(RecordingReceiver receiver, RunningGateway gateway, Func<string, bool> isMeant)
    {
        await Eventually.TrueAsync(() => receiver.Messages.Any(m => isMeant(m.Header)), () => $"it did not come\n{gateway.Log}");
        var message = receiver.Messages.First(m => isMeant(m.Header));
        return MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(message.Text)));
    }

    /// <summary>The message that follows, with the file in it: a ZIP that needs no password, its formula disarmed.</summary>
    private static async Task<MimeMessage> FollowUpAsync(RecordingReceiver receiver, RunningGateway gateway, string id)
    {
        var message = await ReceivedAsync(receiver, gateway, h => h.Contains($"Message-ID: <{id}-U1@miyako.example.jp>", StringComparison.Ordinal));
        var zip = Assert.IsType<MimePart>(Assert.Single(message.Attachments));
        using var content = new MemoryStream();
        zip.Content!.DecodeTo(content);
        using var archive = new ZipArchive(content);
        var entry = Assert.Single(archive.Entries);
        Assert.Equal("表.csv", entry.FullName);
        using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        Assert.Contains("佐藤", text, StringComparison.Ordinal);
        Assert.DoesNotContain(",=1+1", text, StringComparison.Ordinal);
        return message;
    }

    private static void AssertFollows(MimeMessage first, MimeMessage followUp, string id)
    {
        Assert.Equal(first.Subject, followUp.Subject);
        Assert.Equal(first.From.ToString(), followUp.From.ToString());
        Assert.Equal(first.To.ToString(), followUp.To.ToString());
        Assert.Equal("first@sender.example.jp", followUp.InReplyTo);
        Assert.Equal(["first@sender.example.jp"], followUp.References);
        Assert.Contains(id, followUp.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("資料をお送りします", followUp.TextBody, StringComparison.Ordinal);
    }

    private static async Task EndsAsync(RecordingReceiver receiver, RunningGateway gateway, int messages)
    {
        await gateway.SpoolIsEmptyAsync();
        Assert.Equal(messages, receiver.Messages.Count);
    }

    /// <summary>The password stands in no log, no audit line and no file of the case but the sender's own message.</summary>
    private static void AssertNothingTells(RunningGateway gateway, string password, string id)
    {
        Assert.DoesNotContain(password, gateway.Log, StringComparison.Ordinal);
        var files = Directory.GetFiles(gateway.Of("audit")).Concat(
            Directory.GetFiles(gateway.Of("quarantine"), "*", SearchOption.AllDirectories).Where(f => f.Contains(id, StringComparison.Ordinal) && !f.EndsWith(".eml", StringComparison.Ordinal)));
        Assert.All(files, f => Assert.DoesNotContain(password, File.ReadAllText(f), StringComparison.Ordinal));
    }

    private static bool HasEvent(RunningGateway gateway, string id, string kind)
        => gateway.AuditEvents().Any(e => e.GetProperty("kind").GetString() == kind && e.GetProperty("id").GetString() == id);

    private static async Task<CommandResult> UnlockAsync(RunningGateway gateway, string id, string password, int exitCode)
    {
        var result = await MiyakoCommand.RunWithInputAsync(password, "quarantine", "unlock", id, "--password-stdin", "--json", "--config", gateway.ConfigFile);
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}: {result.Output}{result.Errors}");
        return result;
    }
}

/// <summary>Skipped, with the reason, where <c>zip</c> is not installed.</summary>
internal sealed class ZipFactAttribute : FactAttribute
{
    public ZipFactAttribute() => Skip = File.Exists("/usr/bin/zip") ? null : "not installed: zip";
}
