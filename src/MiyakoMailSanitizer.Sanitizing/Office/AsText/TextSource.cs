using System.Xml;
using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.AsText;

/// <summary>The parts of a document, for reading.</summary>
internal sealed class TextSource(PackageReader package, PackageEntry main, LineWriter lines, CancellationToken cancellationToken)
{
    public PackageEntry Main { get; } = main;
    public LineWriter Lines { get; } = lines;
    public Dictionary<string, Relationship> Relations { get; } = Relationships.Read(package, main.Name);

    /// <summary>The part that a relationship of a part leads to, or null.</summary>
    public PackageEntry? Target(Relationship? relationship)
        => relationship is { IsExternal: false } ? package.Find(relationship.Target) : null;

    /// <summary>The first part that the main part has of a type.</summary>
    public PackageEntry? Of(string type) => Target(Relations.Values.FirstOrDefault(r => r.Type == type));

    /// <summary>The first part that another part has of a type.</summary>
    public PackageEntry? Of(PackageEntry part, string type)
        => Target(Relationships.Read(package, part.Name).Values.FirstOrDefault(r => r.Type == type));

    /// <summary>The relationship that the element names by <c>r:id</c>.</summary>
    public Relationship? Named(XmlReader reader)
    {
        var id = reader.GetAttribute("id", Vocabulary.Relations.Uri) ?? reader.GetAttribute("id", Vocabulary.Relations.StrictUri!);
        return id is null ? null : Relations.GetValueOrDefault(id);
    }

    /// <summary>
    /// Gives each element's start and end and each text of a part, by the name of the tables (<c>w:p</c>); of alternate content the first
    /// branch alone.
    /// </summary>
    /// <param name="part">The part.</param>
    /// <param name="start">Gets the name and the reader, to read attributes by.</param>
    /// <param name="end">Gets the name.</param>
    /// <param name="text">Gets the name of the element around, and the text.</param>
    /// <exception cref="OfficeRefusedException">It is damaged.</exception>
    public void Read(PackageEntry part, Action<string, XmlReader> start, Action<string> end, Action<string, string> text)
    {
        try
        {
            using var reader = PackageXml.Open(package.Open(part));
            var open = new Stack<string>();
            for (var nodes = 1; reader.Read(); nodes++)
            {
                if ((nodes & 0xFFFF) == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element when IsSecondBranch(reader):
                        reader.SkipContent();
                        break;
                    case XmlNodeType.Element:
                        var name = NameOf(reader);
                        start(name, reader);
                        reader.MoveToElement();
                        if (reader.IsEmptyElement)
                            end(name);
                        else
                            open.Push(name);
                        break;
                    case XmlNodeType.EndElement when open.TryPop(out var closed):
                        end(closed);
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace when open.TryPeek(out var around):
                        text(around, reader.Value);
                        break;
                }
            }
        }
        catch (XmlException e)
        {
            throw PackageXml.Malformed(part.Name, e);
        }
    }

    private static bool IsSecondBranch(XmlReader reader)
        => reader.LocalName == "Fallback" && reader.NamespaceURI == Vocabulary.Compatibility.Uri;

    private static string NameOf(XmlReader reader)
    {
        if (Vocabulary.Find(reader.NamespaceURI) is not { } space)
            return "";
        return space.Elements.TryGetValue(reader.LocalName, out var rule) ? rule.QName : $"{space.Prefix}:{reader.LocalName}";
    }
}
