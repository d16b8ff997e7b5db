using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.WebConsole.Cases;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Pages;

/// <summary>The search.</summary>
internal sealed class CasesModel(CaseIndex index) : ConsolePage
{
    private const int LongestQuery = 200;

    public CaseQuery Query { get; private set; } = new();

    public CasePage Found { get; private set; } = new([], 0, 1, 1);

    public bool IsComplete => index.IsComplete;

    public void OnGet(string? q, string? state, string? from, string? until, int number = 1)
    {
        Query = new()
        {
            Words = q is { Length: > LongestQuery } ? q[..LongestQuery] : q ?? "",
            State = Enum.GetValues<CaseState>().Select(s => (CaseState?)s).FirstOrDefault(s => FolderQuarantine.Name(s!.Value) == state),
            From = Day(from),
            To = Day(until),
            Page = Math.Clamp(number, 1, 1_000_000),
        };
        Found = index.Find(Query);
    }

    public string PageLink(int number)
    {
        var query = new QueryBuilder { { "q", Query.Words } };
        if (Query.State is { } state)
            query.Add("state", FolderQuarantine.Name(state));
        if (Query.From is { } from)
            query.Add("from", from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (Query.To is { } to)
            query.Add("until", to.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        query.Add("number", number.ToString(CultureInfo.InvariantCulture));
        return $"/Cases{query}";
    }

    private static DateOnly? Day(string? text)
        => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
