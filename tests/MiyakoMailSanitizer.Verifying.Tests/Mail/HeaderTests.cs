using System.Globalization;

namespace MiyakoMailSanitizer.Verifying.Tests.Mail;

/// <summary>Rule 2: fields, folds, order, counts; and the grammar of fields that hold neither text nor addresses.</summary>
public class HeaderTests
{
    [Theory]
    [InlineData("Date: ", "Date:", "header.value")]
    [InlineData("Date: ", "Date:  ", "header.value")]
    [InlineData("Date: ", "Date : ", "header.name")]
    [InlineData("Date: ", "date: ", "header.unknown-field")]
    [InlineData("Date: ", "DATE: ", "header.unknown-field")]
    [InlineData("Date: ", ": ", "header.name")]
    [InlineData("Date: ", "Date; ", "header.name")]
    [InlineData("Date: ", "Da(c)te: ", "header.unknown-field")]
    [InlineData("Importance: normal", "Importance:", "header.value")]
    [InlineData("Importance: normal", "Importance: ", "header.value")]
    [InlineData("Importance: normal", "Importance: normal ", "header.value")]
    [InlineData("Importance: normal", "Importance:\r\n normal", "header.value")]
    [InlineData("Importance: normal", "Importance", "header.name")]
    [InlineData("Importance: normal", "X-Unknown: 1", "header.unknown-field")]
    [InlineData("Importance: normal", "Bcc: x@example.com", "header.unknown-field")]
    [InlineData("Importance: normal", "DKIM-Signature: v=1", "header.unknown-field")]
    [InlineData("Importance: normal", "Content-Disposition: inline", "header.unknown-field")]
    [InlineData("Importance: normal", "Content-ID: <a@b>", "header.unknown-field")]
    [InlineData("\r\n <00@", "\r\n  <00@", "header.fold")]
    [InlineData("\r\n <00@", "\r\n \r\n <00@", "header.fold")]
    [InlineData("\r\n <00@", " \r\n <00@", "header.value")]
    [InlineData("<00@city.example.jp>", "<00@city.example.jp>\r\n  ", "header.fold")]
    [InlineData("<00@city.example.jp>", "<00@city.example.jp>\r\n ", "header.fold")]
    [InlineData("<00@city.example.jp>", "<00@city.example.jp>\r\n <1@x> ", "header.fold")]
    [InlineData("From: =?UTF-8?B?5bGx55Sw?=", "X: y", "header.unknown-field")]
    public void Form_of_fields(string piece, string by, string rule) => Verdict.Refuses(CanonicalSample.Replaced(piece, by), rule);

    [Fact]
    public void Starts_with_a_field() => Verdict.Refuses(" " + new CanonicalSample().Text, "header.fold");

    [Fact]
    public void Ends_with_an_empty_line()
        => Verdict.Refuses("From: a@b\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n", "header.end");

    [Theory]
    [InlineData("From", "header.missing")]
    [InlineData("MIME-Version", "header.missing")]
    [InlineData("Content-Type", "header.missing")]
    [InlineData("Content-Transfer-Encoding", "mime.transfer-encoding")]
    [InlineData("Received", null)]
    [InlineData("Date", null)]
    [InlineData("Subject", null)]
    [InlineData("To", null)]
    public void What_is_required(string name, string? rule)
    {
        var message = CanonicalSample.Single("Hello\r\n").Replace("\r\n ", " ", StringComparison.Ordinal);
        var end = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var fields = message[..end].Split("\r\n").Where(f => !f.StartsWith(name + ":", StringComparison.Ordinal));
        Verdict.Is(string.Join("\r\n", fields) + message[end..], rule);
    }

    [Fact]
    public void Every_swap_of_different_neighbours_is_refused()
    {
        var sample = new CanonicalSample();
        for (var i = 0; i + 1 < sample.Fields.Length; i++)
        {
            var (a, b) = (sample.Fields[i], sample.Fields[i + 1]);
            var swapped = (sample with { Fields = sample.Fields.SetItem(i, b).SetItem(i + 1, a) }).Text;
            Verdict.Is(swapped, a.Split(':')[0] == b.Split(':')[0] ? null : "header.order");
        }
    }

    [Fact]
    public void Every_doubled_field_is_refused_but_those_of_the_way()
    {
        var sample = new CanonicalSample();
        for (var i = 0; i < sample.Fields.Length; i++)
        {
            var isTrace = sample.Fields[i].Split(':')[0] is "Received" or "Authentication-Results";
            Verdict.Is((sample with { Fields = sample.Fields.Insert(i, sample.Fields[i]) }).Text, isTrace ? null : "header.count");
            var isLast = i == sample.Fields.Length - 1;
            Verdict.Is((sample with { Fields = sample.Fields.Add(sample.Fields[i]) }).Text, isLast ? "header.count" : "header.order");
        }
    }

    [Theory]
    [InlineData(100, null)]
    [InlineData(101, "header.count")]
    public void Fields_of_the_way_are_bounded(int count, string? rule)
    {
        foreach (var field in new[] { "Received: x", "Authentication-Results: x" })
            Verdict.Is(new CanonicalSample { Fields = [.. Enumerable.Repeat(field, count), "From: a@b"] }.Text, rule);
    }

    [Theory]
    [InlineData("Received: a  b", null)]
    [InlineData("Received: a =?UTF-8?B?YQ==?=", "header.grammar")]
    [InlineData("Authentication-Results: x; =?", "header.grammar")]
    [InlineData("X-Mail-Sanitized: =?", "header.grammar")]
    [InlineData("Auto-Submitted: auto-replied", null)]
    [InlineData("Auto-Submitted: auto-generated", null)]
    [InlineData("Auto-Submitted: auto-notified", null)]
    [InlineData("Auto-Submitted: No", "header.grammar")]
    [InlineData("Auto-Submitted: no; a=b", "header.grammar")]
    [InlineData("Importance: low", null)]
    [InlineData("Importance: High", "header.grammar")]
    [InlineData("Importance: urgent", "header.grammar")]
    [InlineData("X-Priority: 1", null)]
    [InlineData("X-Priority: 5", null)]
    [InlineData("X-Priority: 0", "header.grammar")]
    [InlineData("X-Priority: 6", "header.grammar")]
    [InlineData("X-Priority: 1 (Highest)", "header.grammar")]
    [InlineData("List-Id: <a>", null)]
    [InlineData("List-Id: <a.b-c.d_e>", null)]
    [InlineData("List-Id: a.b", "header.grammar")]
    [InlineData("List-Id: <>", "header.grammar")]
    [InlineData("List-Id: <a..b>", "header.grammar")]
    [InlineData("List-Id: <a b>", "header.grammar")]
    [InlineData("List-Id: Name <a.b>", "header.grammar")]
    [InlineData("List-Id: <=?UTF-8?B?YQ==?=>", "header.grammar")]
    public void Words_and_lists(string field, string? rule) => Verdict.Is(CanonicalSample.WithField(field), rule);

    [Theory]
    [InlineData("<a@b>", null)]
    [InlineData("<a!#$%&'*+-/=?^_`{|}~.[]:@b[]>", null)]
    [InlineData("a@b", "header.grammar")]
    [InlineData("<a@b", "header.grammar")]
    [InlineData("a@b>", "header.grammar")]
    [InlineData("<ab>", "header.grammar")]
    [InlineData("<@b>", "header.grammar")]
    [InlineData("<a@>", "header.grammar")]
    [InlineData("<a@b@c>", "header.grammar")]
    [InlineData("<a b@c>", "header.grammar")]
    [InlineData("<a,b@c>", "header.grammar")]
    [InlineData("<a;b@c>", "header.grammar")]
    [InlineData("<\"a\"@c>", "header.grammar")]
    [InlineData("<a\\b@c>", "header.grammar")]
    [InlineData("<a(x)@c>", "header.grammar")]
    [InlineData("<a@<c>>", "header.grammar")]
    [InlineData("<>", "header.grammar")]
    public void Message_ids(string id, string? rule)
    {
        Verdict.Is(CanonicalSample.WithField("Message-ID: " + id), rule);
        Verdict.Is(CanonicalSample.WithField("In-Reply-To: " + id), rule);
        Verdict.Is(CanonicalSample.WithField("References: <x@y> " + id), rule);
    }

    [Fact]
    public void Ids_are_bounded()
    {
        var references = string.Join("\r\n ", Enumerable.Repeat("<a@b>", 100));
        Verdict.Passes(CanonicalSample.WithField("References: " + references));
        Verdict.Refuses(CanonicalSample.WithField($"References: {references}\r\n <a@b>"), "header.grammar");
        Verdict.Refuses(CanonicalSample.WithField("References: <a@b>,<a@b>"), "header.grammar");
        Verdict.Refuses(CanonicalSample.WithField("References: <a@b>  <a@b>"), "header.grammar");
        Verdict.Refuses(CanonicalSample.WithField("Message-ID: <a@b> <a@b>"), "header.grammar");
        Verdict.Refuses(CanonicalSample.WithField("In-Reply-To: <a@b> <a@b>"), "header.grammar");
        Verdict.Passes(CanonicalSample.WithField($"Message-ID: <a@{new string('b', 248)}>"));
        Verdict.Refuses(CanonicalSample.WithField($"Message-ID: <a@{new string('b', 249)}>"), "header.grammar");
    }

    [Theory]
    [InlineData("Mon, 23 Nov 2026 10:11:12 +0900", null)]
    [InlineData("Thu, 29 Feb 2024 23:59:59 -0000", null)]
    [InlineData("Sat, 01 Jan 2000 00:00:00 +1400", null)]
    [InlineData("Tue, 23 Nov 2026 10:11:12 +0900", "header.grammar")]
    [InlineData("Thu, 30 Feb 2024 23:59:59 -0000", "header.grammar")]
    [InlineData("mon, 23 Nov 2026 10:11:12 +0900", "header.grammar")]
    [InlineData("Mon, 23 nov 2026 10:11:12 +0900", "header.grammar")]
    [InlineData("Mon, 23 NOV 2026 10:11:12 +0900", "header.grammar")]
    [InlineData("Mon, 23 Nov 26 10:11:12 +0900", "header.grammar")]
    [InlineData("Sat, 1 Jan 2000 00:00:00 +0000", "header.grammar")]
    [InlineData("Mon, 23 Nov 2026 24:00:00 +0900", "header.grammar")]
    [InlineData("Mon, 23 Nov 2026 10:60:12 +0900", "header.grammar")]
    [InlineData("Mon, 23 Nov 2026 10:11:60 +0900", "header.grammar")]
    [InlineData("Mon, 23 Nov 2026 10:11 +0900", "header.grammar")]
    [InlineData("Mon, 23 Nov 2026 10:11:12 GMT", "header.grammar")]
    [InlineData("Mon, 23 Nov 2026 10:11:12 +900", "header.grammar")]
    [InlineData("Mon, 23 Nov 2026 10:11:12 +1500", "header.grammar")]
    [InlineData("Mon, 23 Nov 2026 10:11:12 +0960", "header.grammar")]
    [InlineData("Mon, 23 Nov 2026 10:11:12 *0900", "header.grammar")]
    [InlineData("Mon, 23 Nov 2026 10:11:12 +09:0", "header.grammar")]
    [InlineData("Mon, 23 Nov 2026 10:11:12 +0900 (JST)", "header.grammar")]
    [InlineData("Mon, 23 Nov 2026  10:11:12 +0900", "header.grammar")]
    [InlineData("Mon,  3 Nov 2026 10:11:12 +0900", "header.grammar")]
    [InlineData("23 Nov 2026 10:11:12 +0900", "header.grammar")]
    [InlineData("Mon, 23 Nov 2026 10:11:12+0900", "header.grammar")]
    [InlineData("Mon, 23-Nov-2026 10:11:12 +0900", "header.grammar")]
    public void Dates(string date, string? rule) => Verdict.Is(CanonicalSample.WithField("Date: " + date), rule);

    [Fact]
    public void Every_day_has_its_name()
    {
        string[] names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
        for (var day = new DateTime(2026, 1, 1); day.Year == 2026; day = day.AddDays(1))
        {
            var right = names.Single(name => Verdict.Of(CanonicalSample.WithField(
                string.Create(CultureInfo.InvariantCulture, $"Date: {name}, {day:dd MMM yyyy} 00:00:00 +0000"))).Passed);
            Assert.Equal(names[(int)day.DayOfWeek], right);
        }
    }
}
