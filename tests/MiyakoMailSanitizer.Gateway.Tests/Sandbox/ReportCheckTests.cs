using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;

namespace MiyakoMailSanitizer.Gateway.Tests.Sandbox;

/// <summary>A worker that was taken over can say anything; what we know better is not believed.</summary>
public sealed class ReportCheckTests
{
    private static readonly string Digest = new('a', 64);

    private static readonly ReportNode Delivered = new()
    {
        Name = "a.eml",
        Format = "mail",
        DeclaredMediaType = "message/rfc822",
        Size = 10,
        Sha256 = Digest,
        Treatment = "rebuild",
        Rule = "mail",
        Outcome = "rebuilt",
        Output = "a.eml",
        OutputMediaType = "message/rfc822",
    };

    private static readonly ReportNode Withheld
        = Delivered with { Outcome = "quarantined", Reason = "no", Output = null, OutputMediaType = null };

    [Fact]
    public void An_honest_report_passes()
    {
        Assert.Null(Fault(Delivered, hasContent: true));
        Assert.Null(Fault(Delivered with { Nested = [Withheld] }, hasContent: true));
        Assert.Null(Fault(Withheld, hasContent: false));
        Assert.Null(Fault(Delivered with { Nested = [Withheld with { Treatment = "hold" }] }, hasContent: false));
    }

    public static TheoryData<ReportNode, bool, int> Lies() => new()
    {
        { Delivered with { Size = 11 }, true, 5 },
        { Delivered with { Sha256 = new string('b', 64) }, true, 5 },
        { Delivered with { Treatment = "hold" }, true, 5 },
        { Delivered with { Nested = [Withheld with { Treatment = "hold" }] }, true, 5 },
        { Withheld, true, 5 },
        { Withheld, false, 5 },
        { Delivered, false, 0 },
        { Delivered with { Outcome = "held" }, true, 5 },
        { Delivered with { Treatment = "pass" }, true, 5 },
        { Delivered with { Outcome = "quarantined" }, true, 5 },
        { Delivered with { OutputMediaType = null }, true, 5 },
        { Delivered with { Nested = [Withheld with { Outcome = "converted" }] }, true, 5 },
        { Delivered with { Nested = [Withheld with { Size = -1 }] }, true, 5 },
        { Delivered with { Nested = [Withheld with { Sha256 = "short" }] }, true, 5 },
        { Delivered with { Findings = [new FindingNode("a", "b", new string('x', 70_000))] }, true, 5 },
    };

    [Theory]
    [MemberData(nameof(Lies), DisableDiscoveryEnumeration = true)]
    public void A_lie_is_found(ReportNode report, bool hasContent, int contentLength)
        => Assert.NotNull(ReportCheck.FindFault(new FrameHeader.Sanitized(report, hasContent), new byte[contentLength], 10, Digest));

    [Fact]
    public void Walking_goes_parents_first_in_order()
    {
        var inner = Delivered with { Name = "b", Nested = [Delivered with { Name = "c" }] };
        var tree = Delivered with { Nested = [inner, Delivered with { Name = "d" }] };
        Assert.Equal(["a.eml", "b", "c", "d"], tree.Walk().Select(n => n.Name));
        Assert.False(tree.AnyWithheld);
        Assert.True((tree with { Nested = [Withheld] }).AnyWithheld);
    }

    private static string? Fault(ReportNode report, bool hasContent)
        => ReportCheck.FindFault(new FrameHeader.Sanitized(report, hasContent), hasContent ? new byte[5] : [], 10, Digest);
}
