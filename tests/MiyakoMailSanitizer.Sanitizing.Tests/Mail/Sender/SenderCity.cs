using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Mail.Sender;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail.Sender;

/// <summary>A city office with some domains of its own, whose mail server is trusted.</summary>
internal static class SenderCity
{
    public static ImmutableArray<OwnDomain> OwnDomains { get; } =
        [.. new[] { "city.miyako.iwate.jp", "*.city.miyako.iwate.jp", "city.example.jp", "宮古市役所.jp", "miyako-kousha.or.jp" }.Select(Own)];

    public static MailOptions Options { get; } = new() { OwnDomains = OwnDomains, TrustedAuthServIds = ["mx.city.example.jp"] };

    public static OwnDomain Own(string text)
    {
        Assert.Null(OwnDomain.TryParse(text, out var domain));
        return domain;
    }

    /// <summary>An encoded-word; header fields of tests are Latin-1.</summary>
    public static string Word(string text) => $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";

    /// <summary>Every <c>{…}</c> of the fields becomes an encoded-word.</summary>
    public static string Encode(string fields)
        => string.Concat(fields.Split('{', '}').Select((piece, i) => i % 2 == 1 ? Word(piece) : piece));
}
