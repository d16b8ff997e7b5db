using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests.Formats;

/// <summary>Calendars and cards that our writer would not write.</summary>
public sealed class ContentLineTests
{
    private const string Head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Miyako//MailSanitizer//JA\r\n";

    [Theory]
    [InlineData("SUMMARY:a")]
    [InlineData("SUMMARY:a\\n\\,\\; b: c\"d")]
    [InlineData("ATTENDEE;CN=\"a;b\";PARTSTAT=ACCEPTED:mailto:a@example.com")]
    [InlineData("DTSTART;TZID=Tokyo Standard Time:20261201T140000")]
    [InlineData("RRULE:FREQ=WEEKLY;BYDAY=+1MO,-1FR;UNTIL=20270331T000000Z")]
    [InlineData("BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER;RELATED=END:-PT15M\r\nEND:VALARM")]
    public void What_we_write_passes(string line) => Assert.Empty(Faults($"{Head}BEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"));

    [Theory]
    [InlineData("ATTACH:file:///c:/x.exe")]
    [InlineData("URL:https://example.com")]
    [InlineData("X-ANY:1")]
    [InlineData("x-any:1")]
    [InlineData("SUMMARY;ALTREP=\"cid:x\":a")]
    [InlineData("SUMMARY;X-A=b:a")]
    [InlineData("ORGANIZER:javascript:x")]
    [InlineData("ORGANIZER:mailto:a@example.com?attach=x")]
    [InlineData("ATTENDEE;SENT-BY=\"mailto:a@b\":mailto:a@example.com")]
    [InlineData("DTSTART:tomorrow")]
    [InlineData("RRULE:FREQ=WEEKLY:x")]
    [InlineData("PRODID:-//Miyako//MailSanitizer//JA")]
    [InlineData("BEGIN:VEVENT\r\nEND:VEVENT")]
    [InlineData("BEGIN:X-ANY\r\nEND:X-ANY")]
    [InlineData("BEGIN:VALARM\r\nACTION:PROCEDURE\r\nEND:VALARM")]
    [InlineData("BEGIN:VALARM\r\nACTION:DISPLAY\r\nATTACH:x\r\nEND:VALARM")]
    [InlineData("END:VCALENDAR\r\nBEGIN:VCALENDAR")]
    [InlineData("no line")]
    [InlineData("")]
    [InlineData("SUMMARY:a\u0007")]
    [InlineData("SUMMARY:a\u202E")]
    [InlineData("SUMMARY:a\n")]
    [InlineData("SUMMARY:0123456789012345678901234567890123456789012345678901234567890123456789")]
    [InlineData("SUMMARY:a\r\n\tb")]
    public void Anything_else_is_refused(string line) => Assert.NotEmpty(Faults($"{Head}BEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"));

    [Theory]
    [InlineData("")]
    [InlineData("BEGIN:VCALENDAR\r\n")]
    [InlineData("SUMMARY:a\r\n")]
    [InlineData("BEGIN:VEVENT\r\nEND:VEVENT\r\n")]
    [InlineData("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:a\r\nEND:VCARD\r\n")]
    [InlineData("BEGIN:VCALENDAR\r\nVERSION:1.0\r\nEND:VCALENDAR\r\n")]
    [InlineData("BEGIN:VCALENDAR\r\nEND:VCALENDAR")]
    public void A_file_of_another_shape_is_refused(string file)
    {
        if (file.Length == 0)
            Assert.NotEmpty(MessageVerifier.VerifyFile("text/calendar", "a.txt", default).Faults);
        else
            Assert.NotEmpty(Faults(file));
    }

    [Theory]
    [InlineData("TEL;TYPE=WORK;TYPE=VOICE:03-1234-5678", true)]
    [InlineData("EMAIL:a@example.com", true)]
    [InlineData("PHOTO:x", false)]
    [InlineData("URL:https://example.com", false)]
    [InlineData("TEL;VALUE=uri:tel:1", false)]
    [InlineData("EMAIL:mailto:a@example.com", false)]
    public void Cards_have_what_the_table_knows(string line, bool passes)
        => Assert.Equal(passes, MessageVerifier.VerifyFile("text/vcard", "a.vcf", Encoding.UTF8.GetBytes($"BEGIN:VCARD\r\nVERSION:3.0\r\n{line}\r\nEND:VCARD\r\n")).Passed);

    private static IEnumerable<object> Faults(string calendar) => MessageVerifier.VerifyFile("text/calendar", "a.ics", Encoding.UTF8.GetBytes(calendar)).Faults.Cast<object>();
}
