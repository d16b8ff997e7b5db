using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using MiyakoMailSanitizer.Verifying.Text;

namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>
/// Calendars (RFC 5545) and address cards (RFC 2426) as we write them: lines of at most 75 octets, known components within each other, known properties
/// with known parameters, mail addresses instead of other links, reminders that only show.
/// </summary>
internal sealed partial class ContentLineChecker(bool isCard) : IFormatChecker
{
    private const int MaxOctets = 75;

    private const string Common = "UID DTSTAMP DTSTART SUMMARY DESCRIPTION LOCATION ORGANIZER ATTENDEE SEQUENCE STATUS CLASS PRIORITY CATEGORIES COMMENT CONTACT "
        + "CREATED LAST-MODIFIED RECURRENCE-ID RRULE RDATE EXDATE RELATED-TO REQUEST-STATUS ";

    private const string Zone = "DTSTART TZOFFSETFROM TZOFFSETTO RRULE RDATE TZNAME";

    /// <summary>By "parent/component".</summary>
    private static readonly FrozenDictionary<string, FrozenSet<string>> Components = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/VCALENDAR"] = "VERSION PRODID METHOD CALSCALE",
        ["VCALENDAR/VEVENT"] = Common + "DTEND DURATION TRANSP",
        ["VCALENDAR/VTODO"] = Common + "DUE COMPLETED DURATION PERCENT-COMPLETE",
        ["VCALENDAR/VJOURNAL"] = Common,
        ["VCALENDAR/VFREEBUSY"] = "UID DTSTAMP DTSTART DTEND ORGANIZER ATTENDEE CONTACT COMMENT FREEBUSY",
        ["VCALENDAR/VTIMEZONE"] = "TZID LAST-MODIFIED",
        ["VTIMEZONE/STANDARD"] = Zone,
        ["VTIMEZONE/DAYLIGHT"] = Zone,
        ["VEVENT/VALARM"] = "ACTION TRIGGER DESCRIPTION REPEAT DURATION",
        ["VTODO/VALARM"] = "ACTION TRIGGER DESCRIPTION REPEAT DURATION",
        ["/VCARD"] = "VERSION FN N NICKNAME ORG TITLE ROLE TEL EMAIL ADR LABEL BDAY NOTE REV UID CATEGORIES SORT-STRING MAILER",
    }.ToFrozenDictionary(c => c.Key, c => c.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    private static readonly FrozenSet<string> CalendarParameters =
        FrozenSet.ToFrozenSet(["TZID", "VALUE", "CN", "ROLE", "PARTSTAT", "RSVP", "CUTYPE", "FBTYPE", "RELATED", "RANGE", "RELTYPE"], StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> FixedValues = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["VCALENDAR VERSION"] = "2.0",
        ["VCALENDAR PRODID"] = "-//Miyako//MailSanitizer//JA",
        ["VALARM ACTION"] = "DISPLAY",
        ["VCARD VERSION"] = "3.0",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public void Check(ReadOnlyMemory<byte> content, Place place, FaultList faults)
    {
        var text = TextRules.DecodeUtf8(content.Span);
        TextRules.Check(text, place, faults);
        if (text is not null && Fault(text) is { } fault)
            faults.Add(isCard ? "file.vcard" : "file.calendar", place.Path, fault);
    }

    private string? Fault(string text)
    {
        if (!text.EndsWith("\r\n", StringComparison.Ordinal))
            return "it does not end with a line end";
        if (text[..^2].Split("\r\n").Any(l => l.Length == 0 || Encoding.UTF8.GetByteCount(l) > MaxOctets))
            return "a line is empty or too long";
        var open = new Stack<string>();
        foreach (var line in text[..^2].Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n"))
        {
            if (Line().Match(line) is not { Success: true } match)
                return "a line is none that we write";
            if (Fault(open, match) is { } fault)
                return fault;
        }
        return open.Count == 0 ? null : "a component is not closed";
    }

    private string? Fault(Stack<string> open, Match line)
    {
        var (name, parameters, value) = (line.Groups[1].Value, line.Groups[2].Captures, line.Groups[3].Value);
        var above = open.TryPeek(out var path) ? path : "";
        var component = above[(above.IndexOf('/', StringComparison.Ordinal) + 1)..];
        if (name == "BEGIN")
        {
            var inner = $"{component}/{value}";
            if (parameters.Count > 0 || !Components.ContainsKey(inner) || (above.Length == 0 && value != (isCard ? "VCARD" : "VCALENDAR")))
                return "a component is none that we write";
            open.Push(inner);
            return null;
        }
        if (above.Length == 0)
            return "a line stands outside of all components";
        if (name == "END")
            return parameters.Count == 0 && value == component && open.TryPop(out _) ? null : "a component ends where it is not open";
        if (!Components[above].Contains(name))
            return "a property is none that we write";
        if (FixedValues.TryGetValue($"{component} {name}", out var only) && (value != only || parameters.Count > 0))
            return "a property has another value than ours";
        if (parameters.Any(p => !(isCard ? p.Value.StartsWith(";TYPE=", StringComparison.Ordinal) : CalendarParameters.Contains(p.Value[1..p.Value.IndexOf('=', StringComparison.Ordinal)]))))
            return "a parameter is none that we write";
        return Shape(name) is { } shape && !shape.IsMatch(value) ? "a value is none that we write" : null;
    }

    private Regex? Shape(string name) => name switch
    {
        "ORGANIZER" or "ATTENDEE" => MailLink(),
        "EMAIL" => Mail(),
        "METHOD" or "CALSCALE" or "STATUS" or "CLASS" or "TRANSP" => Word(),
        "DTSTAMP" or "DTSTART" or "DTEND" or "DUE" or "COMPLETED" or "CREATED" or "LAST-MODIFIED" or "RECURRENCE-ID" or "RDATE" or "EXDATE" or "FREEBUSY" or "DURATION" or "TRIGGER"
            or "BDAY" => Time(),
        "RRULE" => Rule(),
        "SEQUENCE" or "PRIORITY" or "PERCENT-COMPLETE" or "REPEAT" or "TZOFFSETFROM" or "TZOFFSETTO" => Integer(),
        _ => null,
    };

    [GeneratedRegex(@"\A([A-Z-]{1,40})(;[A-Z]{1,20}=(?:[^"";:,]*|""[^""]*""))*:(.*)\z", RegexOptions.Singleline)]
    private static partial Regex Line();

    [GeneratedRegex(@"\Amailto:[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+\z")]
    private static partial Regex MailLink();

    [GeneratedRegex(@"\A[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+\z")]
    private static partial Regex Mail();

    [GeneratedRegex(@"\A[A-Z0-9-]{1,40}\z")]
    private static partial Regex Word();

    [GeneratedRegex(@"\A[0-9TZPWDHMS,/+-]+\z")]
    private static partial Regex Time();

    [GeneratedRegex(@"\A[A-Z0-9=;,+-]+\z")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\A[+-]?[0-9]{1,9}\z")]
    private static partial Regex Integer();
}
