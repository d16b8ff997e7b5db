using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

public sealed class BounceRulesTests
{
    private static readonly OutboundOptions Options = new()
    {
        ReturnHop = new NextHopOptions { Host = "return.example.jp" },
        BounceDomains = ["city.example.jp", ".lg.example.jp", "都庁.jp", ""],
    };

    [Theory]
    [InlineData("a@city.example.jp", true)]
    [InlineData("a@CITY.Example.JP", true)]
    [InlineData("\"x@y\"@city.example.jp", true)]
    [InlineData("a@dept.lg.example.jp", true)]
    [InlineData("a@x.dept.lg.example.jp", true)]
    [InlineData("a@都庁.jp", true)]
    [InlineData("a@xn--uwts73i.jp", true)]
    [InlineData("", false)]
    [InlineData("a@sub.city.example.jp", false)]
    [InlineData("a@xcity.example.jp", false)]
    [InlineData("a@lg.example.jp", false)]
    [InlineData("a@.lg.example.jp", false)]
    [InlineData("a@evil.jp", false)]
    [InlineData("a@city.example.jp.evil.jp", false)]
    [InlineData("@city.example.jp", false)]
    [InlineData("postmaster", false)]
    [InlineData("a@city.example.jp\r\n", false)]
    public void Reverse_path_decides(string reversePath, bool due) => Assert.Equal(due, new BounceRules(Options).IsDue(reversePath));

    [Fact]
    public void Nothing_is_due_without_a_return_hop()
        => Assert.False(new BounceRules(Options with { ReturnHop = null }).IsDue("a@city.example.jp"));

    [Fact]
    public void Nothing_is_due_by_default()
        => Assert.False(new BounceRules(new OutboundOptions { ReturnHop = Options.ReturnHop }).IsDue("a@city.example.jp"));
}
