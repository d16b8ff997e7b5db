using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>A client that sends exactly the bytes it is told to. Text is Latin-1, so that every byte can be said.</summary>
internal sealed class RawSmtpClient : IDisposable
{
    public const string Sender = "sender@sender.example.jp";
    public const string Recipient = "tanto@city.example.jp";

    private readonly TcpClient _client;
    private readonly StreamReader _reader;

    private RawSmtpClient(TcpClient client)
    {
        _client = client;
        _reader = new StreamReader(client.GetStream(), Encoding.Latin1);
    }

    /// <summary>Connects and says EHLO.</summary>
    public static async Task<RawSmtpClient> ConnectAsync(int port)
    {
        var tcp = new TcpClient { NoDelay = true, ReceiveTimeout = 60_000 };
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        var client = new RawSmtpClient(tcp);
        Assert.StartsWith("220 ", await client.ReplyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.SayAsync("EHLO client.example.jp"), StringComparison.Ordinal);
        return client;
    }

    /// <summary>Sends a whole message on a connection of its own.</summary>
    /// <returns>The last reply: to the end of data, or to the command that was refused.</returns>
    public static async Task<string> SendMailAsync(int port, string content, string reversePath = Sender, params string[] recipients)
    {
        using var client = await ConnectAsync(port);
        return await client.MailAsync(content, reversePath, recipients);
    }

    /// <summary>Sends a message that must be accepted.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> SendAcceptedAsync(int port, string content, string reversePath = Sender, params string[] recipients)
    {
        var reply = await SendMailAsync(port, content, reversePath, recipients);
        Assert.StartsWith("250 2.0.0 Ok: queued as ", reply, StringComparison.Ordinal);
        return reply[(reply.LastIndexOf(' ') + 1)..];
    }

    /// <summary>A transaction; lines that begin with a dot are stuffed.</summary>
    public async Task<string> MailAsync(string content, string reversePath = Sender, params string[] recipients)
    {
        string[] commands =
            [$"MAIL FROM:<{reversePath}>", .. (recipients.Length > 0 ? recipients : [Recipient]).Select(r => $"RCPT TO:<{r}>"), "DATA"];
        foreach (var command in commands)
        {
            var reply = await SayAsync(command);
            if (reply[0] is not ('2' or '3'))
                return reply;
        }

        await SendAsync(Stuffed(content) + ".\r\n");
        return await ReplyAsync();
    }

    public async Task<string> SayAsync(string command)
    {
        await SendAsync(command + "\r\n");
        return await ReplyAsync();
    }

    public async Task SendAsync(string bytes) => await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(bytes));

    /// <summary>The last line of the next reply.</summary>
    public async Task<string> ReplyAsync()
    {
        while (true)
        {
            var line = await _reader.ReadLineAsync() ?? throw new EndOfStreamException("The server has closed the connection.");
            if (line.Length < 4 || line[3] != '-')
                return line;
        }
    }

    /// <summary>Every reply line until the server closes the connection.</summary>
    public async Task<string[]> RestAsync()
    {
        var lines = new List<string>();
        while (await _reader.ReadLineAsync() is { } line)
            lines.Add(line);
        return [.. lines];
    }

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }

    private static string Stuffed(string content)
    {
        var stuffed = content.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        return (stuffed.StartsWith('.') ? "." : "") + stuffed + (stuffed.EndsWith("\r\n", StringComparison.Ordinal) ? "" : "\r\n");
    }
}
