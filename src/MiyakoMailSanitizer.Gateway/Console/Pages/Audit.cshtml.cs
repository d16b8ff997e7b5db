using System.Globalization;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Pages;

/// <summary>A day of the audit log.</summary>
internal sealed class AuditModel(GatewaySettings settings, TimeProvider clock) : ConsolePage
{
    private const int Shown = 200;

    private static readonly string[] Chain = ["at", "number", "previous", "torn", "kind", "id"];

    public DateOnly Day { get; private set; }

    public string Words { get; private set; } = "";

    public int Found { get; private set; }

    public List<AuditRow> Lines { get; private set; } = [];

    public void OnGet(string? day, string? q)
    {
        Day = DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var given)
            ? given
            : DateOnly.FromDateTime(clock.GetLocalNow().Date);
        Words = q ?? "";
        var words = Words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var midnight = new DateTimeOffset(Day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Local));
        var latest = new Queue<JsonElement>();
        foreach (var one in new AuditExport(settings.Audit.Folder, midnight, midnight.AddDays(1)).Events())
        {
            if (!Array.TrueForAll(words, w => one.GetRawText().Contains(w, StringComparison.OrdinalIgnoreCase)))
                continue;
            Found++;
            latest.Enqueue(one);
            if (latest.Count > Shown)
                latest.Dequeue();
        }
        Lines = [.. latest.Reverse().Select(Row)];
    }

    private static AuditRow Row(JsonElement one) => new(
        Text(one, "number"),
        one.GetProperty("at").GetDateTimeOffset().ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        Text(one, "kind"),
        Text(one, "id"),
        string.Join("; ", one.EnumerateObject().Where(p => !Chain.Contains(p.Name)).Select(p => $"{p.Name}={p.Value}")));

    private static string Text(JsonElement one, string name) => one.TryGetProperty(name, out var value) ? value.ToString() : "";
}

/// <summary>A line as it is shown.</summary>
internal sealed record AuditRow(string Number, string At, string Kind, string Id, string Details);
