using System.Xml.Linq;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Office;

public sealed class OfficeCorpusTests
{
    public static TheoryData<string> Files => OfficeCorpus.Files;

    [CorpusTheory]
    [MemberData(nameof(Files))]
    public void A_document_is_rebuilt_and_the_SDK_finds_no_new_error(string path)
    {
        var extension = Path.GetExtension(path);
        var content = OfficeCorpus.Read(path);
        var report = Engines.Standard.Treat(new(Path.GetFileName(path), "", content), Engines.Context, CancellationToken.None);
        if (extension == ".xlsb")
        {
            Assert.Contains("office.binary-workbook", report.Codes());
            return;
        }

        var rebuilt = Assert.IsType<Outcome.Rebuilt>(report.Outcome).File;
        if (Environment.GetEnvironmentVariable("MIYAKO_OFFICE_OUT") is { } folder)
            File.WriteAllBytes(Path.Combine(folder, path.Replace('/', '_') + rebuilt.Format.Extensions[0]), rebuilt.Content.ToArray());
        Assert.Empty(RawDocument.Faults(rebuilt.Content.ToArray()));
        RawDocument.AssertVerified(content, Path.GetFileName(path));
        var after = OpenXmlValidation.Errors(rebuilt.Content.ToArray(), extension);
        var before = OpenXmlValidation.Errors(content, extension).ToHashSet();
        Assert.Equal("", string.Join("\n", after.Where(e => !before.Contains(e)).Distinct()));
    }

    [CorpusTheory]
    [MemberData(nameof(Files))]
    public void A_rebuilt_document_is_rebuilt_to_itself(string path)
    {
        if (Path.GetExtension(path) == ".xlsb")
            return;
        var once = Rebuild(OfficeCorpus.Read(path));
        var twice = Rebuild(once);

        var (parts, again) = (RawDocument.Unzip(once), RawDocument.Unzip(twice));
        Assert.Equal(parts.Keys, again.Keys);
        // Where something was cut out <a></a> is left, which comes out as <a/>.
        Assert.All(parts, p => Assert.True(p.Key.Contains("/media/", StringComparison.Ordinal) || XNode.DeepEquals(Xml(p.Value), Xml(again[p.Key])), p.Key));
    }

    private static XElement Xml(byte[] part)
    {
        var root = XElement.Load(new MemoryStream(part));
        // To DeepEquals <a></a> and <a/> are not the same.
        foreach (var empty in root.DescendantsAndSelf().Where(e => !e.Nodes().Any()))
            empty.RemoveNodes();
        return root;
    }

    private static byte[] Rebuild(byte[] content)
        => Assert.IsType<Outcome.Rebuilt>(Engines.Standard.Treat(new("a", "", content), Engines.Context, CancellationToken.None).Outcome).File.Content.ToArray();
}
