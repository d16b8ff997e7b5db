using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>Messages with gaps, alone and in pairs, and honest ones; the same seed gives the same messages.</summary>
internal sealed class AmbiguityGenerator(int seed)
{
    private int _markers = 1000;

    public static IReadOnlyList<GapMaker> Makers { get; } =
        [.. HeaderGaps.All, .. BoundaryGaps.All, .. DelimiterGaps.All, .. EncodingGaps.All, .. NameGaps.All, .. LineGaps.All];

    /// <summary>Each maker alone, several times.</summary>
    public IEnumerable<GeneratedMail> Singles(int variants)
        => from variant in Enumerable.Range(0, variants) from maker in Makers select Single(maker, variant);

    /// <summary>Two makers on one message: on the same multipart, or the second on one inside it, or on a message inside it.</summary>
    public IEnumerable<GeneratedMail> Pairs(int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var first = Makers[random.Next(Makers.Count)];
            var second = Makers[random.Next(Makers.Count)];
            yield return Make(
                $"pair-{i:D4}-{first.Name}-and-{second.Name}", [first, second], random.Next(60), new Random((seed * 1_009) + i),
                    random.Next(3));
        }
    }

    public static IEnumerable<GeneratedMail> Honest() => HonestMails.All.Select((text, i) => new GeneratedMail
    {
        FileName = $"honest-{i:D2}.eml",
        Variant = 0,
        Makers = [],
        Content = Encoding.Latin1.GetBytes(text),
    });

    private GeneratedMail Single(GapMaker maker, int variant)
        => Make($"single-{maker.Name}-{variant}", [maker], variant, new Random(seed + variant), 0);

    private GeneratedMail Make(string name, GapMaker[] makers, int variant, Random random, int nesting)
    {
        var mail = new GeneratedMail
        {
            FileName = name + ".eml",
            Variant = variant,
            Makers = makers,
            Markers = [.. makers.Select(_ => new Marker(_markers++))]
        };
        var root = Entity(random, $"outer{random.Next(1000, 9999)}");
        root.Fields.InsertRange(0, Head(name));
        var inner = nesting == 0 || makers.Length == 1 ? root : Entity(random, $"inside{random.Next(1000, 9999)}");
        if (nesting == 2 && inner != root)
            inner.Fields.InsertRange(0, Head("inner"));
        // The inner one first: a message inside is rendered where it is attached.
        if (makers.Length > 1)
            makers[1].Make(new Gap(inner, mail.Markers[1], random, mail));
        if (inner != root)
            root.Parts!.Add(nesting == 1 ? inner : MailPart.Leaf(inner.Render(), "Content-Type: message/rfc822"));
        makers[0].Make(new Gap(root, mail.Markers[0], random, mail));
        mail.Content = Encoding.Latin1.GetBytes(mail.Changes.Aggregate(root.Render(), (text, change) => change(text)));
        return mail;
    }

    private static string[] Head(string subject) =>
    [
        "From: <sender@sender.example.jp>", "To: <tanto@city.example.jp>", "Date: Mon, 23 Nov 2026 10:11:12 +0900",
        string.Create(CultureInfo.InvariantCulture, $"Subject: {subject}"), "MIME-Version: 1.0",
    ];

    private static MailPart Entity(Random random, string boundary) => MailPart.Multipart(
        "mixed",
        boundary,
        MailPart.Leaf($"Honest text {random.Next(100)}.", "Content-Type: text/plain; charset=utf-8"),
        MailPart.Leaf(
            Marker.Wrap(Convert.ToBase64String("An honest note.\r\n"u8)),
            "Content-Type: text/plain; charset=utf-8; name=\"note.txt\"",
            "Content-Transfer-Encoding: base64",
            "Content-Disposition: attachment; filename=\"note.txt\""));
}
