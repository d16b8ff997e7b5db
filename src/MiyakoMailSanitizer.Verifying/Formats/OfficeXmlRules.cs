using System.Collections.Frozen;
using System.Text;
using System.Xml;

namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>
/// Reads an XML part of a document that leaves, and names what may not be in it: elements that run, load, link or embed, attributes that do
/// so, instructions of fields, formulas.
/// </summary>
internal sealed class OfficeXmlRules(string where, FaultList faults)
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
        "macro", "href", "althref", "src", "gfxdata", "equationxml", "onclick", "link", "pict", "docLocation", "tgtFrame", "codeName", "vbProcedure",
        "xlm", "function", "securityDescriptor",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Actions =
    [
        "", "ppaction://hlinkshowjump", "ppaction://hlinksldjump", "ppaction://noaction",
    ];

    private readonly Stack<(StringBuilder Text, bool IsOpen)> _fields = new();
    private readonly HashSet<string> _relationships = new(StringComparer.Ordinal);

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
                else if (reader.NodeType is XmlNodeType.ProcessingInstruction or XmlNodeType.Comment or XmlNodeType.DocumentType or XmlNodeType.CDATA)
                    Fault($"it holds a node of type {reader.NodeType}");
            }
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
        if (isEmpty)
            return;
        if (name is "f" or "definedName" or "formula" or "formula1" or "formula2" or "calculatedColumnFormula" or "totalsRowFormula" or "FmlaLink"
            or "FmlaRange" or "FmlaTxbx")
            Formula(Text(reader));
        else if (name == "instrText")
            Instruction(Text(reader));
    }

    private void Attributes(XmlReader reader, string element)
    {
        var type = "";
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
                Judge(value);
            if (name == "fldCharType")
                type = value;
        }
        if (type.Length > 0)
            FieldCharacter(type);
    }

    // Unrelated attributes of the same name: links of styles, a theme's colour.
    private static bool IsPlainLink(string element, string name) => name == "link" && element is not ("blip" or "media");

    private void FieldCharacter(string type)
    {
        if (type == "begin")
        {
            _fields.Push((new(), true));
        }
        else if (_fields.TryPop(out var field))
        {
            if (field.IsOpen)
                Judge(field.Text.ToString());
            if (type == "separate")
                _fields.Push((field.Text, false));
        }
        else
        {
            Fault("a field ends that has not begun");
        }
    }

    private void Instruction(string text)
    {
        if (_fields.TryPeek(out var field) && field.IsOpen)
            field.Text.Append(text);
        else
            Fault("an instruction stands outside of a field");
    }

    private void Judge(string instruction)
    {
        if (OfficeFormulas.InstructionFault(instruction) is { } fault)
            Fault(fault);
    }

    private void Formula(string formula)
    {
        if (OfficeFormulas.FormulaFault(formula) is { } fault)
            Fault(fault);
    }

    /// <summary>The text of the element that the reader stands on; the reader then stands on its end.</summary>
    private static string Text(XmlReader reader)
    {
        var text = new StringBuilder();
        while (reader.Read() && reader.NodeType is XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
            text.Append(reader.Value);
        return text.ToString();
    }

    private void Fault(string what) => faults.Add("office.content", where, what);
}
