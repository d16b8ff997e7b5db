using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

/// <summary>Whatever the tree of parts, no part is lost: it is in the text, or it is in the report.</summary>
public sealed class PartTreeTests
{
    private static readonly string[] Multiparts = ["mixed", "alternative", "related", "signed", "digest", "report", "encrypted", "x-new"];

    /// <summary>Media types of parts; § stands for the part's mark.</summary>
    private static readonly (string Header, string Content)[] Leaves =
    [
        ("Content-Type: text/plain", "§"),
        ("Content-Type: text/html", "<p>§</p>"),
        ("Content-Type: text/plain; name=§.txt", "content"),
        ("Content-Type: text/csv; name=§.csv", "a,b"),
        ("Content-Type: image/png; name=§.png", "\u0089PNG\r\n\u001A\n"),
        ("Content-Type: application/pgp-signature; name=§.asc", "-----BEGIN PGP SIGNATURE-----"),
        ("Content-Type: message/rfc822; name=§.eml", "Subject: x\r\n\r\ny"),
        ("Content-Type: message/partial; id=1; number=1; total=2; name=§.bin", "x"),
        ("Content-Type: message/external-body; access-type=URL; name=§.bin", "Content-Type: text/plain\r\n\r\nx"),
        ("Content-Type: application/x-none; name=§.bin", ""),
        ("Content-Type: text/calendar; name=§.ics", "BEGIN:VCALENDAR"),
        ("Content-Disposition: attachment; filename=§.txt", "x"),
    ];

    [Fact]
    public void No_part_is_lost_in_any_nesting()
    {
        for (var seed = 0; seed < 600; seed++)
        {
            var tree = new Tree(new Random(seed));
            var report = Engines.Standard.Treat("Subject: x\r\nMIME-Version: 1.0\r\n" + tree.Entity(4));
            Engines.AssertFit(report, $"seed {seed}");
            var seen = Text(report) + string.Join('\n', report.Walk().Select(r => r.Name));
            Assert.All(tree.Marks, mark => Assert.True(seen.Contains(mark, StringComparison.Ordinal), $"seed {seed} lost {mark}:\n{tree.Source}\n=====\n{seen}"));
        }
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed; boundary=wrong", "mail.ambiguous.delimiter mail.broken-multipart")]
    [InlineData("Content-Type: multipart/mixed", "mail.ambiguous.boundary mail.broken-multipart")]
    [InlineData("Content-Type: multipart/alternative", "mail.ambiguous.boundary mail.broken-multipart")]
    [InlineData("Content-Type: multipart/mixed; boundary=b", "")]
    public void A_multipart_without_its_boundary_is_shown_as_text(string header, string codes)
    {
        var report = Engines.Standard.Treat($"MIME-Version: 1.0\r\n{header}\r\n\r\n--b\r\n\r\nhello\r\n--b--\r\n");
        Assert.Contains("hello", Text(report), StringComparison.Ordinal);
        Assert.Equal(codes, string.Join(' ', report.Codes()));
        Engines.AssertFit(report, header);
    }

    [Fact]
    public void What_follows_the_last_part_is_left_out_with_a_finding()
    {
        var report = Engines.Standard.Treat("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b--\r\n\r\nafter\r\n");
        Assert.DoesNotContain("after", Text(report), StringComparison.Ordinal);
        Assert.Equal(["mail.outside-parts"], report.Codes());
    }

    [Theory]
    [InlineData("See the HTML.", "<p>The real text, longer</p>", "The real text", null)]
    [InlineData("", "<p>The real text</p>", "The real text", null)]
    [InlineData("  \r\n \r\n", "<p>The real text</p>", "The real text", null)]
    [InlineData("The plain text", "<p>The HTML text</p>", "The plain text", null)]
    [InlineData("The plain text", "", "The plain text", null)]
    [InlineData("Pay nothing", "<p>This is quite another text, and it is much, much longer than what stands in the plain one.</p>", "quite another text", "mail.alternatives-differ")]
    public void Of_alternatives_the_one_that_says_most_is_shown(string plain, string html, string shown, string? code)
    {
        var report = Engines.Standard.Treat(
            $"MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{plain}\r\n--b\r\nContent-Type: text/html\r\n\r\n{html}\r\n--b--\r\n");
        Assert.Contains(shown, Text(report), StringComparison.Ordinal);
        Assert.Equal(code is null ? [] : [code], report.Codes());
    }

    [Fact]
    public void Only_the_second_of_signed_parts_is_a_signature()
    {
        const string Signature = "--b\r\nContent-Type: application/pgp-signature; name=s.asc\r\n\r\nx\r\n";
        var report = Engines.Standard.Treat("MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n" + Signature + Signature + "--b--\r\n");
        Assert.Contains("mail.signature", report.Codes());
        Assert.Single(report.Nested);
    }

    [Fact]
    public void The_notice_names_what_is_withheld_and_stays_short()
    {
        var parts = string.Concat(Enumerable.Range(0, 200).Select(i => $"--b\r\nContent-Type: image/png; name=\"{i}\u00E2\u0080\u00AE.png\"\r\n\r\n\0\u0001\u0002\0\r\n"));
        var report = Engines.Standard.Treat("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + "--b--\r\n");
        Engines.AssertFit(report, "notice");
        Assert.Contains("49.png", Text(report), StringComparison.Ordinal);
        Assert.DoesNotContain("51.png", Text(report), StringComparison.Ordinal);
        Assert.Contains("(+150)", Text(report), StringComparison.Ordinal);
    }

    private static string Text(FileReport report)
    {
        using var stream = new MemoryStream(report.Delivered());
        return MimeKit.MimeMessage.Load(stream).TextBody ?? "";
    }

    private sealed class Tree(Random random)
    {
        private readonly StringBuilder _source = new();
        private int _count;

        /// <summary>Marks that must be seen. Of texts that compete in an alternative only one is shown.</summary>
        public List<string> Marks { get; } = [];

        public string Source => _source.ToString();

        public string Entity(int depth)
        {
            var entity = Node(depth, inAlternative: false, isSecondSigned: false);
            _source.Append(entity);
            return entity;
        }

        private string Node(int depth, bool inAlternative, bool isSecondSigned)
        {
            if (depth == 0 || (depth < 4 && random.Next(3) == 0))
                return Leaf(inAlternative, isSecondSigned);
            var (type, boundary) = (Multiparts[random.Next(Multiparts.Length)], string.Create(CultureInfo.InvariantCulture, $"b{_count++}"));
            var entity = new StringBuilder($"Content-Type: multipart/{type}; boundary={boundary}\r\n\r\n");
            // The first of related parts takes part in the alternatives around it.
            for (var (i, count) = (0, random.Next(1, 5)); i < count; i++)
                entity.Append($"--{boundary}\r\n").Append(Node(depth - 1, type == "alternative" || (inAlternative && type == "related"), type == "signed" && i == 1)).Append("\r\n");
            return entity.Append($"--{boundary}--\r\n").ToString();
        }

        private string Leaf(bool inAlternative, bool isSecondSigned)
        {
            var (header, content) = Leaves[random.Next(Leaves.Length)];
            var mark = string.Create(CultureInfo.InvariantCulture, $"mark{_count++:D3}x");
            if (!(inAlternative && content.Contains('§', StringComparison.Ordinal)) && !(isSecondSigned && header.Contains("pgp", StringComparison.Ordinal)))
                Marks.Add(mark);
            return $"{header}\r\n\r\n{content}".Replace("§", mark, StringComparison.Ordinal);
        }
    }
}
