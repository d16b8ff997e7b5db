using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Passwords;

/// <summary>
/// Brings files together with passwords that come by another message (PPAP), in either order: the same sender, a recipient in common, not too far
/// apart. Also the book of passwords, and the same file for others once it is open.
/// </summary>
internal sealed partial class PairingService(
    PasswordStore store, FolderQuarantine quarantine, Unlocker unlocker, IAuditLog audit, PasswordOptions options, ILogger<PairingService> log)
    : BackgroundService, IPasswordDesk
{
    /// <summary>What is tried is known under such a name for the book, too.</summary>
    private const string Book = "book";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10), Gathering = TimeSpan.FromMilliseconds(300);

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly WaitingCases _waiting = new(quarantine);

    /// <inheritdoc/>
    public bool IsOn => options.Pairing != PasswordPairing.Off;

    /// <inheritdoc/>
    public void Learn(Envelope envelope, string from, PasswordFindings findings)
    {
        if (findings.Candidates.IsEmpty)
            return;
        store.Keep(new(envelope.Id, from, envelope.ReversePath, envelope.Recipients, envelope.ReceivedAt, findings.Candidates), findings.AreAnnounced);
        Waits();
    }

    /// <inheritdoc/>
    public void Waits() => _signals.Writer.TryWrite(true);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IsOn)
            return;
        await Guarded(() => { store.Load(); return Task.CompletedTask; });
        while (!stoppingToken.IsCancellationRequested)
        {
            await Guarded(() => LookAsync(stoppingToken));
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            pause.CancelAfter(BetweenLooks);
            try
            {
                await _signals.Reader.ReadAsync(pause.Token);
                // What comes in a moment is looked at together.
                await Task.Delay(Gathering, pause.Token);
            }
            catch (OperationCanceledException)
            {
                // Time for a look by itself, or the end.
            }
        }
    }

    /// <summary>What the disk or the workers fail at is tried at the next look.</summary>
    private async Task Guarded(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The end; what was not done is done after the next start.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or WorkersUnavailableException or JsonException)
        {
            CannotLook(e);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        store.DropExpired();
        var waiting = _waiting.Look();
        if (waiting.Count == 0)
            return;
        var hints = store.Hints.SelectMany(h => h.Recipients, (h, r) => (Recipient: Key(r), Hint: h)).ToLookup(p => p.Recipient, p => p.Hint);
        foreach (var one in waiting)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await LookAtAsync(one, hints, waiting, cancellationToken);
        }
    }

    private async Task LookAtAsync(WaitingCase one, ILookup<string, PasswordHint> hints, List<WaitingCase> waiting, CancellationToken cancellationToken)
    {
        var path = quarantine.PathOf(one.Id, "attempts.json");
        var attempts = CaseAttempts.Read(path);
        var meant = one.Recipients.SelectMany(r => hints[Key(r)]).Distinct()
            .Where(h => IsSameSender(one, h) && (h.At - one.At).Duration() <= TimeSpan.FromHours(options.WindowHours))
            .Where(h => !attempts.TriedMessages.Contains(h.Id) && !attempts.Suggested.Contains(h.Id))
            .OrderByDescending(h => h.At).ToList();
        var book = attempts.TriedMessages.Contains(Book) ? [] : BookFor(one);
        var passwords = meant.SelectMany(h => h.Candidates).Concat(book).Distinct().Take(options.MaxTries).ToImmutableArray();
        if (passwords.IsEmpty)
            return;
        ImmutableArray<string> names = [.. meant.Select(h => h.Id), .. book.IsEmpty ? Array.Empty<string>() : [Book]];
        if (options.Pairing == PasswordPairing.Suggest)
        {
            audit.Write(PasswordEvents.Suggested(one.Id, names, passwords.Length));
            (attempts with { Suggested = [.. attempts.Suggested, .. names], TriedMessages = [.. attempts.TriedMessages, .. names.Where(n => n == Book)] }).Write(path);
            return;
        }
        var result = await unlocker.TryAsync(one.Id, passwords, "pairing", isOperator: false, cancellationToken);
        if (result.Outcome is UnlockOutcome.Busy or UnlockOutcome.NotWaiting)
            return;
        Paired(one.Id, passwords.Length, result.Outcome);
        if (quarantine.StateOf(one.Id) == CaseState.WaitingForPassword)
        {
            var now = CaseAttempts.Read(path);
            (now with { TriedMessages = [.. now.TriedMessages, .. names] }).Write(path);
        }
        if (result.Outcome == UnlockOutcome.Unlocked)
            await OpenSameAsync(unlocker, waiting, result, "pairing", cancellationToken);
    }

    /// <summary>The same file for others opens with the same passwords.</summary>
    internal static async Task<List<UnlockResult>> OpenSameAsync(
        Unlocker unlocker, IEnumerable<WaitingCase> waiting, UnlockResult first, string by, CancellationToken cancellationToken)
    {
        var results = new List<UnlockResult>();
        foreach (var other in waiting.Where(w => w.Id != first.Id && w.LockedHashes.Intersect(first.Hashes).Any()))
            results.Add(await unlocker.TryAsync(other.Id, first.Fitting, by, isOperator: false, cancellationToken));
        return results;
    }

    private ImmutableArray<string> BookFor(WaitingCase one)
    {
        if (options.BookFile is not { } file)
            return [];
        var (book, faults) = PasswordBook.Read(file);
        foreach (var fault in faults)
            BookFaulty(fault.ToString());
        return book is null ? [] : [.. book.For(one.From, one.ReversePath)];
    }

    /// <summary>Names tell nothing, as anyone may have the same; the null reverse-path is nobody's.</summary>
    private static bool IsSameSender(WaitingCase one, PasswordHint hint)
        => (one.From.Length > 0 && Key(one.From) == Key(hint.From)) || (one.ReversePath.Length > 0 && Key(one.ReversePath) == Key(hint.ReversePath));

    private static string Key(string address) => address.ToUpperInvariant();

    [LoggerMessage(LogLevel.Information, "Pairing: {Passwords} passwords were tried on {Id}: {Outcome}")]
    private partial void Paired(string id, int passwords, UnlockOutcome outcome);

    [LoggerMessage(LogLevel.Error, "Pairing: can't look for waiting files and passwords; it is tried again")]
    private partial void CannotLook(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Pairing: the book of passwords can't be used: {Fault}")]
    private partial void BookFaulty(string fault);
}
