using System.Text;
using MiyakoMailSanitizer.Sanitizing.Images;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Images;

/// <summary>Pictures through the whole engine.</summary>
public sealed class ImageSanitizerTests
{
    private const string Pixel = "R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAkQBADs=";

    [Theory]
    [InlineData("rgb.png", "写真.apng", "写真.png")]
    [InlineData("444.jpg", "holiday.JPEG", "holiday.JPEG")]
    [InlineData("444.jpg", "holiday.mpo", "holiday.jpg")]
    [InlineData("24.bmp", "scan.bmp", "scan.png")]
    [InlineData("fax-g3.tif", "fax", "fax.tif")]
    [InlineData("lossy.webp", "a.webp", "a.jpg")]
    [InlineData("palette.gif", "", "picture.gif")]
    [InlineData("rgb.png", "a.png.exe", "a.png")]
    public void Names_tell_what_is_written(string fixture, string name, string written)
    {
        var report = Treat(new(name, "", PictureFixtures.Read(fixture)));
        Assert.Equal(written, report.Outcome.Delivered?.Name);
        Assert.Equal(report.Format == report.Outcome.Delivered!.Format, report.Outcome is Outcome.Rebuilt);
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "svg")]
    [InlineData("<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg>&a;</svg>", "svg")]
    public void Drawings_are_withheld(string content, string format)
    {
        var report = Treat(new("a.svg", "image/svg+xml", Encoding.ASCII.GetBytes(content)));
        Assert.Equal(format, report.Format.Id);
        Assert.IsType<Outcome.Quarantined>(report.Outcome);
    }

    [Fact]
    public void A_picture_with_an_archive_or_a_script_behind_it_is_withheld()
    {
        byte[] picture = PictureFixtures.Read("444.jpg");
        foreach (var tail in new[] { "PK\u0005\u0006", "<script>alert(1)</script>" })
        {
            byte[] file = [.. picture, .. Encoding.Latin1.GetBytes(tail), .. new byte[tail[0] == 'P' ? 18 : 0]];
            var report = Treat(new("a.jpg", "image/jpeg", file));
            if (report.Outcome.Delivered is { } safe)
                Assert.Equal(-1, safe.Content.Span.IndexOf(Encoding.Latin1.GetBytes(tail)));
            Assert.Contains(report.Codes(), c => c is "file.polyglot" or "file.trailing-data");
        }
    }

    [Fact]
    public void Other_treatments_are_refused()
    {
        var sanitizer = new ImageSanitizer();
        var scope = new SanitizeScope(Engines.Standard, new MessageState(new(), Engines.Context), Treatment.Convert, 1);
        var outcome = sanitizer.Sanitize(new("a.png", "", PictureFixtures.Read("rgb.png")), scope, CancellationToken.None);
        Assert.Equal("sanitizer.treatment", Assert.Single(Assert.IsType<Outcome.Quarantined>(outcome).Findings).Code);
    }

    [Fact]
    public void A_picture_within_the_text_comes_along()
    {
        var report = Engines.Standard.Treat(Message(("image/png", Convert.ToBase64String(PictureFixtures.Read("rgb.png")))));
        Engines.AssertFit(report, "inline");
        Assert.IsType<Outcome.Rebuilt>(Assert.Single(report.Nested).Outcome);
        Assert.Contains("Content-Type: image/png", Encoding.ASCII.GetString(report.Delivered()));
    }

    [Fact]
    public void A_picture_within_the_text_is_left_out_where_the_settings_say_so()
    {
        var engine = Engines.With(p => p with { Mail = p.Mail with { InlinePictures = InlinePictures.Drop } });
        var report = engine.Treat(Message(("image/png", Convert.ToBase64String(PictureFixtures.Read("rgb.png")))));
        Engines.AssertFit(report, "inline");
        var dropped = Assert.Single(report.Nested);
        Assert.IsType<Outcome.Removed>(dropped.Outcome);
        Assert.Contains("image.inline-dropped", dropped.Codes());
        Assert.DoesNotContain("Content-Type: image/png", Encoding.ASCII.GetString(report.Delivered()));
    }

    [Fact]
    public void A_picture_of_one_pixel_is_left_out_and_nobody_is_bothered()
    {
        var report = Engines.Standard.Treat(Message(("image/gif", Pixel)));
        Engines.AssertFit(report, "pixel");
        var dropped = Assert.Single(report.Nested);
        Assert.IsType<Outcome.Removed>(dropped.Outcome);
        Assert.Contains("image.tracking-pixel", dropped.Codes());
        Assert.DoesNotContain("a.gif", Encoding.ASCII.GetString(report.Delivered()));
    }

    [Fact]
    public void A_stricter_rule_counts_for_what_is_left_out()
    {
        var hold = new Rule("hold", new Condition(), Treatment.Hold);
        var engine = Engines.With(p => p with { Rules = new([p.Rules.Rules.First(r => r.Name == "messages"), hold]) });
        var report = engine.Treat(Message(("image/gif", Pixel)));
        Assert.True(report.IsHeld);
    }

    private static FileReport Treat(UntrustedFile file) => Engines.Standard.Treat(file, Engines.Context, CancellationToken.None);

    private static string Message((string Type, string Base64) picture) => $"""
        From: a@example.com
        MIME-Version: 1.0
        Content-Type: multipart/related; boundary="b"

        --b
        Content-Type: text/html

        <p>Hello <img src="cid:a"></p>
        --b
        Content-Type: {picture.Type}; name="a.gif"
        Content-ID: <a>
        Content-Disposition: inline; filename="a.gif"
        Content-Transfer-Encoding: base64

        {picture.Base64}
        --b--

        """.ReplaceLineEndings("\r\n");
}
