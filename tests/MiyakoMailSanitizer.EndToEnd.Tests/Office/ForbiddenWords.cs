namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>What must not stand in a document that leaves, by where it would stand.</summary>
internal static class ForbiddenWords
{
    /// <summary>In names of parts, relationship types and content types, in any case.</summary>
    public static readonly string[] InPackage =
    [
        "vba", "activex", "oleobject", "macrosheet", "macroenabled", "dialogsheet", "xlmacro", "intlmacro", "customxml", "customui", "customproperty",
        "printersettings", "attachedtemplate", "altchunk", "afchunk", "webextension", "taskpane", "connections", "querytable", "externallink", "externalreference",
        "/audio", "/video", "relationships/media", "embeddedfont", "obfuscatedfont", "x-font", "relationships/font\0", "subdocument", "relationships/frame",
        "mailmerge", "recipientdata", "relationships/control\0", "keymapcustomization", "attachedtoolbars", "usersettings", "slicercache", "pivotcache",
        "custom-properties", "digital-signature", "xmlsignatures", "powerquery", "datamodel", "xmlmaps", "revisionheaders", "userNames", "smarttags",
        "application/x-", "octet-stream", "text/html", "application/rtf", "mhtml", "wordprocessingml.document.glossary+",
        "ms-office.legacydiagramtext", "threadedcommentextension",
    ];

    /// <summary>Elements by local name, whatever their namespace.</summary>
    public static readonly HashSet<string> Elements = new(StringComparer.Ordinal)
    {
        "AlternateContent", "OLEObject", "oleObj", "oleObject", "oleObjects", "oleLink", "oleItem", "objectEmbed", "objectLink", "movie", "control", "controls", "ocx",
        "altChunk", "attachedTemplate", "attachedSchema", "subDoc", "frameset", "mailMerge", "recipients", "dataBinding", "printerSettings", "saveThroughXslt",
        "externalReference", "externalReferences", "externalBook", "externalLink", "ddeLink", "ddeItem", "connection", "connections", "queryTable", "webPr", "dbPr",
        "webPublishing", "webPublishItem", "webPublishItems", "webPublishObjects", "pivotCaches", "pivotCache", "slicerCache", "customSheetProperties",
        "audioFile", "videoFile", "wavAudioFile", "quickTimeFile", "audioCd", "media", "snd", "sndAc", "cmd", "embeddedFont", "embeddedFontLst", "custData",
        "custDataLst", "htmlPubPr", "customXml", "customXmlPr", "smartTag", "smartTagPr", "smartTagType", "embedRegular", "embedBold", "embedItalic", "embedBoldItalic",
        "FmlaMacro", "FmlaPict", "FmlaTxbx", "ScriptText", "ScriptLanguage", "ScriptExtended", "DDE", "MapOCX", "webextensionref", "webextension", "macro", "macros",
        "script", "externalData", "externalDefinedNames", "fileRecoveryPr", "functionGroups", "writeProtection\0",
    };

    /// <summary>Attributes by local name, unless empty: whatever they hold names a program, a file or a macro.</summary>
    public static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "macro", "invalidUrl", "ddeService", "ddeTopic", "progId", "onAction", "link", "pict", "src", "href", "althref", "vbProcedure", "function", "xlm",
        "entryMacro", "exitMacro", "webHidden\0", "dataExtractLoad", "runatServer", "classid", "codebase", "OnMouseOver", "onload", "onclick",
    };

    /// <summary>First words of Word fields that only show something of the document itself, or the time.</summary>
    public static readonly HashSet<string> HarmlessFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "FTNREF", "BIBLIOGRAPHY", "CITATION", "TOC", "TC", "TOA", "TA", "INDEX",
        "XE", "SEQ", "LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME", "AUTHOR", "TITLE",
        "SUBJECT", "KEYWORDS", "COMMENTS", "LASTSAVEDBY", "FILENAME", "FILESIZE", "NUMWORDS", "NUMCHARS", "REVNUM", "DOCPROPERTY", "HYPERLINK", "SYMBOL", "EQ",
        "ADVANCE", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "USERNAME", "USERINITIALS", "USERADDRESS", "INFO", "TEMPLATE", "=", "FORMULA", "IF", "COMPARE",
        "SET", "MERGEFIELD", "DOCVARIABLE", "NEXT", "MERGEREC", "BIDIOUTLINE", "SHAPE", "BARCODE", "ADDRESSBLOCK", "GREETINGLINE", "DISPLAYBARCODE",
    };

    /// <summary>Functions that reach out of the workbook or run something; a name that ends in "." stands for all that start so.</summary>
    public static readonly string[] Functions =
    [
        "WEBSERVICE", "FILTERXML", "HYPERLINK", "IMAGE", "CALL", "REGISTER", "REGISTER.ID", "UNREGISTER", "EXEC", "EXECUTE", "INITIATE", "POKE", "REQUEST", "RTD",
        "DDE", "RUN", "EVALUATE", "FOPEN", "FWRITE", "FWRITELN", "FREAD", "FREADLN", "FILES", "DIRECTORY", "FORMULA", "FORMULA.FILL", "SET.VALUE", "SET.NAME",
        "GET.", "ALERT", "INPUT", "HALT", "GOTO", "RETURN", "CUBEVALUE", "CUBEMEMBER", "CUBESET", "CUBERANKEDMEMBER", "CUBEKPIMEMBER", "CUBESETCOUNT",
        "CUBEMEMBERPROPERTY", "SQL.REQUEST", "STOCKHISTORY", "PY", "_xlws.PY", "IMPORTDATA", "IMPORTXML", "ENCODEURL\0", "INFO", "OPEN", "SAVE.AS", "WORKBOOK.", "ON.",
        "APP.", "SEND.", "VBA.", "TRANSLATE", "COPILOT", "_xll.",
    ];

    /// <summary>First bytes of what is not a picture, an XML part or a workbook.</summary>
    public static readonly (string Name, byte[] Start)[] Programs =
    [
        ("a compound file", [0xD0, 0xCF, 0x11, 0xE0]), ("a program", "MZ"u8.ToArray()), ("a shell link", [0x4C, 0, 0, 0]), ("RTF", "{\\rtf"u8.ToArray()),
        ("PDF", "%PDF"u8.ToArray()), ("ELF", [0x7F, 0x45, 0x4C, 0x46]), ("a ZIP", "PK"u8.ToArray()), ("SWF", "CWS"u8.ToArray()), ("a metafile", [0xD7, 0xCD, 0xC6, 0x9A]),
        ("an enhanced metafile", [1, 0, 0, 0]),
    ];
}
