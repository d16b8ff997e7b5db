using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Office;

public sealed class OfficeAttackTests
{
    private static readonly Dictionary<string, (string Code, byte[] Document, string FileName)> Attacks =
        WordAttacks.All().Select(a => ("Word: " + a.Name, a.Code, a.Document, "a.docx"))
            .Concat(ExcelAttacks.All().Select(a => ("Excel: " + a.Name, a.Code, a.Document, "a.xlsx")))
            .Concat(ShowAttacks.All().Select(a => ("PowerPoint: " + a.Name, a.Code, a.Document, "a.pptx")))
            .ToDictionary(a => a.Item1, a => (a.Code, a.Document, a.Item4));

    public static TheoryData<string> Names => [.. Attacks.Keys];

    private static FileReport Treat(byte[] document, string name = "a.docx")
        => Engines.Standard.Treat(new(name, "", document), Engines.Context, CancellationToken.None);

    [Theory]
    [MemberData(nameof(Names))]
    public void An_attack_is_gone_and_named_and_the_text_stays(string attack)
    {
        var (code, document, name) = Attacks[attack];

        var report = Treat(document, name);

        Assert.Contains(code, report.Codes());
        var rebuilt = report.Delivered();
        var text = RawDocument.AllText(rebuilt);
        Assert.DoesNotContain("evilmark", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("safetext", text, StringComparison.Ordinal);
        if (Encoding.UTF8.GetString(RawDocument.Unzip(document).Values.SelectMany(b => b).ToArray()).Contains(">shown<", StringComparison.Ordinal))
            Assert.Contains("shown", text, StringComparison.Ordinal);
        Assert.Empty(RawDocument.Faults(rebuilt));
        RawDocument.AssertVerified(document, name);
        var before = OpenXmlValidation.Errors(document, Path.GetExtension(name)).ToHashSet();
        Assert.DoesNotContain(OpenXmlValidation.Errors(rebuilt, Path.GetExtension(name)), e => !before.Contains(e));
    }

    public static TheoryData<string, string> Tricks => new()
    {
        { "before", "office.package" }, { "after", "file.trailing-data" }, { "local name", "office.package" }, { "local size", "office.package" },
        { "doubled", "office.package" }, { "doubled in another case", "office.package" }, { "slip", "office.package" }, { "bomb", "office.bomb" },
        { "checksum", "office.damaged" }, { "dtd", "office.dtd" }, { "deep", "office.damaged" }, { "two mains", "office.package" },
        { "lying size", "office.bomb" }, { "cut", "office.package" },
    };

    [Theory]
    [MemberData(nameof(Tricks))]
    public void A_package_of_two_readings_is_withheld(string trick, string code)
    {
        var report = Treat(Tricked(trick));

        Assert.IsType<Outcome.Quarantined>(report.Outcome);
        if (trick is not ("before" or "cut" or "after"))
            Assert.Contains(code, report.Codes());
    }

    private static byte[] Tricked(string trick)
    {
        var plain = DocumentBuilder.Word().Build();
        var local = plain.AsSpan().IndexOf("word/document.xml"u8);
        switch (trick)
        {
            case "before":
                return [.. "MZ something"u8, .. plain];
            case "after":
                return [.. plain, .. "something"u8];
            case "local name":
                plain[local] = (byte)'v';
                return plain;
            case "local size":
                plain[local - 30 + 22]++;
                return plain;
            case "checksum":
                plain[local - 30 + 14]++;
                plain[plain.AsSpan().LastIndexOf("word/document.xml"u8) - 46 + 16]++;
                return plain;
            case "lying size":
                Shrink(plain, local - 30 + 22);
                Shrink(plain, plain.AsSpan().LastIndexOf("word/document.xml"u8) - 46 + 24);
                return plain;
            case "cut":
                return plain[..^30];
            case "doubled" or "doubled in another case" or "slip":
                return Added(plain, trick switch { "doubled" => "word/document.xml", "slip" => "../../evil.xml", _ => "WORD/document.xml" }, "<x/>");
            case "bomb":
                return Added(plain, "word/big.xml", new string(' ', 200 << 20));
            case "dtd":
                return DocumentBuilder.Word(content: "<!DOCTYPE w [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><w:document xmlns:w=\"urn:x\">&e;</w:document>").Build();
            case "deep":
                return DocumentBuilder.Word(string.Concat(Enumerable.Repeat("<w:ins>", 100_000)) + string.Concat(Enumerable.Repeat("</w:ins>", 100_000))).Build();
            default:
                return DocumentBuilder.Word().Relate("", "rId9", "officeDocument", "word/document.xml").Build();
        }
    }

    private static void Shrink(byte[] zip, int at)
        => BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(at), BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(at)) - 100);

    private static byte[] Added(byte[] zip, string name, string content)
    {
        var stream = new MemoryStream();
        stream.Write(zip);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var writer = new StreamWriter(archive.CreateEntry(name).Open());
            writer.Write(content);
        }
        return stream.ToArray();
    }
}
