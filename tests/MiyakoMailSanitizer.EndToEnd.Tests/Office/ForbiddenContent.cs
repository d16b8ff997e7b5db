using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>
/// Walks a document that leaves with a ZIP and an XML reader alone, and names everything in it that could act, lead outside, or make a program
/// ask to repair it. Nothing is shared with the sanitizer or the verifier.
/// </summary>
internal static class ForbiddenContent
{
    private const string Relations = "http://schemas.openxmlformats.org/package/2006/relationships";

    private static readonly string[] RelationNamespaces =
        ["http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships"];

    private static readonly byte[][] Pictures =
        [[0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], "GIF8"u8.ToArray(), "II*\0"u8.ToArray(), "MM\0*"u8.ToArray()];

    /// <summary>What is wrong; empty where nothing is.</summary>
    public static List<string> Faults(byte[] document, string within = "")
    {
        var faults = RawZip.Faults(document).ToList();
        Dictionary<string, byte[]> parts;
        try
        {
            parts = RawZip.Parts(document);
        }
        catch (InvalidDataException e)
        {
            return [.. faults, $"{within}{e.Message}"];
        }

        var trees = new Dictionary<string, XElement>(StringComparer.Ordinal);
        foreach (var (name, content) in parts)
            faults.AddRange(PartFaults(name, content, trees));
        faults.AddRange(new PackageLinks(parts.Keys, trees).Faults());
        foreach (var (name, root) in trees)
        {
            faults.AddRange(ElementFaults(name, root));
            faults.AddRange(FieldWalk.Faults(root).Concat(FormulaWalk.Faults(root)).Select(f => $"{name}: {f}"));
            if (name.EndsWith(".rels", StringComparison.Ordinal))
                faults.AddRange(root.Elements(XName.Get("Relationship", Relations)).SelectMany(r => RelationFaults(name, r)));
            else
                faults.AddRange(DanglingIds(name, root, trees.GetValueOrDefault(PackageLinks.RelationsOf(name))));
        }

        return [.. faults.Select(f => within + f).Distinct()];
    }

    private static IEnumerable<string> PartFaults(string name, byte[] content, Dictionary<string, XElement> trees)
    {
        if (Word(name) is { } word)
            yield return $"{name}: a part is called by '{word}'";
        if (name.Contains("/media/", StringComparison.Ordinal))
        {
            if (!Pictures.Any(p => content.AsSpan().StartsWith(p)))
                yield return $"{name}: no picture";
        }
        else if (name.EndsWith(".xlsx", StringComparison.Ordinal))
        {
            foreach (var fault in Faults(content, $"{name}!"))
                yield return fault;
        }
        else if (ForbiddenWords.Programs.FirstOrDefault(p => content.AsSpan().StartsWith(p.Start)).Name is { } program)
        {
            yield return $"{name}: it is {program}";
        }
        else
        {
            var tree = Parse(content, out var fault);
            if (tree is not null)
                trees.Add(name, tree);
            else
                yield return $"{name}: {fault}";
        }
    }

    private static XElement? Parse(byte[] content, out string fault)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CheckCharacters = true };
            using var reader = XmlReader.Create(new MemoryStream(content), settings);
            var document = XDocument.Load(reader);
            var odd = document.DescendantNodes().FirstOrDefault(n => n is XProcessingInstruction or XComment or XDocumentType);
            fault = odd is null ? "" : $"it has a node of kind {odd.NodeType}";
            return odd is null ? document.Root : null;
        }
        catch (XmlException e)
        {
            fault = e.Message;
            return null;
        }
    }

    private static IEnumerable<string> ElementFaults(string name, XElement root)
    {
        foreach (var element in root.DescendantsAndSelf())
        {
            if (ForbiddenWords.Elements.Contains(element.Name.LocalName) && !IsFormControl(element))
                yield return $"{name}: element {element.Name.LocalName}";
            foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration && a.Value.Length > 0))
            {
                var local = attribute.Name.LocalName;
                if (ForbiddenWords.Attributes.Contains(local) && !IsHarmless(element, attribute))
                    yield return $"{name}: {element.Name.LocalName}@{local}={attribute.Value}";
                if (local == "action" && !IsHarmlessAction(attribute.Value))
                    yield return $"{name}: action {attribute.Value}";
                if (LeadsOutside(local, attribute.Value))
                    yield return $"{name}: {element.Name.LocalName}@{local} leads to {attribute.Value}";
            }
        }
    }

    /// <summary>
    /// <c>w:style/w:link</c> has its target in <c>val</c>; a style's <c>link</c> attribute has none. Numbers and switches lead nowhere.
    /// </summary>
    private static bool IsHarmless(XElement element, XAttribute attribute)
        => attribute.Value is "0" or "false" or "f"
            || (attribute.Name.LocalName == "href" && element.Name.LocalName is not "imagedata" && OutsideLinks.IsAllowed(attribute.Value));

    // Buttons and lists on sheets; without the relationship to an ActiveX part, which is looked at too, and without a macro they do nothing.
    private static bool IsFormControl(XElement element)
        => element.Name.LocalName is "control" or "controls" && element.Name.NamespaceName.Contains("spreadsheetml", StringComparison.Ordinal);

    private static bool IsHarmlessAction(string value)
        => !value.Contains("://", StringComparison.Ordinal)
            || value.StartsWith("ppaction://hlinkshowjump?jump=", StringComparison.Ordinal)
            || value is "ppaction://hlinksldjump" or "ppaction://noaction" or "ppaction://customshow";

    /// <summary>What people read may say anything.</summary>
    private static bool LeadsOutside(string attribute, string value)
        => attribute is not ("descr" or "title" or "name" or "alt" or "tooltip" or "uri" or "Target" or "Type" or "ContentType" or "PartName" or "instr" or "text"
                or "author" or "alias" or "tag" or "val" or "v" or "caption" or "prompt" or "error" or "display" or "sourceLinked" or "formatCode" or "href")
            && (attribute == "style" ? value.Contains("://", StringComparison.Ordinal) || value.Contains('\\') || value.Contains("url", StringComparison.OrdinalIgnoreCase)
                : OutsideLinks.IsOutside(value));

    private static IEnumerable<string> RelationFaults(string name, XElement relation)
    {
        var (type, target) = ((string?)relation.Attribute("Type") ?? "", (string?)relation.Attribute("Target") ?? "");
        if (Word(type) is { } word)
            yield return $"{name}: a relationship of '{word}': {type}";
        if ((string?)relation.Attribute("TargetMode") is { } mode && !mode.Equals("Internal", StringComparison.Ordinal))
        {
            if (!type.EndsWith("/hyperlink", StringComparison.Ordinal) || !OutsideLinks.IsAllowed(target))
                yield return $"{name}: {type} leads outside to {target}";
        }
        else if (OutsideLinks.IsOutside(target))
        {
            yield return $"{name}: {type} leads to {target}";
        }
    }

    /// <summary>Programs ask to repair a document whose ids lead nowhere.</summary>
    private static IEnumerable<string> DanglingIds(string name, XElement root, XElement? relations)
    {
        var known = relations?.Elements().Select(e => (string?)e.Attribute("Id")).ToHashSet() ?? [];
        return root.DescendantsAndSelf().Attributes()
            .Where(a => RelationNamespaces.Contains(a.Name.NamespaceName) && a.Value.Length > 0 && !known.Contains(a.Value))
            .Select(a => string.Create(CultureInfo.InvariantCulture, $"{name}: {a.Parent!.Name.LocalName}@{a.Name.LocalName}={a.Value} leads nowhere"));
    }

    /// <summary>The forbidden word in a name, or null. A word that ends in NUL must stand at the end.</summary>
    public static string? Word(string text)
        => ForbiddenWords.InPackage.FirstOrDefault(w => (text + '\0').Contains(w, StringComparison.OrdinalIgnoreCase));
}
