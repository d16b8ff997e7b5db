using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

/// <summary>What a <see cref="SinkServer"/> took.</summary>
internal sealed record TakenMessage(string Mail, string[] Recipients, byte[] Content, bool Secure);

/// <summary>A server that behaves well and takes everything, unless <see cref="Reply"/> says otherwise.</summary>
internal sealed class SinkServer : IAsyncDisposable
{
    private readonly LoopbackServer _server;

    public SinkServer() => _server = new LoopbackServer((connection, _) => ServeAsync(connection));

    public int Port => _server.Port;

    public int Connections => _server.Connections;

    public ConcurrentQueue<TakenMessage> Taken { get; } = [];

    /// <summary>Every command line, in order of arrival.</summary>
    public ConcurrentQueue<string> Commands { get; } = [];

    /// <summary>What EHLO offers.</summary>
    public string[] Extensions { get; init; } = ["SIZE 10485760", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"];

    /// <summary>Offers STARTTLS with it.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Wants to see a certificate of the client.</summary>
    public bool AsksForCertificate { get; init; }

    /// <summary>What was shown; null where nothing was.</summary>
    public ConcurrentQueue<string?> ClientCertificates { get; } = [];

    /// <summary>Reply to a command or, by <c>.</c>, to the end of data; null for the usual one.</summary>
    public Func<string, string?> Reply { get; init; } = _ => null;

    /// <summary>Closes the connection after so many messages, after the reply, as some servers do.</summary>
    public int MessagesPerConnection { get; init; } = int.MaxValue;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(ServerConnection connection)
    {
        var (mail, recipients, secure, messages) = ("", new List<string>(), false, 0);
        await connection.SendAsync("220 sink.example.jp ESMTP\r\n");
        while (await connection.ReadLineAsync() is { } line)
        {
            Commands.Enqueue(line);
            var reply = Reply(line);
            var verb = line.Split(' ', ':')[0];
            switch (verb)
            {
                case "EHLO":
                    var offers = Certificate is null || secure ? Extensions : ["STARTTLS", .. Extensions];
                    reply ??= string.Concat(offers.Select(e => $"250-{e}\r\n").Prepend("250-sink.example.jp\r\n")) + "250 HELP";
                    break;
                case "STARTTLS":
                    await connection.SendAsync("220 go ahead\r\n");
                    ClientCertificates.Enqueue(await connection.StartTlsAsync(Certificate!, AsksForCertificate));
                    secure = true;
                    continue;
                case "MAIL":
                    (mail, recipients) = (line, []);
                    break;
                case "RCPT" when reply is null:
                    recipients.Add(line["RCPT TO:<".Length..line.LastIndexOf('>')]);
                    break;
                case "DATA" when reply is null:
                    await connection.SendAsync("354 go ahead\r\n");
                    if (await connection.ReadContentAsync() is not { } content)
                        return;
                    reply = Reply(".");
                    if (reply is null)
                        Taken.Enqueue(new TakenMessage(mail, [.. recipients], content, secure));
                    messages++;
                    break;
                case "QUIT":
                    await connection.SendAsync("221 2.0.0 bye\r\n");
                    return;
            }
            await connection.SendAsync((reply ?? "250 2.0.0 ok") + "\r\n");
            if (messages == MessagesPerConnection)
                return;
        }
    }
}
