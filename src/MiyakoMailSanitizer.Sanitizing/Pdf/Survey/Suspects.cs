using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Survey;

/// <summary>What is named when it goes: by a key that a dictionary has, or by the value of one of its keys.</summary>
internal static class Suspects
{
    /// <summary>Keys that mean something wherever they stand.</summary>
    public static FrozenDictionary<string, (string Code, string Detail)> Keys { get; } = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["JS"] = ("pdf.javascript", "JavaScript was removed"),
        ["JavaScript"] = ("pdf.javascript", "JavaScript was removed"),
        ["OpenAction"] = ("pdf.open-action", "what happens when the document is opened was removed"),
        ["AA"] = ("pdf.additional-action", "what happens on events was removed"),
        ["EmbeddedFiles"] = ("pdf.embedded-file", "embedded files were removed"),
        ["EF"] = ("pdf.embedded-file", "an embedded file was removed"),
        ["AF"] = ("pdf.embedded-file", "associated files were removed"),
        ["Collection"] = ("pdf.collection", "the portfolio was removed"),
        ["XFA"] = ("pdf.xfa", "an XFA form was removed"),
        ["AcroForm"] = ("pdf.form-flattened", "a form became a part of its pages"),
        ["FFilter"] = ("pdf.external-stream", "data that lies in another file was removed"),
        ["OPI"] = ("pdf.opi", "the name of a picture of a prepress server was removed"),
        ["Alternates"] = ("pdf.alternate-picture", "other versions of a picture were removed"),
        ["SpiderInfo"] = ("pdf.web-capture", "data of web capture was removed"),
        ["Metadata"] = ("pdf.metadata", "metadata was removed"),
        ["PieceInfo"] = ("pdf.private-data", "private data of programs was removed"),
        ["Trans"] = ("pdf.transition", "transitions between pages were removed"),
        ["Threads"] = ("pdf.thread", "article threads were removed"),
        ["RichMediaContent"] = ("pdf.rich-media", "rich media was removed"),
        ["3DD"] = ("pdf.rich-media", "a 3D scene was removed"),
        ["PresSteps"] = ("pdf.transition", "steps of a presentation were removed"),
        ["AlternatePresentations"] = ("pdf.alternate-presentation", "another presentation of the document was removed"),
        ["Perms"] = ("pdf.signature", "rights that hang on a signature were removed"),
        ["DSS"] = ("pdf.signature", "data to check signatures was removed"),
        ["Ref"] = ("pdf.external-stream", "a reference to a page of another document was removed"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>By the kind of an action (<c>S</c>).</summary>
    public static FrozenDictionary<string, (string Code, string Detail)> Actions { get; } = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["JavaScript"] = ("pdf.javascript", "JavaScript was removed"),
        ["Launch"] = ("pdf.launch", "an action that starts a program was removed"),
        ["GoToR"] = ("pdf.goto-remote", "an action that opens another document was removed"),
        ["GoToE"] = ("pdf.goto-remote", "an action that opens an embedded document was removed"),
        ["GoToDp"] = ("pdf.goto-remote", "an action that goes to a document part was removed"),
        ["SubmitForm"] = ("pdf.submit-form", "an action that sends the form was removed"),
        ["ImportData"] = ("pdf.import-data", "an action that reads data from a file was removed"),
        ["ResetForm"] = ("pdf.reset-form", "an action that empties the form was removed"),
        ["Named"] = ("pdf.named-action", "a command to the viewer was removed"),
        ["Rendition"] = ("pdf.media", "an action that plays media was removed"),
        ["Movie"] = ("pdf.media", "an action that plays a film was removed"),
        ["Sound"] = ("pdf.media", "an action that plays a sound was removed"),
        ["RichMediaExecute"] = ("pdf.rich-media", "a command to rich media was removed"),
        ["GoTo3DView"] = ("pdf.rich-media", "an action on a 3D scene was removed"),
        ["Thread"] = ("pdf.thread", "an action that goes to an article was removed"),
        ["Trans"] = ("pdf.transition", "an action that shows a transition was removed"),
        ["SetOCGState"] = ("pdf.layer-action", "an action that switches layers was removed"),
        ["Hide"] = ("pdf.hide-action", "an action that hides something was removed"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>By <c>Type</c>, <c>Subtype</c> or <c>FT</c>.</summary>
    public static FrozenDictionary<string, (string Code, string Detail)> Kinds { get; } = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["EmbeddedFile"] = ("pdf.embedded-file", "an embedded file was removed"),
        ["Filespec"] = ("pdf.embedded-file", "the name of a file was removed"),
        ["FileAttachment"] = ("pdf.embedded-file", "an attached file was removed"),
        ["RichMedia"] = ("pdf.rich-media", "rich media was removed"),
        ["3D"] = ("pdf.rich-media", "a 3D scene was removed"),
        ["Screen"] = ("pdf.media", "a media screen was removed"),
        ["Movie"] = ("pdf.media", "a film was removed"),
        ["Sound"] = ("pdf.media", "a sound was removed"),
        ["PS"] = ("pdf.postscript", "PostScript was removed"),
        ["Sig"] = ("pdf.signature", "it was signed; the signature went as it is written anew"),
        ["DocTimeStamp"] = ("pdf.signature", "it had a time stamp, which went as it is written anew"),
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
