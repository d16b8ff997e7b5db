using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>
/// Sends the lines of the log to a syslog server: RFC 5424 messages, octet-counted (RFC 6587 §3.4.1, RFC 5425 §4.3). It follows the files and remembers in
/// <c>syslog.position</c> how far it came, so that a server that was away misses nothing; after a crash it may get lines twice.
/// </summary>
internal sealed partial class SyslogForwarder(AuditOptions options, string hostName, TimeProvider clock, ILogger<SyslogForwarder> log) : BackgroundService
{
    /// <summary>Facility 13 (log audit), severity 6 (informational).</summary>
    private const int Priority = 13 * 8 + 6;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(30), LongestWait = TimeSpan.FromMinutes(1);

    private string PositionFile => Path.Combine(options.Folder, "syslog.position");

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var wait = BetweenLooks;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SendAllAsync(stoppingToken);
                wait = BetweenLooks;
            }
            catch (Exception e) when (e is IOException or SocketException or AuthenticationException or UnauthorizedAccessException
                || (e is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                CannotSend(options.Syslog!, e.Message);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
            try
            {
                await Task.Delay(wait, clock, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>One connection for all that is new.</summary>
    private async Task SendAllAsync(CancellationToken cancellationToken)
    {
        var (file, offset) = ReadPosition();
        var files = AuditFiles.List(options.Folder).Where(f => string.CompareOrdinal(Path.GetFileName(f), file) >= 0).ToList();
        if (!files.Exists(f => new FileInfo(f).Length > (Path.GetFileName(f) == file ? offset : 0)))
            return;
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(Patience);
        await using var stream = await ConnectAsync(time.Token);
        foreach (var path in files)
        {
            var start = Path.GetFileName(path) == file ? offset : 0;
            using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite) { Position = start };
            var lines = new AuditLineReader(content);
            var end = start;
            while (lines.Read() && lines.IsWhole)
            {
                await stream.WriteAsync(Message(lines.Line), time.Token);
                end = start + lines.Position;
                time.CancelAfter(Patience);
            }
            await stream.FlushAsync(time.Token);
            WritePosition(Path.GetFileName(path), end);
        }
    }

    private async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var colon = options.Syslog!.LastIndexOf(':');
        var (host, port) = (options.Syslog[..colon].Trim('[', ']'), int.Parse(options.Syslog[(colon + 1)..], CultureInfo.InvariantCulture));
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, cancellationToken);
            if (!options.SyslogTls)
                return client.GetStream();
            var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsClientAsync(new() { TargetHost = host, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 }, cancellationToken);
            return tls;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The line is the message, as JSON; its kind is the MSGID.</summary>
    private byte[] Message(ReadOnlyMemory<byte> line)
    {
        var (at, kind) = ("-", "-");
        try
        {
            using var json = JsonDocument.Parse(line);
            at = json.RootElement.GetProperty("at").GetDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
            kind = json.RootElement.GetProperty("kind").GetString()!;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            // A torn piece: the server is to see it, too.
        }
        var head = Encoding.ASCII.GetBytes($"<{Priority}>1 {at} {hostName} miyako {Environment.ProcessId} {kind} - ");
        byte[] message = [.. head, .. Encoding.UTF8.Preamble, .. line.Span];
        return [.. Encoding.ASCII.GetBytes($"{message.Length} "), .. message];
    }

    private (string File, long Offset) ReadPosition()
        => File.Exists(PositionFile) && File.ReadAllText(PositionFile).Split(' ') is [var file, var offset] && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? (file, bytes)
            : ("", 0);

    private void WritePosition(string file, long offset)
    {
        File.WriteAllText(PositionFile + ".tmp", string.Create(CultureInfo.InvariantCulture, $"{file} {offset}"));
        File.Move(PositionFile + ".tmp", PositionFile, overwrite: true);
    }

    [LoggerMessage(LogLevel.Error, "The syslog server {Server} does not take the audit log: {Cause}; it is tried again, and nothing is left out")]
    private partial void CannotSend(string server, string cause);
}
