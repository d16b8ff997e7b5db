using System.Diagnostics;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Tests.Archives;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using MiyakoMailSanitizer.Verifying;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Calendars;

/// <summary>Calendars and cards in the shapes of the common programs, and attacks in them.</summary>
public sealed class CalendarTests
{
    private static readonly SanitizeEngine AsText = Engines.With(p => p with { Rules = new([new("text", new(), Treatment.Convert)]) });

    /// <summary>Outlook with Exchange: a zone by its Windows name, language parameters, attachments, X- properties.</summary>
    internal const string Outlook = """
        BEGIN:VCALENDAR
        METHOD:REQUEST
        PRODID:Microsoft Exchange Server 2010
        VERSION:2.0
        BEGIN:VTIMEZONE
        TZID:Tokyo Standard Time
        BEGIN:STANDARD
        DTSTART:16010101T000000
        TZOFFSETFROM:+0900
        TZOFFSETTO:+0900
        END:STANDARD
        END:VTIMEZONE
        BEGIN:VEVENT
        ORGANIZER;CN=田中 花子:mailto:hanako@example.com
        ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="総務課, 庶務係"
         :mailto:soumu@city.example.jp
        DESCRIPTION;LANGUAGE=ja-JP:来年度予算の打ち合わせです。\n資料は当日\, 配布しま
         す。
        UID:040000008200E00074C5B7101A82E008
        SUMMARY;LANGUAGE=ja-JP:予算打ち合わせ
        DTSTART;TZID=Tokyo Standard Time:20261201T140000
        DTEND;TZID=Tokyo Standard Time:20261201T153000
        DTSTAMP:20261120T010203Z
        STATUS:CONFIRMED
        LOCATION;LANGUAGE=ja-JP:第2会議室
        X-ALT-DESC;FMTTYPE=text/html:<script>alert(1)</script>
        ATTACH:file:///c:/windows/calc.exe
        ATTACH;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=a.exe:TVqQAAMA
        BEGIN:VALARM
        ACTION:PROCEDURE
        ATTACH:file:///c:/windows/calc.exe
        TRIGGER:-PT5M
        END:VALARM
        END:VEVENT
        END:VCALENDAR
        """;

    /// <summary>Google: times in UTC, a rule, a conference, an alarm by mail.</summary>
    internal const string Google = """
        BEGIN:VCALENDAR
        PRODID:-//Google Inc//Google Calendar 70.9054//EN
        VERSION:2.0
        CALSCALE:GREGORIAN
        METHOD:REQUEST
        BEGIN:VEVENT
        DTSTART:20261201T050000Z
        DTEND:20261201T060000Z
        DTSTAMP:20261120T010203Z
        ORGANIZER;CN=Hanako:mailto:hanako@example.com
        UID:abc@google.com
        ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE
         ;CN=taro@example.com;X-NUM-GUESTS=0:mailto:taro@example.com
        X-GOOGLE-CONFERENCE:https://meet.example.com/abc
        RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270331T000000Z
        LOCATION:東京都千代田区1-1\, 3F
        SEQUENCE:0
        SUMMARY:週次定例
        TRANSP:OPAQUE
        BEGIN:VALARM
        ACTION:EMAIL
        ATTENDEE:mailto:victim@example.com
        DESCRIPTION:reminder
        TRIGGER:-P0DT0H10M0S
        END:VALARM
        END:VEVENT
        END:VCALENDAR
        """;

    /// <summary>Apple: whole days, a link.</summary>
    internal const string Apple = """
        BEGIN:VCALENDAR
        CALSCALE:GREGORIAN
        PRODID:-//Apple Inc.//macOS 14.0//EN
        VERSION:2.0
        BEGIN:VEVENT
        UID:1
        DTSTAMP:20261120T010203Z
        DTSTART;VALUE=DATE:20261229
        DTEND;VALUE=DATE:20270104
        SUMMARY:年末年始休業
        URL;VALUE=URI:https://example.com/
        X-APPLE-STRUCTURED-LOCATION;VALUE=URI:geo:1,2
        END:VEVENT
        END:VCALENDAR
        """;

    [Fact]
    public void An_invitation_of_Outlook_reads_well()
        => Assert.Equal(
            """
            ■ 予定の内容（カレンダー）
            種類: 会議への招待
            件名: 予算打ち合わせ
            日時: 2026年12月1日(火) 14:00 ～ 15:30（日本時間）
            場所: 第2会議室
            主催者: 田中 花子 <hanako@example.com>
            出席者: 総務課, 庶務係 <soumu@city.example.jp>
            内容:
            来年度予算の打ち合わせです。
            資料は当日, 配布します。

            """.ReplaceLineEndings("\r\n"), Said(Outlook));

    [Fact]
    public void An_invitation_of_Google_reads_well()
        => Assert.Equal(
            """
            ■ 予定の内容（カレンダー）
            種類: 会議への招待
            件名: 週次定例
            日時: 2026年12月1日(火) 14:00 ～ 15:00（日本時間）
            繰り返し: 毎週 火曜日、2027年3月31日(水) 09:00 まで
            場所: 東京都千代田区1-1, 3F
            主催者: Hanako <hanako@example.com>
            出席者: taro@example.com（出席）

            """.ReplaceLineEndings("\r\n"), Said(Google));

    [Fact]
    public void Whole_days_read_well()
        => Assert.Equal(
            """
            ■ 予定の内容（カレンダー）
            件名: 年末年始休業
            日時: 2026年12月29日(火) ～ 2027年1月3日(日)（終日）

            """.ReplaceLineEndings("\r\n"), Said(Apple));

    [Theory]
    [InlineData(Outlook)]
    [InlineData(Google)]
    [InlineData(Apple)]
    public void Nothing_active_survives(string calendar)
    {
        var text = Text(Treat(calendar));
        foreach (var word in (ReadOnlySpan<string>)["ATTACH", "X-", "file:", "URL", "http", "script", "PROCEDURE", "EMAIL", "victim", "Microsoft", "Google", "Apple"])
            Assert.DoesNotContain(word, text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_left_out_is_named()
    {
        var findings = Treat(Outlook).Outcome.Findings;
        Assert.Contains(findings, f => f is { Code: "calendar.link", Detail: "left out: ATTACH (3)" });
        Assert.Contains(findings, f => f is { Code: "calendar.alarm" });
        Assert.Contains(findings, f => f is { Code: "calendar.property", Detail: "left out: X-ALT-DESC" });
    }

    [Fact]
    public void The_body_of_a_message_says_what_its_calendar_says()
    {
        var message = "From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
            + "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n--b\r\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\r\n"
            + $"Content-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(Encoding.UTF8.GetBytes(Outlook))}\r\n--b--\r\n";
        var delivered = Engines.Standard.Treat(message).Delivered();
        var mail = MimeKit.MimeMessage.Load(new MemoryStream(delivered));
        Assert.Contains("件名: 予算打ち合わせ", mail.TextBody, StringComparison.Ordinal);
        var part = Assert.IsType<MimeKit.TextPart>(Assert.Single(mail.Attachments));
        Assert.Equal("text/calendar", part.ContentType.MimeType);
        Assert.EndsWith(".ics", part.FileName, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nORGANIZER:javascript:alert(1)\r\nSUMMARY:a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "javascript")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nORGANIZER:mailto:a@example.com?attach=c:/x\r\nSUMMARY:a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "attach=")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY;ALTREP=\"cid:evil\":a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "evil")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nATTENDEE;DIR=\"ldap://evil\";SENT-BY=\"mailto:evil@e\":mailto:a@example.com\r\nSUMMARY:a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "evil")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nATT\r\n ACH:file://evil\r\nSUMMARY:a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "evil")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:X-EVIL\r\nBEGIN:VEVENT\r\nSUMMARY:evil\r\nEND:VEVENT\r\nEND:X-EVIL\r\nBEGIN:VEVENT\r\nSUMMARY:a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "evil")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:a\\nATTACH:file://x\r\nDTSTART:20261201T000000\\nURL:evil\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "evil")]
    [InlineData("BEGIN:VCALENDAR\r\nVERSION:evil\r\nPRODID:evil\r\nBEGIN:VEVENT\r\nSUMMARY:a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "evil")]
    public void Attacks_leave_nothing(string calendar, string word) => Assert.DoesNotContain(word, Text(Treat(calendar)), StringComparison.Ordinal);

    [Theory]
    [InlineData("BEGIN:VCALENDAR\r\n")]
    [InlineData("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:X\r\nEND:X\r\nEND:VCALENDAR\r\n")]
    public void A_calendar_of_nothing_is_withheld(string calendar)
    {
        var report = Treat(calendar);
        Assert.True(report.Outcome.IsWithheld);
        Assert.Contains("calendar.damaged", report.Codes());
    }

    [Fact]
    public void What_is_not_closed_or_doubly_opened_comes_out_closed()
        => Assert.Equal(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Miyako//MailSanitizer//JA\r\nBEGIN:VEVENT\r\nSUMMARY:a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            Text(Treat("BEGIN:VCALENDAR\nEND:VTODO\nBEGIN:VEVENT\nSUMMARY:a\nBEGIN:VEVENT\nSUMMARY:b\njunk\n")));

    [Fact]
    public void Old_cards_in_Shift_JIS_become_new_ones()
    {
        var card = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=SHIFT_JIS:=8ER=93c;=89=D4=8Eq;;;\r\n"
            + "FN;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8ER=93c=\r\n=89=D4=8Eq\r\nTEL;WORK;VOICE:03-1234-5678\r\nEMAIL;PREF;INTERNET:hanako@example.com\r\n"
            + "URL:javascript:alert(1)\r\nPHOTO;TYPE=JPEG;ENCODING=BASE64:AAAA\r\n\r\nORG:A;B\r\nEND:VCARD\r\n";
        var report = Engines.Standard.Treat(new("a.vcf", "", Encoding.ASCII.GetBytes(card)), Engines.Context, CancellationToken.None);
        Assert.Equal(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:山田;花子;;;\r\nFN:山田花子\r\nTEL;TYPE=WORK;TYPE=VOICE:03-1234-5678\r\n"
            + "EMAIL;TYPE=PREF;TYPE=INTERNET:hanako@example.com\r\nORG:A;B\r\nEND:VCARD\r\n", Text(report));
        var text = AsText.Treat(new("a.vcf", "", Encoding.ASCII.GetBytes(card)), Engines.Context, CancellationToken.None).Outcome.Delivered!;
        Assert.Equal("■ 連絡先\r\n氏名: 山田花子\r\n電話: 03-1234-5678\r\nメール: hanako@example.com\r\n組織: A B\r\n", Encoding.UTF8.GetString(text.Content.Span));
    }

    [Fact]
    public void Lines_are_folded_between_characters()
    {
        var text = Text(Treat($"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:{string.Concat(Enumerable.Repeat("漢字𠮷", 100))}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"));
        Assert.All(text.Split("\r\n"), l => Assert.True(Encoding.UTF8.GetByteCount(l) <= 75));
        Assert.Contains(string.Concat(Enumerable.Repeat("漢字𠮷", 100)), text.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [PythonTheory]
    [InlineData(Outlook, "予算打ち合わせ")]
    [InlineData(Google, "週次定例")]
    [InlineData(Apple, "年末年始休業")]
    public void A_real_parser_imports_it(string calendar, string summary)
    {
        const string Script = "import sys, icalendar\nfor e in icalendar.Calendar.from_ical(sys.stdin.buffer.read()).walk('VEVENT'): print(e['SUMMARY'], e['DTSTART'].dt, e['DTEND'].dt)";
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["PYTHONIOENCODING"] = "utf-8" },
        })!;
        using (var input = python.StandardInput.BaseStream)
            input.Write(Encoding.UTF8.GetBytes(Text(Treat(calendar))));
        var said = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.StartsWith($"{summary} 2026-12-", said, StringComparison.Ordinal);
    }

    private static FileReport Treat(string calendar)
        => Engines.Standard.Treat(new("invite.ics", "text/calendar; charset=utf-8", Encoding.UTF8.GetBytes(calendar)), Engines.Context, CancellationToken.None);

    private static string Said(string calendar)
    {
        var report = AsText.Treat(new("invite.ics", "text/calendar; charset=utf-8", Encoding.UTF8.GetBytes(calendar)), Engines.Context, CancellationToken.None);
        Assert.Equal("invite.txt", report.Outcome.Delivered!.Name);
        return Encoding.UTF8.GetString(report.Outcome.Delivered.Content.Span);
    }

    /// <summary>What leaves has passed the verifier.</summary>
    internal static string Text(FileReport report)
    {
        var file = Assert.IsType<Outcome.Rebuilt>(report.Outcome).File;
        Assert.Contains(file.Format, new[] { FileFormat.Ics, FileFormat.Vcf });
        Assert.Empty(MessageVerifier.VerifyFile(file.Format.MediaType, file.Name, file.Content).Faults);
        return Encoding.UTF8.GetString(file.Content.Span);
    }

    /// <summary>Skipped where python3-icalendar is not installed.</summary>
    internal sealed class PythonTheoryAttribute : TheoryAttribute
    {
        public PythonTheoryAttribute() => Skip = Programs.IsThere("python3") && Directory.Exists("/usr/lib/python3/dist-packages/icalendar") ? null : "not installed: python3-icalendar";
    }
}
