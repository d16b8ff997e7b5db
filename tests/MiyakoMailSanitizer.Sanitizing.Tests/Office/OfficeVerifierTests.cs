using System.Text;
using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using MiyakoMailSanitizer.Verifying;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Office;

/// <summary>The verifier must stop what a faulty sanitizer would let through: the attacks as they are, but packed as our writer packs.</summary>
public sealed class OfficeVerifierTests
{
    private static readonly Dictionary<string, (string FileName, byte[] Document)> Attacks =
        WordAttacks.All().Select(a => ("Word: " + a.Name, "a.docx", a.Document))
            .Concat(ExcelAttacks.All().Select(a => ("Excel: " + a.Name, "a.xlsx", a.Document)))
            .Concat(ShowAttacks.All().Select(a => ("PowerPoint: " + a.Name, "a.pptx", a.Document)))
            .ToDictionary(a => a.Item1, a => (a.Item2, a.Document));

    public static TheoryData<string> Names => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_attack_is_refused_even_in_our_own_shape(string attack)
    {
        var (name, document) = Attacks[attack];
        Assert.False(Verify(name, Repack(document, absolute: false)), attack);
        // A very hidden sheet is no danger by itself.
        if (attack is not "Excel: hidden sheet")
            Assert.False(Verify(name, Repack(document, absolute: true)), attack);
    }

    [Fact]
    public void What_the_sanitizer_writes_passes_and_any_changed_byte_of_the_archive_does_not()
    {
        var good = Engines.Standard.Treat(new("a.docx", "", DocumentBuilder.Word().Build()), Engines.Context, CancellationToken.None).Delivered();
        Assert.True(Verify("a.docx", good));
        for (var i = 0; i < good.Length; i += 3)
        {
            var changed = good.ToArray();
            changed[i] ^= 0x10;
            Assert.False(Verify("a.docx", changed), $"byte {i}");
        }
        Assert.False(Verify("a.docx", [.. good, 0]));
        Assert.False(Verify("a.docx", good[..^1]));
        Assert.False(Verify("a.xlsx", good));
    }

    /// <summary>Puts a document in the place of a good one in a message that our writer has made.</summary>
    private static bool Verify(string name, byte[] document)
    {
        var good = name[^4] switch { 'd' => DocumentBuilder.Word(), 'x' => DocumentBuilder.Excel(), _ => DocumentBuilder.Show() };
        var mail = $"From: a@example.jp\r\nTo: b@example.jp\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\n"
            + $"Content-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(good.Build())}\r\n";
        var message = Encoding.ASCII.GetString(Engines.Standard.Treat(mail).Delivered());
        var start = message.LastIndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var end = message.LastIndexOf("\r\n--", StringComparison.Ordinal);
        var base64 = string.Join("\r\n", Convert.ToBase64String(document).Chunk(76).Select(c => new string(c)));
        return MessageVerifier.Verify(Encoding.ASCII.GetBytes(message[..start] + base64 + message[end..])).Passed;
    }

    private static byte[] Repack(byte[] document, bool absolute)
    {
        var writer = new PackageWriter();
        var parts = RawDocument.Unzip(document);
        foreach (var (name, content) in parts.Where(p => p.Key != "[Content_Types].xml"))
            writer.Add(name, s => s.Write(absolute && name.EndsWith(".rels", StringComparison.Ordinal) ? Absolute(name, content) : content));
        return writer.Finish(parts["[Content_Types].xml"]);
    }

    // Our writer names targets from the root on.
    private static byte[] Absolute(string rels, byte[] content)
    {
        var folder = rels[..rels.IndexOf("_rels/", StringComparison.Ordinal)];
        var text = Encoding.UTF8.GetString(content).Replace("Target=\"../", $"Target=\"/{folder.Split('/')[0]}/", StringComparison.Ordinal);
        var pieces = text.Split("<Relationship ");
        for (var i = 1; i < pieces.Length; i++)
        {
            if (!pieces[i].Contains("External", StringComparison.Ordinal) && !pieces[i].Contains("Target=\"/", StringComparison.Ordinal))
                pieces[i] = pieces[i].Replace("Target=\"", $"Target=\"/{folder}", StringComparison.Ordinal);
        }
        return Encoding.UTF8.GetBytes(string.Join("<Relationship ", pieces));
    }
}
