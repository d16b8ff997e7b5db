using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Calendars;

/// <summary>Calendars sewn from lines and changed bytes: each ends with an outcome, and what is delivered passes the verifier and stays the same.</summary>
public sealed class CalendarFuzzTests
{
    private static readonly string[] Lines =
    [
        .. string.Join('\n', CalendarTests.Outlook, CalendarTests.Google, CalendarTests.Apple).Split('\n').Select(l => l.TrimEnd('\r')),
        "BEGIN:VCARD", "END:VCARD", "N:a;b", "TEL;TYPE=\"a,b\";X=1:+81 (3) 1", "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=SHIFT_JIS:=8E=", "=52", "item1.EMAIL:a@b", " ", "\t", ":", ";", "A;:b",
        "SUMMARY:\\", "SUMMARY;CN=\":\";TZID=\"a;b\":\\;\\,\\n\\N\\\\", "DTSTART;VALUE=DATE:20261201,20261202", "FREEBUSY:20261201T000000Z/PT1H", "\u202Eevil", "SUMMARY:\u200B\uFEFF\u0085", "TRIGGER:P",
    ];

    [Fact]
    public void No_change_breaks_the_reader() => FuzzRun.For(71, round =>
    {
        var text = new StringBuilder(round.Next(3) == 0 ? "BEGIN:VCARD\r\n" : "BEGIN:VCALENDAR\r\n");
        for (var i = round.Next(1, 40); i > 0; i--)
            text.Append(Lines[round.Next(Lines.Length)]).Append(round.Next(8) switch { 0 => "\n", 1 => "\r", 2 => "\r\n ", _ => "\r\n" });
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        for (var i = round.Next(4); i > 0; i--)
            bytes[round.Next(bytes.Length)] = (byte)round.Next(256);
        var report = Engines.Standard.Treat(new("a.ics", "text/calendar", bytes), Engines.Context, CancellationToken.None);
        Assert.DoesNotContain("sanitizer.failed", report.Codes());
        if (report.Outcome.Delivered is not { Format.Id: "ics" or "vcf" } once)
            return;
        CalendarTests.Text(report);
        var twice = Engines.Standard.Treat(new(once.Name, "text/calendar; charset=utf-8", once.Content), Engines.Context, CancellationToken.None);
        Assert.Equal(Encoding.UTF8.GetString(once.Content.Span), CalendarTests.Text(twice));
    }, share: 0.2);
}
