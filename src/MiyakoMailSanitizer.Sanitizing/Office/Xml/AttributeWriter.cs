using System.Text;
using System.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>Writes the attributes of an element, with the namespaces that it needs and that nobody above has declared.</summary>
internal static class AttributeWriter
{
    private const string Xmlns = "http://www.w3.org/2000/xmlns/";

    public static void Write(XmlReader reader, ElementStart element, Frame frame, bool isRoot, PartCopier copier)
    {
        Declare(element.Rule.Namespace, frame, copier);
        if (isRoot)
            DeclareKnown(reader, frame, copier);
        foreach (var (rule, _) in element.Attributes)
        {
            if (rule.Namespace is not null && rule.Namespace != Vocabulary.Xml)
                Declare(rule.Namespace, frame, copier);
        }
        WriteIgnorable(reader, frame, copier);
        foreach (var (rule, value) in element.Attributes)
            copier.Out.Attribute(rule.Written, value);
    }

    /// <summary>What the root of the part declares, so that not every element within has to.</summary>
    private static void DeclareKnown(XmlReader reader, Frame frame, PartCopier copier)
    {
        if (!reader.MoveToFirstAttribute())
            return;
        do
        {
            if (reader.NamespaceURI == Xmlns && Vocabulary.Find(reader.Value) is { } known && known != Vocabulary.Xml)
                Declare(known, frame, copier);
        }
        while (reader.MoveToNextAttribute());
        reader.MoveToElement();
    }

    /// <summary><c>mc:Ignorable</c>, as far as it names what is written.</summary>
    private static void WriteIgnorable(XmlReader reader, Frame frame, PartCopier copier)
    {
        if (reader.AttributeCount == 0 || reader.GetAttribute("Ignorable", Vocabulary.Compatibility.Uri) is not { } prefixes)
            return;
        var kept = new StringBuilder();
        foreach (var prefix in prefixes.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (reader.LookupNamespace(prefix) is not { } uri || Vocabulary.Find(uri) is not { IsIgnorable: true } known)
                continue;
            Declare(known, frame, copier);
            kept.Append(kept.Length == 0 ? "" : " ").Append(known.Prefix);
        }
        if (kept.Length == 0)
            return;
        Declare(Vocabulary.Compatibility, frame, copier);
        copier.Out.Attribute("mc:Ignorable"u8, kept.ToString());
    }

    private static void Declare(XmlNamespace space, Frame frame, PartCopier copier)
    {
        var bit = 1UL << space.Index;
        if ((frame.Declared & bit) != 0 || space.Uri.Length == 0)
            return;
        frame.Declared |= bit;
        var name = space.WrittenPrefix.Length == 0 ? "xmlns" : $"xmlns:{space.WrittenPrefix}";
        copier.Out.Attribute(Encoding.ASCII.GetBytes(name), space.UriOf(copier.Rebuild.IsStrict));
    }
}
