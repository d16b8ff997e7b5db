using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

public sealed class AddressReaderTests
{
    [Theory]
    [InlineData("a@example.jp", "|a@example.jp")]
    [InlineData("<a@example.jp>", "|a@example.jp")]
    [InlineData("Taro <a@example.jp>", "Taro|a@example.jp")]
    [InlineData("\"Yamada, Taro\" <a@example.jp>", "Yamada, Taro|a@example.jp")]
    [InlineData("a@example.jp (Taro)", "Taro|a@example.jp")]
    [InlineData("a@example.jp, b@example.jp", "|a@example.jp", "|b@example.jp")]
    [InlineData("a@example.jp; b@example.jp", "|a@example.jp", "|b@example.jp")]
    [InlineData("=?UTF-8?B?5pel5pys?= <a@example.jp>", "日本|a@example.jp")]
    [InlineData("\"=?UTF-8?B?5pel5pys?=\" <a@example.jp>", "日本|a@example.jp")]
    [InlineData("da..ta.@docomo.ne.jp", "|\"da..ta.\"@docomo.ne.jp")]
    [InlineData(".abc.@ezweb.ne.jp", "|\".abc.\"@ezweb.ne.jp")]
    [InlineData("\".abc.\"@ezweb.ne.jp", "|\".abc.\"@ezweb.ne.jp")]
    [InlineData("\"a b\"@example.jp", "|\"a b\"@example.jp")]
    [InlineData("\"a\\\"b\"@example.jp", "|\"a\\\"b\"@example.jp")]
    [InlineData("staff: a@example.jp, b@example.jp;", "|a@example.jp", "|b@example.jp")]
    [InlineData("<@relay.example:a@example.jp>", "|a@example.jp")]
    [InlineData("a@日本.jp", "|a@xn--wgv71a.jp")]
    [InlineData("a@[192.0.2.1]", "|a@[192.0.2.1]")]
    [InlineData("\"x@bank.example\" <evil@example.net>", "x@bank.example|evil@example.net")]
    [InlineData("<a@example.jp", "|a@example.jp")]
    [InlineData("Taro", "Taro|unreadable-address@address.invalid")]
    [InlineData("Taro <not an address>", "Taro <not an address>|unreadable-address@address.invalid")]
    [InlineData("日本太郎@example.jp", "<日本太郎@example.jp>|unreadable-address@address.invalid")]
    [InlineData(",,,")]
    [InlineData("")]
    [InlineData("undisclosed-recipients:;")]
    public void Reads_what_occurs(string value, params string[] expected)
    {
        var mailboxes = AddressReader.Read(value, "To", ImmutableArray.CreateBuilder<Finding>());
        Assert.Equal(expected, mailboxes.Select(m => $"{m.DisplayName}|{m.AddrSpec}"));
    }

    [Fact]
    public void Too_many_are_cut_with_a_finding()
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var value = string.Join(",", Enumerable.Range(0, 5_000).Select(i => $"u{i}@example.jp"));
        Assert.Equal(AddressReader.MaxMailboxes, AddressReader.Read(value, "To", findings).Length);
        Assert.Contains(findings, f => f.Code == "mail.too-many-addresses");
    }

    [Theory]
    [InlineData("((((((((((")]
    [InlineData("<<<<<<>>>>>>")]
    [InlineData("\"\"\"\"\"\"\"")]
    [InlineData("\\\\\\\\")]
    [InlineData("a@b@c@d")]
    [InlineData(":::::@::::@")]
    public void Anything_ends(string value) => _ = AddressReader.Read(value, "To", ImmutableArray.CreateBuilder<Finding>());
}
