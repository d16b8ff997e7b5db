using MiyakoMailSanitizer.Sanitizing.Mail.Sender;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail.Sender;

/// <summary>RFC 8601, as servers write it and as forgers do. The result reads <c>id: method=result name=value; …</c>.</summary>
public sealed class AuthenticationResultsTests
{
    [Theory]
    [InlineData("mx.example; none", "mx.example:")]
    [InlineData("mx.example; spf=pass smtp.mailfrom=a@b.example", "mx.example: spf=pass smtp.mailfrom=a@b.example")]
    [InlineData("mx.example 1; spf=pass", "mx.example: spf=pass")]
    [InlineData("mx.example 2; spf=pass", "mx.example:")]
    [InlineData("(c) mx.example (d) 1 (e); (f) spf (g) = (h) pass (i) smtp.mailfrom (j) = (k) b.example (l)",
        "mx.example: spf=pass smtp.mailfrom=b.example")]
    [InlineData("mx.example; SPF=Pass SMTP.MailFrom=B.example", "mx.example: spf=pass smtp.mailfrom=B.example")]
    [InlineData("mx.example; spf=pass; dkim=fail;", "mx.example: spf=pass; dkim=fail")]
    [InlineData("mx.example; dkim/1=pass header.d=b.example", "mx.example: dkim=pass header.d=b.example")]
    [InlineData("mx.example; dkim/2=pass header.d=b.example", "mx.example:")]
    [InlineData("mx.example; dkim=pass (2048-bit key; unprotected) header.b=\"Ab/+=\" header.i=@b.example",
        "mx.example: dkim=pass header.b=Ab/+= header.i=@b.example")]
    [InlineData("mx.example; dkim=pass header.b=Ab/+=", "mx.example: dkim=pass header.b=Ab/+=")]
    [InlineData("mx.example; dmarc=pass action=none header.from=b.example", "mx.example: dmarc=pass action=none header.from=b.example")]
    [InlineData("mx.example; spf=pass (c \\) ; d (nested)) smtp.mailfrom=b.example", "mx.example: spf=pass smtp.mailfrom=b.example")]
    [InlineData("mx.example; spf=pass reason=\"a; dmarc=pass\"", "mx.example: spf=pass reason=a; dmarc=pass")]
    [InlineData("mx.example; spf=pass smtp.mailfrom=\"a b\"@b.example", "mx.example: spf=pass smtp.mailfrom=a b@b.example")]
    [InlineData("mx.example", "mx.example:")]
    [InlineData("mx.example;", "mx.example:")]
    [InlineData("", ":")]
    [InlineData("; dmarc=pass", ":")]
    [InlineData("(mx.example; dmarc=pass", ":")]
    [InlineData("\"mx.example\"; dmarc=pass", ":")]
    [InlineData("spf=pass smtp.mailfrom=b.example; dmarc=pass", "spf:")]
    [InlineData("mx.example; dmarc", "mx.example:")]
    [InlineData("mx.example; dmarc=", "mx.example:")]
    [InlineData("mx.example; dmarc=pass header.from", "mx.example:")]
    [InlineData("mx.example; dmarc=pass header.from=", "mx.example:")]
    [InlineData("mx.example; dmarc=pass; =x", "mx.example:")]
    [InlineData("mx.example; dmarc=pass (open", "mx.example:")]
    [InlineData("mx.example; dmarc=pass header.from=\"open", "mx.example:")]
    [InlineData("mx.example; dmarc=pass) x", "mx.example:")]
    [InlineData("mx.example; ; dmarc=pass", "mx.example:")]
    [InlineData("mx.example dmarc=pass", "mx.example:")]
    public void A_field_reads(string value, string expected)
    {
        var field = AuthenticationResults.Read(value);
        var results = field.Results.Select(r => string.Concat(r.Properties.Select(p => $" {p.Name}={p.Value}").Prepend($" {r.Method}={r.Result}")));
        Assert.Equal(expected, $"{field.Id}:{string.Join(';', results)}");
    }

    [Theory]
    [InlineData("mx; dmarc=pass header.from=b.example", true)]
    [InlineData("mx; dmarc=pass", true)]
    [InlineData("mx; dmarc=pass header.from=c.example", false)]
    [InlineData("mx; dmarc=pass header.from=b.example header.from=c.example", false)]
    [InlineData("mx; dmarc=fail header.from=b.example; spf=pass smtp.mailfrom=b.example", false)]
    [InlineData("mx; dmarc=temperror; dkim=pass header.d=b.example", false)]
    [InlineData("mx; dmarc=none; dkim=pass header.d=b.example", true)]
    [InlineData("mx; dkim=fail header.d=b.example; dkim=pass header.d=mail.b.example", true)]
    [InlineData("mx; dkim=pass header.d=c.example; dkim=fail header.d=b.example", false)]
    [InlineData("mx; dkim=pass header.d=b.example header.i=@c.example", false)]
    [InlineData("mx; dkim=pass", false)]
    [InlineData("mx; spf=pass smtp.helo=b.example", false)]
    [InlineData("mx; spf=softfail smtp.mailfrom=b.example", false)]
    [InlineData("mx; spf=pass smtp.mailfrom=a@b.example@c.example", false)]
    [InlineData("mx; none", false)]
    [InlineData("other; dmarc=pass", false)]
    [InlineData("other; dmarc=fail\nmx; dmarc=pass", true)]
    [InlineData("mx; spf=fail smtp.mailfrom=b.example\nmx; spf=pass smtp.mailfrom=b.example", false)]
    [InlineData("mx; spf=fail smtp.mailfrom=c.example\nmx; dmarc=pass header.from=b.example", true)]
    public void A_domain_is_found_true(string fields, bool expected)
        => Assert.Equal(expected, SenderAuthentication.Passes(fields.Split('\n'), ["mx"], "b.example"));
}
