using System.Net;
using System.Text;
using MimeKit;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;
using MiyakoMailSanitizer.EndToEnd.Tests.WebConsole;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>The one road on which a file leaves as it came: two operators, a reason each, a scan by a real clamd.</summary>
public sealed class OriginalReleaseTests
{
    private const string Content = "\u0001\u0002 a format that nobody knows \u0003";

    [BrowserFact]
    public async Task Two_people_release_an_original()
    {
        await using var clamd = await Clamd.StartAsync();
        await using var console = await StartAsync(clamd);
        var id = await console.WaitsInAsync("held", TestMail.WithAttachment("plan", "hello", "図面.xyz", Content));
        await console.Receiver.SubjectAsync("plan", console.Gateway);
        using var first = new Browser(console.Port);
        first.SignIn(await ConsoleAccount.AddAsync(console.Gateway, "hanako", "approver"));
        first.Open($"/Case/{id}");
        first.Type("original-reason", "図面の確認のため");
        first.Shoot("original-request");
        first.Click("原本の解放を申請する");
        first.Until(() => first.Has("原本の解放を申請しました。") && first.Has("別の担当者が承認します。"));
        Assert.False(first.Has("承認して原本を送る"));

        using var second = new Browser(console.Port);
        second.SignIn(await ConsoleAccount.AddAsync(console.Gateway, "taro", "approver"));
        second.Open($"/Case/{id}");
        second.Shoot("original-approve");
        second.Type("approve-reason", "内容を目視で確認した");
        second.Click("承認して原本を送る");
        second.Until(() => second.Has("二人の確認とウイルス検査のうえ、原本を送りました。") && second.Has("解放済み"));

        await Eventually.TrueAsync(() => console.Receiver.Messages.Count == 2, () => console.Gateway.Log);
        var message = await MimeMessage.LoadAsync(new MemoryStream(Encoding.Latin1.GetBytes(console.Receiver.Messages.Last().Text)));
        var file = Assert.IsType<MimePart>(Assert.Single(message.Attachments));
        using var bytes = new MemoryStream();
        await file.Content!.DecodeToAsync(bytes);
        Assert.Equal(Content, Encoding.UTF8.GetString(bytes.ToArray()));
        Assert.Equal("application/octet-stream", file.ContentType.MimeType);
        Assert.Contains("無害化はしていません", message.TextBody, StringComparison.Ordinal);
        var audit = console.Gateway.AuditEvents().Single(e => e.GetProperty("kind").GetString() == "original-released");
        Assert.Equal(("hanako", "taro", "clean"), (Text("requestedBy"), Text("by"), Text("scan")));

        string? Text(string name) => audit.GetProperty(name).GetString();
    }

    [ClamdFact]
    public async Task One_person_alone_or_an_operator_can_not()
    {
        await using var clamd = await Clamd.StartAsync();
        await using var console = await StartAsync(clamd);
        var id = await console.WaitsInAsync("held", TestMail.WithAttachment("alone", "hello", "a.xyz", Content));
        var sha256 = console.Gateway.CaseReport(id).GetProperty("message").GetProperty("nested")[0].GetProperty("sha256").GetString()!;
        using var approver = await console.SignedInAsync("approver");
        using var @operator = await console.SignedInAsync("operator");
        using var viewer = await console.SignedInAsync("viewer");
        Assert.Equal("original-no-request", await DoneAsync(approver, "ApproveOriginal"));
        Assert.Equal("original-refused", await DoneAsync(approver, "RequestOriginal", new string('0', 64)));
        Assert.Equal("Forbidden", await DoneAsync(viewer, "RequestOriginal", sha256));
        Assert.Equal("original-requested", await DoneAsync(approver, "RequestOriginal", sha256));
        Assert.Equal("original-same-person", await DoneAsync(approver, "ApproveOriginal"));
        Assert.Equal("Forbidden", await DoneAsync(@operator, "ApproveOriginal"));
        Assert.Equal("Forbidden", await DoneAsync(viewer, "ApproveOriginal"));
        await console.Gateway.SpoolIsEmptyAsync();
        Assert.Single(console.Receiver.Messages);

        async Task<string> DoneAsync(ConsoleClient client, string handler, string file = "")
        {
            using var response = await client.PostAsync($"/Case/{id}", $"/Case/{id}?handler={handler}", ("reason", "r"), ("sha256", file));
            return response.StatusCode == HttpStatusCode.Redirect ? response.Headers.Location!.OriginalString.Split("done=")[1] : response.StatusCode.ToString();
        }
    }

    [ClamdFact]
    public async Task What_clamd_knows_or_cannot_see_and_programs_stay()
    {
        await using var clamd = await Clamd.StartAsync();
        await using var console = await StartAsync(clamd);
        var program = await console.WaitsInAsync("held", TestMail.WithAttachment("program", "hello", "a.exe", "MZ\0\0 this is no text"));
        Assert.Equal("no-file", await RequestAsync(console, program, "a.exe"));
        var held = await console.HeldAsync("held", "hold.xyz", Content);
        Assert.Equal("no-file", await RequestAsync(console, held, "hold.xyz".Replace("hold", "other", StringComparison.Ordinal)));
        Assert.Equal("message-held", await RequestAsync(console, held, "hold.xyz"));

        var id = await console.WaitsInAsync("held", TestMail.WithAttachment("away", "hello", "b.xyz", Content));
        Assert.Equal("requested", await RequestAsync(console, id, "b.xyz"));
        await clamd.StopAsync();
        using var approver = await console.SignedInAsync("approver");
        using var response = await approver.PostAsync($"/Case/{id}", $"/Case/{id}?handler=ApproveOriginal", ("reason", "r"));
        Assert.EndsWith("done=original-not-scanned", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        await console.Gateway.SpoolIsEmptyAsync();
        Assert.Equal(2, console.Receiver.Messages.Count);
        Assert.Contains(console.Gateway.AuditEvents(), e => e.GetProperty("kind").GetString() == "original-refused");
    }

    [Fact]
    public async Task It_is_off_unless_it_is_switched_on()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port });
        var id = await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.WithAttachment("off", "hello", "c.xyz", Content));
        await receiver.SubjectAsync("off", gateway);
        var result = await MiyakoCommand.RunAsync("quarantine", "request-original", id, "--file", "c.xyz", "--reason", "r", "--json", "--config", gateway.ConfigFile);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("off", result.JsonLines[0].GetProperty("outcome").GetString());
    }

    private static Task<ConsoleGateway> StartAsync(Clamd clamd) => ConsoleGateway.StartAsync(c => c with { Clamd = clamd.Socket, WhenNotScanned = "go-on", Originals = true });

    private static async Task<string> RequestAsync(ConsoleGateway console, string id, string file)
    {
        var result = await MiyakoCommand.RunAsync("quarantine", "request-original", id, "--file", file, "--reason", "r", "--json", "--config", console.Gateway.ConfigFile);
        return result.JsonLines[0].GetProperty("outcome").GetString()!;
    }
}
