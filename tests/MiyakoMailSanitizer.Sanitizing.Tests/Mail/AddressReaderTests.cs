using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

/// <summary>Values of address fields in, as <see cref="HeaderBytes"/> writes them; <c>name|address</c> of each mailbox out.</summary>
public sealed class AddressReaderTests
{
    [Theory]
    [InlineData("a@example.jp", "|a@example.jp")]
    [InlineData("<a@example.jp>", "|a@example.jp")]
    [InlineData("Taro <a@example.jp>", "Taro|a@example.jp")]
    [InlineData("\"Yamada, Taro\" <a@example.jp>", "Yamada, Taro|a@example.jp")]
    [InlineData("a@example.jp, b@example.jp", "|a@example.jp", "|b@example.jp")]
    [InlineData("a@example.jp; b@example.jp", "|a@example.jp", "|b@example.jp")]
    [InlineData("a@example.jp;b@example.jp;", "|a@example.jp", "|b@example.jp")]
    // Names.
    [InlineData("=?UTF-8?B?5pel5pys?= <a@example.jp>", "日本|a@example.jp")]
    [InlineData("\"=?UTF-8?B?5pel5pys?=\" <a@example.jp>", "日本|a@example.jp")]
    [InlineData("=?UTF-8?B?5pel5pys?=<a@example.jp>", "日本|a@example.jp")]
    [InlineData("{w:iso-2022-jp:B:山田, 太郎} <a@example.jp>", "山田, 太郎|a@example.jp")]
    [InlineData("{w:utf-8:Q:鈴木}\r\n\t{w:utf-8:Q:花子} <a@example.jp>", "鈴木花子|a@example.jp")]
    [InlineData("=?utf-8?Q?Suzuki,_Hanako?= <a@example.jp>", "Suzuki, Hanako|a@example.jp")]
    [InlineData("=?utf-8?Q?Suzuki, Hanako?= <a@example.jp>", "Suzuki, Hanako|a@example.jp")]
    [InlineData("=?utf-8?Q?a=22_=3Cb=40x.example=3E,?= <a@example.jp>", "a\" <b@x.example>,|a@example.jp")]
    [InlineData("\"{w:utf-8:B:総務課}\"\r\n \"{w:utf-8:B:山田}\" <a@example.jp>", "総務課山田|a@example.jp")]
    [InlineData("{w:utf-8:B:山田}, {w:utf-8:B:太郎} <a@example.jp>", "山田, 太郎|a@example.jp")]
    [InlineData("Yamada, Taro <a@example.jp>", "Yamada, Taro|a@example.jp")]
    [InlineData("Yamada, Taro a@example.jp", "Yamada, Taro|a@example.jp")]
    [InlineData("{utf8:山田 太郎} <a@example.jp>", "山田 太郎|a@example.jp")]
    [InlineData("{sjis:財務課 山田 太郎} <a@example.jp>, b@example.jp", "財務課 山田 太郎|a@example.jp", "|b@example.jp")]
    [InlineData("\"{sjis:一覧表}\" <a@example.jp>", "一覧表|a@example.jp")]
    [InlineData("\"{sjis:一覧表}\\\" <a@example.jp>", "一覧表|a@example.jp")] // the half of a character escaped
    [InlineData("\"{sjis:予算表の}\\\"{sjis:案}\\\"\" <a@example.jp>", "予算表の\"案\"|a@example.jp")]
    [InlineData("\"{sjis:技能, 能力開発課}\" <a@example.jp>, b@example.jp", "技能, 能力開発課|a@example.jp", "|b@example.jp")]
    [InlineData("{euc:会計課} <a@example.jp>", "会計課|a@example.jp")]
    [InlineData("{jis:企画、広報課} <a@example.jp>, b@example.jp", "企画、広報課|a@example.jp", "|b@example.jp")] // 、 is !" in it
    [InlineData("\"{jis:「窓口」}\" <a@example.jp>", "「窓口」|a@example.jp")]
    [InlineData("{utf8:山田（総務）}<a@example.jp>", "山田（総務）|a@example.jp")]
    [InlineData("{utf8:鈴木}{utf8:　}a@example.jp", "鈴木|a@example.jp")]
    [InlineData("Taro a@example.jp", "Taro|a@example.jp")]
    [InlineData("Taro Yamada  a@example.jp", "Taro Yamada|a@example.jp")]
    [InlineData("\"Taro Yamada\" a@example.jp", "Taro Yamada|a@example.jp")]
    [InlineData("\"Taro\"a@example.jp", "Taro|a@example.jp")]
    [InlineData("{w:utf-8:B:山田} a@example.jp", "山田|a@example.jp")]
    [InlineData("{w:utf-8:B:山田}a@example.jp", "山田|a@example.jp")]
    [InlineData("a@example.jp Taro", "Taro|a@example.jp")]
    [InlineData("<a@example.jp> Taro", "Taro|a@example.jp")]
    [InlineData("a@example.jp <a@example.jp>", "a@example.jp|a@example.jp")]
    [InlineData("\"x@bank.example\" <evil@example.net>", "x@bank.example|evil@example.net")]
    [InlineData("=?utf-8?q?x=40bank.example=2C?= <evil@example.net>", "x@bank.example,|evil@example.net")]
    [InlineData("\"a \\\"b\\\" c\\\\d\" <a@example.jp>", "a \"b\" c\\d|a@example.jp")]
    [InlineData("TEL: 1234 <a@example.jp>", "TEL: 1234|a@example.jp")]
    [InlineData("{utf8:😀👨\u200D👩\u200D👧} <a@example.jp>", "😀👨\u200D👩\u200D👧|a@example.jp")]
    // Comments.
    [InlineData("a@example.jp (Taro)", "Taro|a@example.jp")]
    [InlineData("a@example.jp ({jis:山田})", "山田|a@example.jp")]
    [InlineData("a@example.jp ({w:iso-2022-jp:B:山田})", "山田|a@example.jp")]
    [InlineData("a@example.jp(Taro (Sales) \\) )", "Taro (Sales) )|a@example.jp")]
    [InlineData("Taro (Sales) <a@example.jp>", "Taro (Sales)|a@example.jp")]
    [InlineData("Taro (Sales <a@example.jp>, b@example.jp", "Taro (Sales|a@example.jp", "|b@example.jp")]
    [InlineData("Taro :) <a@example.jp>", "Taro :)|a@example.jp")]
    // Addresses of mobile phones, and others that look odd.
    [InlineData("da..ta.@docomo.ne.jp", "|\"da..ta.\"@docomo.ne.jp")]
    [InlineData(".abc.@ezweb.ne.jp", "|\".abc.\"@ezweb.ne.jp")]
    [InlineData("a..b@softbank.ne.jp", "|\"a..b\"@softbank.ne.jp")]
    [InlineData("{utf8:花子} <-a-.@docomo.ne.jp>", "花子|\"-a-.\"@docomo.ne.jp")]
    [InlineData("\".abc.\"@ezweb.ne.jp", "|\".abc.\"@ezweb.ne.jp")]
    [InlineData("<\".abc.\"@ezweb.ne.jp>", "|\".abc.\"@ezweb.ne.jp")]
    [InlineData("a_b-c.d+e?f/g@docomo.ne.jp", "|a_b-c.d+e?f/g@docomo.ne.jp")]
    [InlineData("\"a b\"@example.jp", "|\"a b\"@example.jp")]
    [InlineData("\"a@b\"@example.jp", "|\"a@b\"@example.jp")]
    [InlineData("\"a\\\"b\"@example.jp", "|\"a\\\"b\"@example.jp")]
    [InlineData("<\"a>b,c\"@example.jp>", "|\"a>b,c\"@example.jp")]
    [InlineData("a @ example.jp", "|a@example.jp")]
    [InlineData("Taro a@ example.jp", "Taro|a@example.jp")]
    [InlineData("<a@\r\n example.jp>", "|a@example.jp")]
    [InlineData("<a@example\r\n .jp>", "|a@example.jp")]
    [InlineData("mailto:a@example.jp", "|a@example.jp")]
    [InlineData("<mailto:a@example.jp>", "|a@example.jp")]
    [InlineData("<@relay.example:a@example.jp>", "|a@example.jp")]
    [InlineData("<@relay.example,@r2.example:a@example.jp>, b@example.jp", "|a@example.jp", "|b@example.jp")]
    [InlineData("a@{utf8:日本}.jp", "|a@xn--wgv71a.jp")]
    [InlineData("a@xn--wgv71a.jp", "|a@xn--wgv71a.jp")]
    [InlineData("a@B\u00FCcher.example", "|a@xn--bcher-kva.example")]
    [InlineData("a@[192.0.2.1]", "|a@[192.0.2.1]")]
    [InlineData("a@[IPv6:2001:db8::1]", "|a@[IPv6:2001:db8::1]")]
    [InlineData("a@example.jp.", "|a@example.jp")]
    [InlineData("a@under_score.example", "|a@under_score.example")]
    // Broken syntax.
    [InlineData("<a@example.jp", "|a@example.jp")]
    [InlineData("Taro <a@example.jp, b@example.jp", "Taro|a@example.jp", "|b@example.jp")]
    [InlineData("Taro <a@example.jp; Jiro <b@example.jp", "Taro|a@example.jp", "Jiro|b@example.jp")]
    [InlineData("a@example.jp>", "|a@example.jp")]
    [InlineData("\"Taro <a@example.jp>", "\"Taro|a@example.jp")]
    [InlineData("Taro\" <a@example.jp>, b@example.jp", "Taro\"|a@example.jp", "|b@example.jp")]
    [InlineData("Taro <a@example.jp> <a@example.jp>", "Taro|a@example.jp")]
    // Lists.
    [InlineData(",,,")]
    [InlineData("")]
    [InlineData("<>")]
    [InlineData("undisclosed-recipients:;")]
    [InlineData("undisclosed-recipients: ;")]
    [InlineData("undisclosed-recipients:")]
    [InlineData("\"Undisclosed-Recipient:;\"")]
    [InlineData("<Undisclosed-Recipient:;>")]
    [InlineData("{utf8:営業部}:;, a@example.jp", "|a@example.jp")]
    public void Reads_what_occurs(string value, params string[] expected) => Assert.Empty(Codes(value, expected));

    [Theory]
    [InlineData("Taro", "Taro|unreadable-address@address.invalid")]
    [InlineData("Taro <>", "Taro|unreadable-address@address.invalid")]
    [InlineData("root, a@example.jp", "root|unreadable-address@address.invalid", "|a@example.jp")]
    [InlineData("Taro <not an address>", "Taro <not an address>|unreadable-address@address.invalid")]
    [InlineData("{utf8:日本太郎}@example.jp", "<日本太郎@example.jp>|unreadable-address@address.invalid")]
    [InlineData("{utf8:太郎} <{utf8:日本}@example.jp>", "太郎 <日本@example.jp>|unreadable-address@address.invalid")]
    [InlineData("{utf8:太郎} <taro{utf8:＠}example.jp>", "太郎 <taro＠example.jp>|unreadable-address@address.invalid")]
    [InlineData("{utf8:taro＠example.jp，jiro＠example.jp}", "taro＠example.jp，jiro＠example.jp|unreadable-address@address.invalid")]
    [InlineData("a@{utf8:ｅｘａｍｐｌｅ}.jp", "<a@ｅｘａｍｐｌｅ.jp>|unreadable-address@address.invalid")]
    [InlineData("a@x{utf8:\u200B}.jp", "<a@x.jp>|unreadable-address@address.invalid")]
    [InlineData("a@b@c@d", "<a@b@c@d>|unreadable-address@address.invalid")]
    [InlineData("<a@b@c>", "<a@b@c>|unreadable-address@address.invalid")]
    [InlineData("<a b@example.jp>", "<a b@example.jp>|unreadable-address@address.invalid")]
    [InlineData("a@-x.example", "<a@-x.example>|unreadable-address@address.invalid")]
    [InlineData("@example.jp", "<@example.jp>|unreadable-address@address.invalid")]
    [InlineData("{w:utf-8:B:a@example.jp}", "a@example.jp|unreadable-address@address.invalid")]
    [InlineData("\"Taro <a@example.jp>\"", "Taro <a@example.jp>|unreadable-address@address.invalid")]
    public void What_is_no_address_is_shown(string value, params string[] expected) => Assert.Contains("mail.address", Codes(value, expected));

    [Theory]
    [InlineData("staff: a@example.jp, b@example.jp;", "|a@example.jp", "|b@example.jp")]
    [InlineData("{utf8:営業部}: {utf8:山田} <a@example.jp>, b@example.jp;, c@example.jp", "山田|a@example.jp", "|b@example.jp", "|c@example.jp")]
    [InlineData("{w:utf-8:B:営業部}: a@example.jp;", "|a@example.jp")]
    [InlineData("a: b: c@example.jp;, d@example.jp;", "|c@example.jp", "|d@example.jp")]
    [InlineData(":a@example.jp;", "|a@example.jp")]
    public void Members_of_groups_are_kept(string value, params string[] expected) => Assert.Equal(["mail.ambiguous.group"], Codes(value, expected));

    [Theory]
    [InlineData("Taro <a@example.jp> <b@example.jp>", "Taro <a@example.jp>|b@example.jp")]
    [InlineData("<a@example.jp><b@example.jp>", "<a@example.jp>|b@example.jp")]
    [InlineData("Taro <a@example.jp> Jiro <b@example.jp>", "Taro|a@example.jp", "Jiro|b@example.jp")]
    [InlineData("a@example.jp b@example.jp", "|a@example.jp", "|b@example.jp")]
    public void Two_addresses_in_one_place_are_seen(string value, params string[] expected) => Assert.Equal(["mail.ambiguous.address"], Codes(value, expected));

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData(" ")]
    public void Too_many_are_cut_with_a_finding(string separator)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var value = string.Join(separator, Enumerable.Range(0, 10_000).Select(i => $"u{i}@example.jp"));
        Assert.Equal(AddressReader.MaxMailboxes, AddressReader.Read(value, "To", findings).Length);
        Assert.Contains(findings, f => f.Code == "mail.too-many-addresses");
        Assert.DoesNotContain(AddressReader.Read(string.Join(',', Enumerable.Repeat("a@b", 1_000)), "Cc", findings), m => m.Local != "a");
        Assert.DoesNotContain(findings, f => f.Where == "Cc");
    }

    [Theory]
    [InlineData("(")]
    [InlineData("<")]
    [InlineData("<>")]
    [InlineData("\"")]
    [InlineData("\\")]
    [InlineData("<\"")]
    [InlineData("a@b@c@d")]
    [InlineData(":@")]
    [InlineData("a b ")]
    [InlineData("a@b:")]
    [InlineData("<a@b>")]
    [InlineData("x<a@b>")]
    [InlineData("a,")]
    [InlineData("a:;")]
    [InlineData("=?utf-8?b?5pel")]
    [InlineData("a @ b ")]
    [InlineData("(a)\"b\"")]
    public void A_megabyte_of_it_is_no_matter(string piece)
    {
        var value = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        foreach (var whole in new[] { value, "a@b " + value + ";", value + " a@b", value + "<a@b>;" })
            Assert.InRange(AddressReader.Read(whole, "To", ImmutableArray.CreateBuilder<Finding>()).Length, 0, AddressReader.MaxMailboxes);
    }

    [Fact]
    public void Anything_is_read_and_what_is_written_is_read_the_same()
        => FuzzRun.For(33, random =>
        {
            string[] pieces =
            [
                "a@b.jp", "<", ">", "\"", "\\", "(", ")", ",", ";", ":", "@", " ", "\r\n ", ".", "..x.@docomo.ne.jp", "Taro", "{utf8:山田}", "{sjis:表}", "{jis:「}",
                "{w:utf-8:B:日本}", "{w:utf-8:B:=?utf-8?Q?a?=}", "=?utf-8?q?a", "?=", "{w:utf-8:Q:a@b.jp, <c@d>}", "\u0000", "{utf8:\u202E}", "[1.2.3.4]", "{utf8:日本}.jp", "<a@b.jp>",
            ];
            var value = HeaderBytes.Of(string.Concat(Enumerable.Range(0, random.Next(25)).Select(_ => pieces[random.Next(pieces.Length)])));
            var read = AddressReader.Read(value, "To", ImmutableArray.CreateBuilder<Finding>());
            var charset = random.Next(2) == 0 ? OutputCharset.Utf8 : OutputCharset.Iso2022Jp;
            var written = string.Join(", ", read.Select(m => string.Join(' ', FieldEncoder.Address(m, charset))));
            var again = ImmutableArray.CreateBuilder<Finding>();
            var readAgain = AddressReader.Read(written, "To", again);
            Assert.Equal(read.Select(m => m.AddrSpec), readAgain.Select(m => m.AddrSpec));
            // ISO-2022-JP has stand-ins for what has no place in it. What two mixed charsets gave may be taken for text that was encoded twice.
            if (charset == OutputCharset.Utf8 && again.All(f => f.Code is not ("text.mojibake-repaired" or "text.escapes-restored")))
            {
                // A name that itself holds the marks of an encoded-word may be read once more; its address never changes.
                Assert.All(read.Zip(readAgain), pair => Assert.True(
                    pair.First == pair.Second || pair.First.DisplayName.Contains("?=", StringComparison.Ordinal)
                        || pair.First.DisplayName.Contains("=?", StringComparison.Ordinal),
                    $"{pair.First} {pair.Second}"));
            }
        }, share: 0.25);

    private static List<string> Codes(string value, string[] expected)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var mailboxes = AddressReader.Read(HeaderBytes.Of(value), "To", findings);
        Assert.Equal(expected, mailboxes.Select(m => $"{m.DisplayName}|{m.AddrSpec}"));
        return [.. findings.Select(f => f.Code)];
    }
}
