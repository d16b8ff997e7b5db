using System.Net.Sockets;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.Cli.Demo;

/// <summary>The boundary mail server of the demo: sends bytes as they are by SMTP (RFC 5321).</summary>
internal sealed class DemoSender : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private StreamReader? _replies;

    /// <summary>Connects and says EHLO.</summary>
    public async Task ConnectAsync(int port, CancellationToken cancellationToken)
    {
        await _client.ConnectAsync("127.0.0.1", port, cancellationToken);
        _replies = new StreamReader(_client.GetStream(), Encoding.ASCII);
        await ExpectAsync("220", cancellationToken);
        await CommandAsync("EHLO boundary.example.com", "250", cancellationToken);
    }

    /// <summary>Sends a message with CRLF line ends.</summary>
    /// <returns>The reply to the end of data, which names the message's id.</returns>
    public async Task<string> SendAsync(byte[] message, CancellationToken cancellationToken)
    {
        await CommandAsync("MAIL FROM:<sender@example.com>", "250", cancellationToken);
        await CommandAsync("RCPT TO:<soumu@city.example.jp>", "250", cancellationToken);
        await CommandAsync("DATA", "354", cancellationToken);
        await _client.GetStream().WriteAsync(Stuffed(message), cancellationToken);
        return await ExpectAsync("250", cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _replies?.Dispose();
        _client.Dispose();
    }

    /// <summary>RFC 5321 §4.5.2: a dot more at the start of each line that begins with one, and the end of data.</summary>
    private static byte[] Stuffed(byte[] message)
    {
        var text = Encoding.Latin1.GetString(message);
        if (!text.EndsWith("\r\n", StringComparison.Ordinal))
            text += "\r\n";
        text = ("\r\n" + text).Replace("\r\n.", "\r\n..", StringComparison.Ordinal)[2..];
        return Encoding.Latin1.GetBytes(text + ".\r\n");
    }

    private async Task CommandAsync(string command, string expected, CancellationToken cancellationToken)
    {
        await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        await ExpectAsync(expected, cancellationToken);
    }

    private async Task<string> ExpectAsync(string code, CancellationToken cancellationToken)
    {
        while (true)
        {
            var line = await _replies!.ReadLineAsync(cancellationToken) ?? throw new IOException("The gateway closed the connection.");
            if (!line.StartsWith(code, StringComparison.Ordinal))
                throw new IOException($"The gateway said: {line}");
            if (line.Length < 4 || line[3] != '-')
                return line;
        }
    }
}
