using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using MiyakoMailSanitizer.Verifying;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Office;

/// <summary>Looks at a document that leaves with nothing but a ZIP and an XML reader: no code is shared with the sanitizer or the verifier.</summary>
internal static class RawDocument
{
    private static readonly string[] ForbiddenWords =
    [
        "vbaProject", "vbaData", "macrosheet", "activeX", "oleObject", "OLEObject", "attachedTemplate", "altChunk", "subDocument", "externalLink", "customUI",
        "webextension", "taskpane", "printerSettings", "queryTable", "connections", "customXml", "obfuscatedFont", "DDEAUTO", "INCLUDEPICTURE",
        "INCLUDETEXT", "WEBSERVICE", "ms-msdt", "search-ms", "javascript:", "file:", "ppaction://program", "ppaction://macro", "ppaction://ole",
        "<!DOCTYPE", "<!ENTITY", "Auto_Open", "pivotCache", "mailMerge", "frameset", "embedRegular", "videoFile", "audioFile", "FmlaMacro",
    ];

    public static Dictionary<string, byte[]> Unzip(byte[] document)
    {
        using var archive = new ZipArchive(new MemoryStream(document));
        return archive.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var stream = e.Open();
            var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray();
        });
    }

    /// <summary>What is wrong; empty where nothing is.</summary>
    public static List<string> Faults(byte[] document)
    {
        var faults = new List<string>();
        foreach (var (name, content) in Unzip(document))
        {
            var text = Encoding.UTF8.GetString(content);
            faults.AddRange(ForbiddenWords.Where(w => name.Contains(w, StringComparison.OrdinalIgnoreCase)).Select(w => $"a part is called {name}"));
            if (name.Contains("/media/", StringComparison.Ordinal))
                continue;
            // Text of people may say anything; names and values of the markup may not.
            var markup = XDocument.Parse(text).Descendants()
                .SelectMany(e => e.Attributes().Select(a => $"{a.Name.LocalName}={a.Value}").Prepend(e.Name.LocalName)
                    .Append(e.Name.LocalName is "instrText" or "f" or "definedName" ? e.Value : ""));
            foreach (var value in markup)
                faults.AddRange(ForbiddenWords.Where(w => value.Contains(w, StringComparison.OrdinalIgnoreCase)).Select(w => $"{name}: {value}"));
            if (name.EndsWith(".rels", StringComparison.Ordinal))
                faults.AddRange(Outside(text).Select(t => $"{name}: leads to {t}"));
        }
        return faults;
    }

    public static string AllText(byte[] document)
        => string.Concat(Unzip(document).Where(p => !p.Key.Contains("/media/", StringComparison.Ordinal)).Select(p => p.Key + Encoding.UTF8.GetString(p.Value)));

    /// <summary>The verifier takes a message that carries the document.</summary>
    public static void AssertVerified(byte[] original, string name)
    {
        var mail = $"From: a@example.jp\r\nTo: b@example.jp\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\n"
            + $"Content-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + Convert.ToBase64String(original, Base64FormattingOptions.InsertLineBreaks) + "\r\n";
        var report = Engines.Standard.Treat(mail);
        var verified = MessageVerifier.Verify(report.Delivered());
        Assert.True(verified.Passed, string.Join("; ", verified.Faults));
    }

    private static IEnumerable<string> Outside(string rels)
        => XDocument.Parse(rels).Root!.Elements()
            .Where(r => (string?)r.Attribute("TargetMode") == "External")
            .Where(r => !((string)r.Attribute("Type")!).EndsWith("/hyperlink", StringComparison.Ordinal)
                || !new[] { "http:", "https:", "mailto:" }.Any(((string)r.Attribute("Target")!).StartsWith))
            .Select(r => (string)r.Attribute("Target")!);
}
