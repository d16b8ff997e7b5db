namespace MiyakoMailSanitizer.Verifying.Tests.Mail;

/// <summary>Delivery reports: exactly what we write of RFC 3464.</summary>
public class DeliveryReportTests
{
    private const string Group
        = "Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 No such user\r\n";
    private const string Status = "Reporting-MTA: dns; gateway.example.jp\r\nArrival-Date: Mon, 23 Nov 2026 10:11:12 +0900\r\n\r\n" + Group;
    private const string Returned
        = "From: a@example.com\r\nTo: b@city.example.jp\r\nSubject: =?UTF-8?B?5Lya6K2w?=\r\n =?UTF-8?B?5Lya6K2w?=\r\n";

    [Fact]
    public void The_sample_passes() => Verdict.Passes(Report(Status, Returned));

    [Theory]
    [InlineData(Status, true)]
    [InlineData(Status + "\r\n" + Group, true)]
    [InlineData("Reporting-MTA: dns; g\r\n\r\nFinal-Recipient: utf-8; \\x{5C71}@b\r\nAction: delayed\r\nStatus: 4.4.7\r\n", true)]
    [InlineData("", false)]
    [InlineData("\r\n", false)]
    [InlineData("Reporting-MTA: dns; g\r\n", false)]
    [InlineData(Group, false)]
    [InlineData(Group + "\r\n" + Group, false)]
    [InlineData(Status + "\r\n", false)]
    [InlineData(Status + "\r\n\r\n" + Group, false)]
    [InlineData("\r\n" + Status, false)]
    [InlineData(Status + "\r\nReporting-MTA: dns; g\r\n", false)]
    [InlineData(Status + "X: y\r\n", false)]
    [InlineData(Status + "Remote-MTA: dns; inner.example\r\n", false)]
    [InlineData(Status + "Status: 5.0.0\r\n", false)]
    [InlineData(Status + "no field\r\n", false)]
    [InlineData(Status + "--x: y\r\n", false)]
    [InlineData("Reporting-MTA: g\r\n\r\n" + Group, false)]
    [InlineData("Reporting-MTA: dns; \r\n\r\n" + Group, false)]
    [InlineData("reporting-mta: dns; g\r\n\r\n" + Group, false)]
    [InlineData("Reporting-MTA: dns; g\r\n\r\nFinal-Recipient: x; a\r\nAction: failed\r\nStatus: 5.0.0\r\n", false)]
    [InlineData("Reporting-MTA: dns; g\r\n\r\nFinal-Recipient: rfc822; a\r\nAction: lost\r\nStatus: 5.0.0\r\n", false)]
    [InlineData("Reporting-MTA: dns; g\r\n\r\nFinal-Recipient: rfc822; a\r\nAction: failed\r\nStatus: 5.0\r\n", false)]
    [InlineData("Reporting-MTA: dns; g\r\n\r\nFinal-Recipient: rfc822; a\r\nAction: failed\r\nStatus: 3.0.0\r\n", false)]
    [InlineData("Reporting-MTA: dns; g\r\n\r\nFinal-Recipient: rfc822; a\r\nAction: failed\r\nStatus: 5.01.0\r\n", false)]
    [InlineData("Reporting-MTA: dns; g\r\n\r\nFinal-Recipient: rfc822; a\r\nAction: failed\r\nStatus: 5.1000.0\r\n", false)]
    [InlineData("Reporting-MTA: dns; g\r\n\r\nFinal-Recipient: rfc822; a\r\nAction: failed\r\nStatus: 5..0\r\n", false)]
    [InlineData("Reporting-MTA: dns; g\r\n\r\nFinal-Recipient: rfc822; a\r\nAction: failed\r\n", false)]
    [InlineData("Reporting-MTA: dns; g\r\n\r\nAction: failed\r\nFinal-Recipient: rfc822; a\r\nStatus: 5.0.0\r\n", false)]
    public void Status_groups(string status, bool passes) => Assert.Equal(passes, Verdict.Of(Report(status, Returned)).Passed);

    [Theory]
    [InlineData("", true)]
    [InlineData(Returned, true)]
    [InlineData("Subject: Hello\r\n", true)]
    [InlineData("Subject: Hello", false)]
    [InlineData("Subject: Hello\r\n\r\n", false)]
    [InlineData("\r\n", false)]
    [InlineData(" Hello\r\n", false)]
    [InlineData("X-Other: Hello\r\n", false)]
    [InlineData("Subject: =?UTF-8?B?4oCu?=\r\n", false)]
    [InlineData("Subject: a\r\nSubject: b\r\n", false)]
    [InlineData("Subject: a\r\nFrom: a@b\r\n", false)]
    [InlineData("From: <script>\r\n", false)]
    [InlineData("Hello\r\n", false)]
    [InlineData("Subject: a\r\n\r\nThe body too\r\n", false)]
    public void Returned_fields(string returned, bool passes) => Assert.Equal(passes, Verdict.Of(Report(Status, returned)).Passed);

    [Theory]
    [InlineData("message/delivery-status", "message/global-delivery-status")]
    [InlineData("message/delivery-status", "text/plain; charset=utf-8")]
    [InlineData("text/rfc822-headers", "message/rfc822")]
    [InlineData("text/rfc822-headers", "text/rfc822-headers; charset=utf-8")]
    [InlineData("text/rfc822-headers\r\nContent-Transfer-Encoding: 7bit", "text/rfc822-headers\r\nContent-Transfer-Encoding: base64")]
    [InlineData("text/rfc822-headers\r\nContent-Transfer-Encoding: 7bit", "text/rfc822-headers")]
    [InlineData("delivery-status\r\nContent-", "delivery-status\r\nContent-Description: x\r\nContent-")]
    [InlineData("text/plain; charset=utf-8", "text/plain; charset=iso-2022-jp")]
    [InlineData("text/plain; charset=utf-8", "text/html; charset=utf-8")]
    public void Parts_have_their_types(string piece, string by)
    {
        var report = Report(Status, Returned);
        Assert.Contains(piece, report, StringComparison.Ordinal);
        Assert.False(Verdict.Of(report.Replace(piece, by, StringComparison.Ordinal)).Passed);
    }

    [Fact]
    public void Three_parts()
    {
        var parts = Parts(Status, Returned);
        Verdict.Refuses(Report([.. parts, CanonicalSample.TextFile("a.txt", "a")]), "report.parts");
        Verdict.Refuses(Report([parts[0], parts[1]]), "report.parts");
        Verdict.Refuses(Report([parts[0], parts[2], parts[1]]), "mime.part-header");
        Verdict.Refuses(Report([parts[1], parts[0], parts[2]]), "mime.content-type");
    }

    [Fact]
    public void Never_nested()
    {
        var inner = Report(Status, Returned).Replace("abcdef-00", "abcdef-01", StringComparison.Ordinal);
        Verdict.Passes(inner);
        var sample = new CanonicalSample();
        Verdict.Refuses((sample with { Parts = [sample.Parts[0], CanonicalSample.Nested(inner)] }).Text, "mime.content-type");
    }

    [Fact]
    public void Parts_of_a_report_are_in_no_other_multipart()
    {
        var parts = Parts(Status, Returned);
        Verdict.Refuses((new CanonicalSample() with { Parts = [.. parts] }).Text, "mime.part-header");
    }

    private static string Report(string status, string returned) => Report(Parts(status, returned));

    private static string Report(string[] parts) => new CanonicalSample
    {
        Mime = "MIME-Version: 1.0\r\n"
            + $"Content-Type: multipart/report; report-type=delivery-status; boundary=\"{CanonicalSample.Boundary0}\"",
        Parts = [.. parts],
    }.Text;

    private static string[] Parts(string status, string returned) =>
    [
        CanonicalSample.Body("Not delivered."),
        $"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: 7bit\r\n\r\n{status}",
        $"Content-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: 7bit\r\n\r\n{returned}",
    ];
}
