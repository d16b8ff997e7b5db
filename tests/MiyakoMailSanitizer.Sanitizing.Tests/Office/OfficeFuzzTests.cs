using System.IO.Compression;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Office;

public sealed class OfficeFuzzTests
{
    private static readonly (string Name, byte[] Document)[] Seeds =
    [
        .. WordAttacks.All().Select(a => ("a.docx", a.Document)), .. ExcelAttacks.All().Select(a => ("a.xlsx", a.Document)),
        .. ShowAttacks.All().Select(a => ("a.pptx", a.Document)),
    ];

    private static readonly string[] Pieces =
    [
        "<w:p>", "</w:p>", "<mc:AlternateContent>", "<mc:Choice Requires=\"wps\">", "</mc:Choice>", "<w:fldChar w:fldCharType=\"begin\"/>", "<!--", "]]>",
        "<w:fldChar w:fldCharType=\"end\"/>", "<w:instrText>DDE x</w:instrText>", "xmlns=\"\"", "&#0;", "&lt;", "<w:txbxContent>", "\uFEFF", "<f>a|b!c</f>",
    ];

    /// <summary>A document with some bytes changed, or with parts whose text was changed and packed again.</summary>
    [Fact]
    public void Whatever_is_broken_there_is_an_outcome_and_what_leaves_is_safe()
        => FuzzRun.For(20261123, random =>
        {
            var (name, document) = Seeds[random.Next(Seeds.Length)];
            var broken = random.Next(2) == 0 ? Flip(random, document) : Rewrite(random, document);
            var report = Engines.Standard.Treat(new(name, "", broken), Engines.Context, CancellationToken.None);
            Assert.DoesNotContain("sanitizer.failed", report.Codes());
            if (report.Outcome.Delivered is not { } file || file.Format.Family != "office")
                return;
            var content = file.Content.ToArray();
            Assert.Empty(RawDocument.Faults(content));
            RawDocument.AssertVerified(broken, name);
        }, share: 0.5);

    private static byte[] Flip(Random random, byte[] document)
    {
        var broken = document.ToArray();
        for (var i = random.Next(1, 5); i > 0; i--)
            broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
        return random.Next(4) == 0 ? broken[..random.Next(broken.Length)] : broken;
    }

    private static byte[] Rewrite(Random random, byte[] document)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in RawDocument.Unzip(document))
            {
                var text = Encoding.Latin1.GetString(content);
                if (random.Next(3) == 0)
                    text = Change(random, text);
                using var part = archive.CreateEntry(name).Open();
                part.Write(Encoding.Latin1.GetBytes(text));
            }
        }
        return stream.ToArray();
    }

    private static string Change(Random random, string text)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(30), text.Length - at);
        return random.Next(3) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
            _ => text.Insert(at, text.Substring(random.Next(text.Length - length + 1), length)),
        };
    }
}
