using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Sandbox;

namespace MiyakoMailSanitizer.Gateway.Quarantine;

/// <summary>
/// Notices cases that someone has moved by hand to <c>released</c> or <c>discarded</c>, and does what that means; a release that gives nothing brings the
/// case back to <c>held</c>.
/// </summary>
internal sealed partial class MovedCases(FolderQuarantine quarantine, CaseActs acts, TimeProvider clock, ILogger<MovedCases> log) : BackgroundService
{
    private const string By = "mv", Reason = "the folder was moved";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(3);

    private readonly HashSet<string> _decided = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
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
        try
        {
            foreach (var id in quarantine.List(CaseState.Released).Where(IsNew).ToList())
                await ReleaseAsync(id, cancellationToken);
            foreach (var id in quarantine.List(CaseState.Discarded).Where(IsNew).ToList())
                acts.Discard(id, By, Reason);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or WorkersUnavailableException or JsonException or ArgumentException)
        {
            CannotLook(e);
        }
    }

    private async Task ReleaseAsync(string id, CancellationToken cancellationToken)
    {
        var result = await acts.ReleaseAsync(id, null, By, Reason, cancellationToken);
        Released(id, result.Outcome);
        if (result.Outcome == ActOutcome.Nothing)
            quarantine.Move(id, CaseState.Released, CaseState.Held);
    }

    /// <summary>Each is asked for its decision until it has one.</summary>
    private bool IsNew(string id)
    {
        if (_decided.Contains(id))
            return false;
        if (!quarantine.IsDecided(id))
            return true;
        _decided.Add(id);
        return false;
    }

    [LoggerMessage(LogLevel.Information, "{Id} was moved to 'released' by hand: {Outcome}")]
    private partial void Released(string id, ActOutcome outcome);

    [LoggerMessage(LogLevel.Error, "Can't look for cases that were moved by hand; it is tried again")]
    private partial void CannotLook(Exception exception);
}
