using System.Collections.Frozen;
using System.Text;
using System.Xml;

namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>
/// Reads an XML part of a document that leaves, and names what may not be in it: elements that run, load, link or embed, attributes that do
/// so, instructions of fields, formulas.
/// </summary>
internal sealed class OfficeXmlRules
{
    private const int MaxDepth = 600;

    /// <summary>By local name: no namespace that may be in the part has a harmless element of this name.</summary>
    private static readonly FrozenSet<string> Forbidden = new[]
    {
        "altChunk", "attachedTemplate", "subDoc", "control:w", "OLEObject", "objectEmbed", "objectLink", "oleObject", "oleObjects", "oleObj", "oleLink",
        "ddeLink", "externalReference", "externalReferences", "externalBook", "externalLink", "externalData", "mailMerge", "frameset", "sourceFileName",
        "dataBinding", "customXml", "smartTag", "embedRegular", "embedBold", "embedItalic", "embedBoldItalic", "embeddedFont", "embeddedFontLst",
        "audioFile", "videoFile", "quickTimeFile", "wavAudioFile", "audioCd", "media", "snd", "stSnd", "sndAc", "sndTgt", "audio", "video", "cmd",
        "FmlaMacro", "ScriptText", "ScriptExtended", "ScriptLocation", "ScriptLanguage", "entryMacro", "exitMacro", "docVar", "docVars", "contentPart",
        "queryTable", "connection", "connections", "webPublishItem", "webPublishItems", "webPublishing", "webPr", "htmlPubPr", "pivotCache",
        "custData", "tags", "imgLayer", "svgBlip", "saveThroughXslt", "AlternateContent", "macrosheet", "dialogsheet", "webExtension",
        "printerSettings", "LockedField", "LinkType", "signatureline", "MapOCX", "DDE", "updateFields", "fldData", "movie",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> ForbiddenAttributes = new[]
    {
        "macro", "href", "althref", "src", "gfxdata", "equationxml", "onclick", "link", "pict", "docLocation", "tgtFrame", "invalidUrl", "codeName", "vbProcedure",
        "xlm", "function", "securityDescriptor",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Actions =
    [
        "", "ppaction://hlinkshowjump", "ppaction://hlinksldjump", "ppaction://noaction",
    ];

    /// <summary>Elements whose text is a formula.</summary>
    private static readonly FrozenSet<string> Formulas = new[]
    {
        "f", "definedName", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula", "FmlaLink", "FmlaRange", "FmlaTxbx",
        "FmlaGroup",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Attributes that name a place of the workbook.</summary>
    private static readonly FrozenSet<string> Places = new[]
    {
        "fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup", "linkedCell", "listFillRange", "textlink",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly OfficeFields _fields;
    private readonly string _where;
    private readonly FaultList _faults;
    private readonly HashSet<string> _relationships = new(StringComparer.Ordinal);

    public OfficeXmlRules(string where, FaultList faults)
    {
        (_where, _faults) = (where, faults);
        _fields = new(Fault);
    }

    /// <summary>Ids of relationships that the part names.</summary>
    public IReadOnlySet<string> Relationships => _relationships;

    public void Check(byte[] content)
    {
        try
        {
            using var reader = Open(content);
            while (reader.Read())
            {
                if (reader.Depth > MaxDepth)
                {
                    Fault("its elements are nested too deeply");
                    return;
                }
                if (reader.NodeType == XmlNodeType.Element)
                    Element(reader);
                else if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName == "txbxContent")
                    _fields.EndStory();
                else if (reader.NodeType is XmlNodeType.ProcessingInstruction or XmlNodeType.Comment or XmlNodeType.DocumentType or XmlNodeType.CDATA)
                    Fault($"it holds a node of type {reader.NodeType}");
            }
            _fields.Finish();
        }
        catch (XmlException)
        {
            Fault("it is no well-formed XML, or it has a document type");
        }
    }

    public static XmlReader Open(byte[] content)
        => XmlReader.Create(new MemoryStream(content), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });

    private void Element(XmlReader reader)
    {
        var name = reader.LocalName;
        if (!OfficeTables.MayHold(reader.NamespaceURI))
            Fault($"the namespace of {name} may not be in it");
        if (Forbidden.Contains(name) || (name == "control" && reader.NamespaceURI.Contains("wordprocessingml", StringComparison.Ordinal)))
            Fault($"{name} may not be in it");
        var isEmpty = reader.IsEmptyElement;
        Attributes(reader, name);
        reader.MoveToElement();
        if (isEmpty)
            return;
        if (Formulas.Contains(name))
            Formula(Text(reader));
        else if (reader.NamespaceURI.Contains("wordprocessingml", StringComparison.Ordinal) && name is "instrText" or "t")
            _fields.Text(Text(reader), isInstruction: name == "instrText");
        else if (name == "txbxContent")
            _fields.StartStory();
    }

    private void Attributes(XmlReader reader, string element)
    {
        var (type, location, hasTarget) = ("", "", false);
        while (reader.MoveToNextAttribute())
        {
            var (name, value) = (reader.LocalName, reader.Value);
            if (!OfficeTables.MayHold(reader.NamespaceURI))
                Fault($"the namespace of the attribute {name} may not be in it");
            else if (ForbiddenAttributes.Contains(name) && value.Length > 0 && !IsPlainLink(element, name))
                Fault($"the attribute {name} of {element} may not be in it");
            if (value.Length > 0 && (reader.NamespaceURI.EndsWith("/relationships", StringComparison.Ordinal) || name == "relid"))
                _relationships.Add(value);
            if (name == "action" && element.StartsWith("hlink", StringComparison.Ordinal) && !Actions.Contains(value.Split('?')[0], StringComparer.OrdinalIgnoreCase))
                Fault("an action may not be in it");
            if (name == "instr")
                _fields.Simple(value);
            if (Places.Contains(name) && value.Length > 0 && !OfficeFormulas.IsPlace(value))
                Fault($"the attribute {name} of {element} leads where it may not");
            if (name == "fldCharType")
                type = value;
            if (name == "location" && element == "hyperlink")
                location = value;
            hasTarget |= name == "id" && element == "hyperlink" && value.Length > 0;
            if (name == "name" && element == "definedName" && StartsMacro(value))
                Fault("a name may not be in it");
        }
        if (!hasTarget && location.Length > 0 && !OfficeFormulas.IsPlace(location))
            Fault("a link leads where it may not");
        if (element == "fldChar")
            _fields.Character(type);
    }

    private static bool StartsMacro(string name)
    {
        var plain = name.StartsWith("_xlnm.", StringComparison.OrdinalIgnoreCase) ? name["_xlnm.".Length..] : name;
        return Array.Exists(["auto_open", "auto_close", "auto_activate", "auto_deactivate"], n => plain.StartsWith(n, StringComparison.OrdinalIgnoreCase));
    }

    // Unrelated attributes of the same name: links of styles, a theme's colour.
    private static bool IsPlainLink(string element, string name) => name == "link" && element is not ("blip" or "media");

    private void Formula(string formula)
    {
        if (OfficeFormulas.FormulaFault(formula) is { } fault)
            Fault(fault);
    }

    /// <summary>The text of the element that the reader stands on; the reader then stands on its end.</summary>
    private string Text(XmlReader reader)
    {
        var text = new StringBuilder();
        while (reader.Read() && reader.NodeType is XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
            text.Append(reader.Value);
        if (reader.NodeType != XmlNodeType.EndElement)
            Fault("something stands in the midst of a text");
        return text.ToString();
    }

    private void Fault(string what) => _faults.Add("office.content", _where, what);
}
