using System.Collections.Concurrent;
using System.Net.Sockets;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>Clients that send one message after the other, whatever befalls the gateway, and remember what it has said 250 to.</summary>
internal sealed class MailLoad : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly int _port;
    private int _sent;

    public MailLoad(int port, int clients = 4)
    {
        _port = port;
        _running = Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(SendAsync)));
    }

    /// <summary>What a 250 was given for.</summary>
    public ConcurrentQueue<(string Subject, string Id)> Accepted { get; } = [];

    /// <summary>Lets the last messages be answered and sends no more.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task SendAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await RawSmtpClient.ConnectAsync(_port);
                while (!_stop.IsCancellationRequested)
                {
                    var number = Interlocked.Increment(ref _sent);
                    var subject = $"load-{number}";
                    var reply = await client.MailAsync(Message(number, subject));
                    if (reply.StartsWith("250 2.0.0 Ok: queued as ", StringComparison.Ordinal))
                        Accepted.Enqueue((subject, reply[(reply.LastIndexOf(' ') + 1)..]));
                    else
                        await client.SayAsync("RSET");
                    await Task.Delay(Pause);
                }
            }
            catch (Exception e) when (e is IOException or SocketException or Xunit.Sdk.StartsWithException)
            {
                await Task.Delay(Pause); // it is away, or says 421
            }
        }
    }

    private static string Message(int number, string subject) => (number % 5) switch
    {
        0 => TestMail.Html(subject, $"<html><body><p>{number}</p><table><tr><td>1</td><td>2</td></tr></table></body></html>"),
        1 => TestMail.WithAttachment(subject, "see the file", "table.csv", "a,b\r\n1,2\r\n"),
        2 => TestMail.Plain(subject, string.Concat(Enumerable.Repeat("a longer line of a longer message\r\n", 2_000))),
        _ => TestMail.Plain(subject, "hello"),
    };
}
