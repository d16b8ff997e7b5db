using System.Collections.Immutable;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Quarantine;

namespace MiyakoMailSanitizer.Gateway.Passwords;

/// <summary>A waiting case, as far as pairing needs to know it.</summary>
internal sealed record WaitingCase(string Id, string From, string ReversePath, ImmutableArray<string> Recipients, DateTimeOffset At, ImmutableArray<string> LockedHashes);

/// <summary>The cases that wait for a password, each report read once. What is moved by hand is noticed at the next look.</summary>
internal sealed class WaitingCases(FolderQuarantine quarantine)
{
    private readonly Dictionary<string, WaitingCase?> _known = new(StringComparer.Ordinal);

    /// <summary>All that are there now, oldest first; one whose report is damaged is left out.</summary>
    public List<WaitingCase> Look()
    {
        var ids = quarantine.List(CaseState.WaitingForPassword);
        foreach (var gone in _known.Keys.Except(ids).ToList())
            _known.Remove(gone);
        foreach (var id in ids.Where(i => !_known.ContainsKey(i)))
            _known[id] = Read(id);
        return [.. ids.Select(i => _known[i]).OfType<WaitingCase>()];
    }

    private WaitingCase? Read(string id)
    {
        try
        {
            var report = quarantine.Read(id);
            return new(report.Id, report.From, report.ReversePath, report.Recipients, report.ReceivedAt, [.. LockedFiles.Of(report.Message).Select(l => l.Sha256)]);
        }
        catch (Exception e) when (e is IOException or JsonException or ArgumentException)
        {
            return null;
        }
    }
}
