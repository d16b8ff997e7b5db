using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Flow;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Digests;

/// <summary>Once a day, at the hour of the settings or at the next start after it, tells operators and recipients what waits. They go the way of every message.</summary>
internal sealed partial class DigestService(
    FolderQuarantine quarantine, QuarantineOptions folder, ISpool spool, FlowSchedules schedules, IAuditLog audit, DigestOptions options, string hostName, TimeProvider clock, ILogger<DigestService> log)
    : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(30);

    /// <summary>The day of the last one.</summary>
    private string DayFile => Path.Combine(folder.Folder, "digest.day");

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Operators.IsEmpty && !options.Recipients)
            return;
        await Task.Yield();
        using var timer = new PeriodicTimer(BetweenLooks, clock);
        try
        {
            do
                await LookAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetLocalNow();
        var day = now.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        try
        {
            if (now.Hour < options.Hour || (File.Exists(DayFile) && File.ReadAllText(DayFile) == day))
                return;
            await SendAsync(day, now, cancellationToken);
            Directory.CreateDirectory(folder.Folder);
            File.WriteAllText(DayFile, day);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CannotSend(e);
        }
    }

    private async Task SendAsync(string day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = Waiting();
        if (waiting.Count == 0)
            return;
        foreach (var address in options.Operators)
            await SendAsync($"{day}-DIGEST-OPERATOR-{Hash(address)}", address, isOperator: true, waiting, now, cancellationToken);
        if (!options.Recipients)
            return;
        var lists = waiting.SelectMany(w => w.Report.Recipients.Distinct(), (w, r) => (Recipient: r, Line: w)).GroupBy(l => l.Recipient, l => l.Line, StringComparer.Ordinal);
        foreach (var list in lists)
            await SendAsync($"{day}-DIGEST-{Hash(list.Key)}", list.Key, isOperator: false, [.. list], now, cancellationToken);
    }

    /// <summary>The id is the day's and the reader's: after a crash it is the same message.</summary>
    private async Task SendAsync(string id, string recipient, bool isOperator, IReadOnlyList<WaitingLine> waiting, DateTimeOffset now, CancellationToken cancellationToken)
    {
        audit.Write(new("digest", id, [new("recipient", recipient), new("cases", waiting.Count.ToString(CultureInfo.InvariantCulture))]));
        var envelope = new Envelope { Id = id, ReversePath = "", Recipients = [recipient], ReceivedAt = now, ClientAddress = "" };
        await spool.AddSanitizedAsync(envelope, DigestMessage.Write(id, recipient, isOperator, waiting, hostName, now), cancellationToken);
        schedules.Arrived(Queue.Outgoing, id);
    }

    private List<WaitingLine> Waiting()
    {
        var waiting = new List<WaitingLine>();
        foreach (var (id, state) in new[] { CaseState.Held, CaseState.WaitingForPassword }.SelectMany(s => quarantine.List(s), (s, i) => (i, s)).OrderBy(c => c.i, StringComparer.Ordinal))
        {
            try
            {
                waiting.Add(new(quarantine.Read(id), state));
            }
            catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
            {
                // Damaged, or decided in this moment.
            }
        }
        return waiting;
    }

    private static string Hash(string address) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)).AsSpan(0, 8));

    [LoggerMessage(LogLevel.Error, "Can't write the day's digest; it is tried again")]
    private partial void CannotSend(Exception exception);
}
