using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Calendars;

/// <summary>What a calendar says, in Japanese, for people without a calendar program.</summary>
internal static class CalendarSummary
{
    private const int MaxEvents = 20, MaxPeople = 20, MaxDescription = 4_000;
    private static readonly TimeSpan Japan = TimeSpan.FromHours(9);
    private static readonly CultureInfo Words = CultureInfo.InvariantCulture;

    private static readonly Dictionary<string, string> Methods = new(StringComparer.Ordinal)
    {
        ["REQUEST"] = "会議への招待",
        ["CANCEL"] = "予定の取り消し",
        ["REPLY"] = "招待への返信",
        ["COUNTER"] = "日時などの変更の提案",
        ["DECLINECOUNTER"] = "変更の提案への辞退",
        ["REFRESH"] = "最新の内容の問い合わせ",
        ["ADD"] = "予定の追加",
    };

    private static readonly Dictionary<string, string> Answers = new(StringComparer.Ordinal)
    {
        ["ACCEPTED"] = "出席",
        ["DECLINED"] = "欠席",
        ["TENTATIVE"] = "仮の出席",
        ["DELEGATED"] = "代理に依頼",
    };

    private static readonly Dictionary<string, string> Frequencies = new(StringComparer.Ordinal)
    {
        ["DAILY"] = "日",
        ["WEEKLY"] = "週",
        ["MONTHLY"] = "か月",
        ["YEARLY"] = "年",
    };

    /// <summary>Of calendars that we have written; LF line ends, empty where they say nothing.</summary>
    public static string Of(IReadOnlyList<SafeFile> calendars)
    {
        var texts = calendars.Where(c => c.Format == FileFormat.Ics).Select(c => Of(Lines(c.Content.Span))).Where(t => t.Length > 0).Distinct().ToList();
        return texts.Count == 0 ? "" : "\n" + string.Join("\n", texts);
    }

    /// <summary>Of the lines of one file.</summary>
    public static string Of(IReadOnlyList<ContentLine> lines)
    {
        var text = new StringBuilder();
        var method = lines.FirstOrDefault(l => l.Name == "METHOD")?.Value ?? "";
        var events = Components(lines).ToList();
        foreach (var item in events.Take(MaxEvents))
            Write(text, method, item);
        if (events.Count > MaxEvents)
            text.Append(Words, $"（ほか {events.Count - MaxEvents} 件の予定は添付のカレンダーファイルにあります）\n");
        return text.ToString();
    }

    private static List<ContentLine> Lines(ReadOnlySpan<byte> calendar)
        => [.. Encoding.UTF8.GetString(calendar).Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n").Select(ContentLine.Parse).OfType<ContentLine>()];

    /// <summary>The lines of each event or task itself, without those of its alarms.</summary>
    private static IEnumerable<List<ContentLine>> Components(IReadOnlyList<ContentLine> lines)
    {
        List<ContentLine>? open = null;
        var depth = 0;
        foreach (var line in lines)
        {
            if (line.Name == "BEGIN" && open is null && line.Value is "VEVENT" or "VTODO" or "VJOURNAL")
            {
                (open, depth) = ([line], 0);
            }
            else if (open is not null && line.Name is "BEGIN" or "END")
            {
                depth += line.Name == "BEGIN" ? 1 : -1;
                if (depth >= 0)
                    continue;
                yield return open!;
                open = null;
            }
            else if (depth == 0)
            {
                open?.Add(line);
            }
        }
    }

    private static void Write(StringBuilder text, string method, List<ContentLine> item)
    {
        var kind = item[0].Value switch { "VTODO" => "作業", "VJOURNAL" => "記録", _ => "予定" };
        text.Append(Words, $"■ {kind}の内容（カレンダー）\n");
        if (Methods.TryGetValue(method, out var about))
            text.Append(Words, $"種類: {about}\n");
        Add("件名", Text(item, "SUMMARY"));
        Add("日時", When(item));
        Add("期限", item.Find(l => l.Name == "DUE") is { } due ? Time(due) + Zone(due) : "");
        Add("繰り返し", item.Find(l => l.Name == "RRULE") is { } rule ? Repeats(rule.Value) : "");
        Add("場所", Text(item, "LOCATION"));
        Add("主催者", item.Find(l => l.Name == "ORGANIZER") is { } organizer ? Person(organizer) : "");
        var people = item.FindAll(l => l.Name == "ATTENDEE");
        Add("出席者", string.Join("、", people.Take(MaxPeople).Select(Person)) + (people.Count > MaxPeople ? string.Create(Words, $" ほか {people.Count - MaxPeople} 名") : ""));
        if (Text(item, "STATUS") == "CANCELLED")
            Add("状態", "取り消し");
        var description = Text(item, "DESCRIPTION");
        if (description.Length > 0)
            text.Append("内容:\n").Append(description.Length > MaxDescription ? description[..MaxDescription] + "…" : description).Append('\n');

        void Add(string label, string value)
        {
            if (value.Length > 0)
                text.Append(label).Append(": ").Append(value.Replace("\n", " ", StringComparison.Ordinal)).Append('\n');
        }
    }

    private static string Text(List<ContentLine> item, string name)
        => item.Find(l => l.Name == name) is { } line ? ContentValues.Unescape(line.Value).Trim() : "";

    private static string When(List<ContentLine> item)
    {
        if (item.Find(l => l.Name == "DTSTART") is not { } start)
            return "";
        var isDay = !start.Value.Contains('T', StringComparison.Ordinal);
        var from = Time(start);
        if (item.Find(l => l.Name == "DTEND") is not { } end)
            return from + (isDay ? "（終日）" : Zone(start)) + (item.Find(l => l.Name == "DURATION") is { } length ? Duration(length.Value) : "");
        // RFC 5545 §3.6.1: the end of whole days is the day after.
        var until = isDay && Moment(end) is { } day ? Day(day.AddDays(-1)) : Time(end);
        var isSameDay = from.Split(' ')[0] == until.Split(' ')[0];
        return isDay
            ? (isSameDay ? from : $"{from} ～ {until}") + "（終日）"
            : $"{from} ～ {(isSameDay ? until[(until.IndexOf(' ', StringComparison.Ordinal) + 1)..] : until)}{Zone(start)}";
    }

    private static string Duration(string value)
    {
        var text = value.TrimStart('+').Replace("P", "", StringComparison.Ordinal);
        foreach (var (unit, word) in ((string, string)[])[("W", "週間"), ("D", "日"), ("T", ""), ("H", "時間"), ("M", "分"), ("S", "秒")])
            text = text.Replace(unit, word, StringComparison.Ordinal);
        return $" から {text}";
    }

    private static string Time(ContentLine line) => Moment(line) is not { } moment
        ? line.Value
        : line.Value.Contains('T', StringComparison.Ordinal) ? $"{Day(moment)} {moment.ToString("HH:mm", Words)}" : Day(moment);

    /// <summary>As the clock shows it; times in UTC as they are in Japan.</summary>
    private static DateTime? Moment(ContentLine line)
    {
        var value = line.Value;
        string[] shapes = ["yyyyMMdd'T'HHmmss'Z'", "yyyyMMdd'T'HHmmss", "yyyyMMdd"];
        if (!DateTime.TryParseExact(value, shapes, Words, DateTimeStyles.None, out var moment))
            return null;
        return value.EndsWith('Z') && moment < DateTime.MaxValue - Japan ? moment + Japan : moment;
    }

    private static string Day(DateTime day) => string.Create(Words, $"{day.Year}年{day.Month}月{day.Day}日({"日月火水木金土"[(int)day.DayOfWeek]})");

    private static string Zone(ContentLine line)
    {
        var zone = line.Parameter("TZID") ?? "";
        if (line.Value.EndsWith('Z') || zone.Contains("Tokyo", StringComparison.OrdinalIgnoreCase) || zone.Contains("Japan", StringComparison.OrdinalIgnoreCase))
            return "（日本時間）";
        return zone.Length == 0 ? "" : $"（{zone} の時刻）";
    }

    private static string Repeats(string rule)
    {
        var parts = rule.Split(';').Select(p => p.Split('=', 2)).Where(p => p.Length == 2).DistinctBy(p => p[0]).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        if (!parts.TryGetValue("FREQ", out var frequency) || !Frequencies.TryGetValue(frequency, out var unit))
            return rule;
        var text = parts.TryGetValue("INTERVAL", out var every) && every != "1" ? $"{every}{unit}ごと" : frequency == "MONTHLY" ? "毎月" : $"毎{unit}";
        if (parts.TryGetValue("BYDAY", out var days))
            text += $" {string.Join('・', days.Split(',').Select(Weekday))}";
        if (parts.TryGetValue("COUNT", out var count))
            text += $"、{count} 回";
        if (parts.TryGetValue("UNTIL", out var until))
            text += $"、{Time(new("UNTIL", [], until))} まで";
        return text;
    }

    private static string Weekday(string day)
    {
        var at = Array.IndexOf(["SU", "MO", "TU", "WE", "TH", "FR", "SA"], day[^Math.Min(2, day.Length)..]);
        return at < 0 ? day : $"{(day.Length > 2 ? $"第{day[..^2]}" : "")}{"日月火水木金土"[at]}曜日";
    }

    private static string Person(ContentLine line)
    {
        var address = line.Value.StartsWith("mailto:", StringComparison.Ordinal) ? line.Value[7..] : line.Value;
        var name = line.Parameter("CN") is { Length: > 0 } cn && cn != address ? $"{cn} <{address}>" : address;
        return line.Parameter("PARTSTAT") is { } answer && Answers.TryGetValue(answer, out var word) ? $"{name}（{word}）" : name;
    }
}
