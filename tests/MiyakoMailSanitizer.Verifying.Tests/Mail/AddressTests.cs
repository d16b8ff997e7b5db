namespace MiyakoMailSanitizer.Verifying.Tests.Mail;

/// <summary>Address fields.</summary>
public class AddressTests
{
    private const string Word = "=?UTF-8?B?5bGx?=";

    [Theory]
    [InlineData("a@b", null)]
    [InlineData("a.b+c@d-e.example", null)]
    [InlineData("a@xn--wgv71a.jp", null)]
    [InlineData("a@my_host.example", null)]
    [InlineData("a@[192.0.2.1]", null)]
    [InlineData("a@[IPv6:2001:db8::1]", null)]
    [InlineData("<a@b>", null)]
    [InlineData("\"a..b.\"@docomo.example", null)]
    [InlineData("\"a b\"@c", null)]
    [InlineData("\"a\\\"b\\\\\"@c", null)]
    [InlineData("\"A B\" <a@b>", null)]
    [InlineData("\"A, B; <x@y>\" <a@b>", null)]
    [InlineData("\"A \\\\ \\\" B\" <\"a b\"@c>", null)]
    [InlineData(Word + " <a@b>", null)]
    [InlineData(Word + " " + Word + "\r\n " + Word + "\r\n <a@b>", null)]
    [InlineData("a@b, c@d,\r\n \"E\" <e@f>, " + Word + " <g@h>", null)]
    [InlineData("a", "header.grammar")]
    [InlineData("@b", "header.grammar")]
    [InlineData("a@", "header.grammar")]
    [InlineData("a@b@c", "header.grammar")]
    [InlineData(".a@b", "header.grammar")]
    [InlineData("a.@b", "header.grammar")]
    [InlineData("a..b@c", "header.grammar")]
    [InlineData("a b@c", "header.grammar")]
    [InlineData("a(x)@b", "header.grammar")]
    [InlineData("a@b (comment)", "header.grammar")]
    [InlineData("a@b.", "header.grammar")]
    [InlineData("a@.b", "header.grammar")]
    [InlineData("a@b..c", "header.grammar")]
    [InlineData("a@-b", "header.grammar")]
    [InlineData("a@b-", "header.grammar")]
    [InlineData("a@b:25", "header.grammar")]
    [InlineData("a@b!c", "header.grammar")]
    [InlineData("a@[]", "header.grammar")]
    [InlineData("a@[", "header.grammar")]
    [InlineData("a@[1 2]", "header.grammar")]
    [InlineData("a@[1[2]", "header.grammar")]
    [InlineData("a@[1]2", "header.grammar")]
    [InlineData("\"\"@b", "header.grammar")]
    [InlineData("\"a@b", "header.grammar")]
    [InlineData("\"a\\b\"@c", "header.grammar")]
    [InlineData("\"a\\\"@c", "header.grammar")]
    [InlineData("\"a\"b@c", "header.grammar")]
    [InlineData("\"a\".\"b\"@c", "header.grammar")]
    [InlineData("<a@b", "header.grammar")]
    [InlineData("a@b>", "header.grammar")]
    [InlineData("<<a@b>>", "header.grammar")]
    [InlineData("<a@b>c", "header.grammar")]
    [InlineData("<>", "header.grammar")]
    [InlineData("<@x:a@b>", "header.grammar")]
    [InlineData("Taro <a@b>", "header.grammar")]
    [InlineData("\"\" <a@b>", "header.grammar")]
    [InlineData("\"  \" <a@b>", "header.grammar")]
    [InlineData("\"A\"<a@b>", "header.grammar")]
    [InlineData("\"A\"  <a@b>", "header.grammar")]
    [InlineData("\"A\" a@b", "header.grammar")]
    [InlineData("\"A\" \"B\" <a@b>", "header.grammar")]
    [InlineData("\"A =?UTF-8?B?5bGx?=\" <a@b>", "header.grammar")]
    [InlineData(Word, "header.grammar")]
    [InlineData(Word + " a@b", "header.grammar")]
    [InlineData(Word + "<a@b>", "header.grammar")]
    [InlineData(Word + "  <a@b>", "header.grammar")]
    [InlineData(Word + " \"A\" <a@b>", "header.grammar")]
    [InlineData(Word + " A <a@b>", "header.grammar")]
    [InlineData("\"A\" " + Word + " <a@b>", "header.grammar")]
    [InlineData("=?UTF-8?B?5bGx?=@b", "header.grammar")]
    [InlineData("x=?UTF-8?B?5bGx?=@b", "header.grammar")]
    [InlineData("\"=?UTF-8?B?5bGx?=\"@b", "header.grammar")]
    [InlineData("<=?UTF-8?B?5bGx?=@b>", "header.grammar")]
    [InlineData("a@b,c@d", "header.grammar")]
    [InlineData("a@b,  c@d", "header.grammar")]
    [InlineData("a@b , c@d", "header.grammar")]
    [InlineData("a@b; c@d", "header.grammar")]
    [InlineData("a@b c@d", "header.grammar")]
    [InlineData("a@b,", "header.grammar")]
    [InlineData(", a@b", "header.grammar")]
    [InlineData("a@b,, c@d", "header.grammar")]
    [InlineData("group: a@b;", "header.grammar")]
    [InlineData("group:;", "header.grammar")]
    [InlineData("undisclosed-recipients:; , a@b", "header.grammar")]
    [InlineData("Undisclosed-Recipients:;", "header.grammar")]
    public void Mailboxes(string value, string? rule)
    {
        foreach (var name in new[] { "From", "Reply-To", "To", "Cc" })
            Verdict.Is(CanonicalSample.WithField($"{name}: {value}"), rule);
        var isList = value.StartsWith("a@b, ", StringComparison.Ordinal);
        Verdict.Is(CanonicalSample.WithField($"Sender: {value}"), isList ? "header.grammar" : rule);
    }

    [Theory]
    [InlineData("To", null)]
    [InlineData("From", "header.grammar")]
    [InlineData("Sender", "header.grammar")]
    [InlineData("Reply-To", "header.grammar")]
    [InlineData("Cc", "header.grammar")]
    public void Nobody(string name, string? rule) => Verdict.Is(CanonicalSample.WithField($"{name}: undisclosed-recipients:;"), rule);

    [Fact]
    public void The_number_of_mailboxes_is_bounded()
    {
        var thousand = string.Join(",\r\n ", Enumerable.Repeat(Word + " <someone@example.com>", 1_000));
        Verdict.Passes(CanonicalSample.WithField("To: " + thousand));
        Verdict.Refuses(CanonicalSample.WithField($"To: {thousand},\r\n a@b"), "header.grammar");
    }

    [Fact]
    public void Domains_are_bounded()
    {
        var label = new string('a', 63);
        Verdict.Passes(CanonicalSample.WithField($"To: a@{label}.{label}.{label}.{label}"));
        Verdict.Refuses(CanonicalSample.WithField($"To: a@{label}.{label}.{label}.{label}.a"), "header.grammar");
        Verdict.Refuses(CanonicalSample.WithField($"To: a@{label}a"), "header.grammar");
    }
}
