using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>Elements that are known to go, and the finding for each; what is in no table is "unknown".</summary>
internal static class Removals
{
    private static readonly FrozenDictionary<string, string> Codes = new (string Code, string Names)[]
    {
        ("office.alt-chunk", "w:altChunk"),
        ("office.ole", "w:objectEmbed w:objectLink o:OLEObject p:embed p:link x:oleObjects p:oleChartEl p:bldOleChart"),
        ("office.activex", "w:control p:controls p:control xvml:MapOCX"),
        ("office.external-link", "w:subDoc w:attachedTemplate w:frameset w:frame w:sourceFileName x:externalReferences w:saveThroughXslt"),
        ("office.data-connection", "w:mailMerge"),
        ("office.custom-xml", "w:dataBinding w15:dataBinding w:customXml w:smartTag p:custDataLst p:custData"),
        ("office.embedded-font", "w:embedRegular w:embedBold w:embedItalic w:embedBoldItalic p:embeddedFontLst"),
        ("office.media", "a:audioFile a:videoFile a:quickTimeFile a:wavAudioFile a:audioCd a:snd p14:media p:audio p:video p:snd p:stSnd p:sndAc p:sndTgt"),
        ("office.embedded-file", "c:externalData cx:externalData"),
        ("office.macro", "w:entryMacro w:exitMacro xvml:FmlaMacro xvml:ScriptText xvml:ScriptExtended xvml:ScriptLocation xvml:ScriptLanguage w:docVars"),
        ("office.action", "p:cmd"),
        ("office.dde", "xvml:DDE"),
        ("office.pivot", "x:pivotCaches c:pivotSource"),
        ("office.printer-settings", "w:printerSettings"),
        ("office.ink", "w:contentPart w14:contentPart p:contentPart xdr:contentPart"),
        // Without looks of their own: what editors remember.
        ("", "w:rsids w:placeholder w:docPartObj w:docPartList w:updateFields w:embedTrueTypeFonts w:embedSystemFonts w:saveSubsetFonts"),
        ("", "w:linkStyles w:attachedSchema w:removePersonalInformation w:forceUpgrade w:personal w:personalCompose w:personalReply"),
        ("", "w:removeDateAndTime w:savePreviewPicture w:storeMappedDataAs x:customWorkbookViews x:customSheetViews x:fileRecoveryPr"),
        ("", "x:functionGroups x:oleSize x:phoneticPr x:webPublishing x:fileSharing x:commentPr x:smartTagTypes x:cellWatches p:webPr"),
        ("", "p:htmlPubPr p14:discardImageEditData p15:presenceInfo a14:imgProps w15:presenceInfo p14:showMediaCtrls p14:browseMode w:fldData"),
        // The old drawings, which every program reads, have the form's controls once more.
        ("", "x:controls x:control w:doNotEmbedSmartTags w:smartTagType x14:slicerStyles x15:timelineStyles x:pivotSelection x14:workbookPr w:customXmlPr w:smartTagPr c:userInterface x15:workbookPr w14:discardImageEditingData w:bibliography w:citation c:legacyDrawingHF"),
    }.SelectMany(r => r.Names.Split(' '), (r, name) => (name, r.Code)).ToFrozenDictionary(p => p.name, p => p.Code, StringComparer.Ordinal);

    // Namespaces of revision marks, identities, caches.
    private static readonly string[] Quiet =
    [
        "http://schemas.microsoft.com/office/spreadsheetml/20", "http://schemas.microsoft.com/office/word/20",
        "http://schemas.microsoft.com/office/powerpoint/20", "http://schemas.microsoft.com/office/drawing/20",
        "http://schemas.openxmlformats.org/schemaLibrary/2006/main", "http://schemas.openxmlformats.org/drawingml/2006/compatibility",
        "http://schemas.microsoft.com/office/thememl/2012/main",
    ];

    /// <summary>As what an element counts that goes but whose content stays.</summary>
    public static ElementRule Wrapper { get; } = new(new(0, "", "", null, false), "");

    /// <summary>The finding for an element that goes; empty where none is due; null where it is unknown.</summary>
    public static string? CodeOf(string uri, string name)
    {
        if (Vocabulary.Find(uri) is { } space && Codes.TryGetValue($"{space.Prefix}:{name}", out var code))
            return code;
        return Array.Exists(Quiet, q => uri.StartsWith(q, StringComparison.Ordinal)) && Vocabulary.Find(uri) is not { Prefix: "w14" or "x14" } ? "" : null;
    }

    /// <summary>Elements of no looks whose content is the document's.</summary>
    public static bool IsUnwrapped(string uri, string name)
        => name is "customXml" or "smartTag" && Vocabulary.Find(uri)?.Prefix == "w";
}
