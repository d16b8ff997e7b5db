using System.Xml;

namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>Word, Excel and PowerPoint documents: the package, its parts, where they lead, what is in them.</summary>
/// <param name="folder">The folder of the application: <c>word</c>, <c>xl</c> or <c>ppt</c>.</param>
internal sealed class OfficeChecker(string folder) : IFormatChecker
{
    private const string Types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private const string Rels = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string RelsType = "application/vnd.openxmlformats-package.relationships+xml";

    public void Check(ReadOnlyMemory<byte> content, Place place, FaultList faults)
    {
        var entries = OfficeZip.Read(content, out var fault);
        if (entries is null)
        {
            faults.Add("office.zip", place.Path, fault);
            return;
        }
        new Run(folder, entries, place, faults).Check();
    }

    private sealed class Run(string folder, List<OfficeZip.Entry> entries, Place place, FaultList faults)
    {
        private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _defaults = new(StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<string> _exact = [.. entries.Select(e => e.Name)];
        private readonly Dictionary<string, IReadOnlySet<string>> _named = new(StringComparer.Ordinal);
        private readonly Dictionary<string, HashSet<string>> _ids = new(StringComparer.Ordinal);

        public void Check()
        {
            if (entries.Any(e => !_names.Add(e.Name)))
                Fault("", "two parts have one name");
            if (entries[0].Name != "[Content_Types].xml" || !_names.Contains(OfficeTables.Main(folder).Name) || !_names.Contains("_rels/.rels"))
            {
                Fault("", "a part that must be there is not");
                return;
            }
            foreach (var entry in entries)
            {
                if (OfficeZip.Unpack(entry) is not { } content)
                    Fault(entry.Name, "it can't be unpacked");
                else if (entry == entries[0])
                    ReadTypes(content);
                else
                    CheckPart(entry.Name, content);
            }
            foreach (var (part, named) in _named)
            {
                if (!named.IsSubsetOf(_ids.GetValueOrDefault(part) ?? []))
                    Fault(part, "it names a relationship that it has not");
            }
        }

        private void ReadTypes(byte[] content)
        {
            foreach (var (name, get) in Rows(entries[0].Name, content, Types, "Types"))
            {
                var type = get("ContentType") ?? "";
                if (name == "Default")
                    _defaults[get("Extension") ?? ""] = type;
                else if (name == "Override")
                    _types[(get("PartName") ?? "").TrimStart('/')] = type;
                else
                    Fault(entries[0].Name, $"{name} may not be in it");
            }
        }

        private void CheckPart(string name, byte[] content)
        {
            var isRels = name.EndsWith(".rels", StringComparison.Ordinal);
            var expected = isRels ? RelsType : OfficeTables.ContentTypeOf(folder, name);
            var type = _types.GetValueOrDefault(name) ?? _defaults.GetValueOrDefault(name[(name.LastIndexOf('.') + 1)..]);
            if (expected is null || type != expected)
                Fault(name, "its name or its content type is none that may be");
            else if (isRels)
                CheckRelationships(name, content);
            else if (expected.StartsWith("image/", StringComparison.Ordinal))
                CheckPicture(name, expected, content);
            else if (name.StartsWith("docProps/", StringComparison.Ordinal))
                CheckProperties(name, content);
            else
                CheckXml(name, content);
        }

        private void CheckXml(string name, byte[] content)
        {
            var rules = new OfficeXmlRules($"{place.Path}/{name}", faults);
            rules.Check(content);
            _named[name] = rules.Relationships;
        }

        private void CheckProperties(string name, byte[] content)
        {
            const string Core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
            const string Extended = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
            var isCore = name == "docProps/core.xml";
            foreach (var (element, _) in Rows(name, content, isCore ? Core : Extended, isCore ? "coreProperties" : "Properties"))
            {
                if (!isCore && element is not ("Application" or "AppVersion"))
                    Fault(name, $"{element} may not be in it");
            }
        }

        private void CheckPicture(string name, string type, byte[] content)
        {
            // Pictures are checked as pictures that leave alone are.
            if (MediaTypes.Find(type) is { } row)
                row.Checker.Check(content, place, faults);
            else
                Fault(name, "pictures of its type can't be checked");
        }

        private void CheckRelationships(string name, byte[] content)
        {
            var owner = name.Replace("_rels/", "", StringComparison.Ordinal)[..^".rels".Length];
            if (owner.Length > 0 && !_names.Contains(owner))
                Fault(name, "it belongs to no part");
            var ids = _ids[owner] = new(StringComparer.Ordinal);
            foreach (var (element, get) in Rows(name, content, Rels, "Relationships"))
            {
                if (!ids.Add(get("Id") ?? ""))
                    Fault(name, "two relationships have one id");
                var (type, target, mode) = (get("Type") ?? "", get("Target") ?? "", get("TargetMode"));
                if (element != "Relationship" || !OfficeTables.MayRelate(type))
                    Fault(name, "a relationship may not be in it");
                else if (mode == "External" ? !OfficeTables.IsHyperlink(type) || !OfficeFields.MayLink(target) : mode is not null)
                    Fault(name, "a relationship leads out of the document");
                else if (mode is null && (!target.StartsWith('/') || !_exact.Contains(target[1..])))
                    Fault(name, "a relationship leads nowhere");
            }
        }

        /// <summary>The children of a flat XML file with a way to their attributes; faults for all that is not flat.</summary>
        private IEnumerable<(string Name, Func<string, string?> Get)> Rows(string part, byte[] content, string uri, string root)
        {
            var rows = new List<(string, Func<string, string?>)>();
            try
            {
                using var reader = OfficeXmlRules.Open(content);
                if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != root || reader.NamespaceURI != uri)
                    Fault(part, "its root is wrong");
                while (reader.Read())
                {
                    if (reader.NodeType != XmlNodeType.Element)
                        continue;
                    if (reader.Depth != 1 || (uri != reader.NamespaceURI && root != "coreProperties"))
                        Fault(part, $"{reader.LocalName} may not be in it");
                    var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
                    var name = reader.LocalName;
                    while (reader.MoveToNextAttribute())
                        attributes[reader.Name] = reader.Value;
                    rows.Add((name, attributes.GetValueOrDefault));
                }
            }
            catch (XmlException)
            {
                Fault(part, "it is no well-formed XML");
            }
            return rows;
        }

        private void Fault(string part, string what) => faults.Add("office.package", part.Length == 0 ? place.Path : $"{place.Path}/{part}", what);
    }
}
