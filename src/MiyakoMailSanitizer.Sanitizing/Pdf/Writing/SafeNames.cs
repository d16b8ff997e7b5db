using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Writing;

/// <summary>Names that come from the document: of fonts, glyphs and colorants. None of them may mean something active.</summary>
internal static class SafeNames
{
    private const int MaxLength = 127;

    private static readonly FrozenSet<string> Forbidden = FrozenSet.ToFrozenSet(
    [
        "JavaScript", "JS", "OpenAction", "AA", "Launch", "GoToR", "GoToE", "SubmitForm", "ImportData", "ResetForm", "Named", "Rendition", "Movie",
        "Sound", "RichMedia", "3D", "Thread", "Trans", "SetOCGState", "Hide", "EmbeddedFile", "EmbeddedFiles", "AF", "Filespec", "Collection",
        "XFA", "AcroForm", "Sig", "FFilter", "OPI", "Alternates", "SpiderInfo", "Metadata", "PieceInfo", "PS", "Names", "Encrypt", "ObjStm", "XRef",
        "URI", "GoTo", "Screen", "FileAttachment", "Widget", "GoTo3DView", "GoToDp", "Ref", "Win", "Mac", "Unix", "Rich", "RichMediaExecute",
    ], StringComparer.Ordinal);

    /// <summary>The name, or one of ours where it is none that may be.</summary>
    public static string Of(string name, string fallback)
        => name.Length is 0 or > MaxLength || name.Contains('\0', StringComparison.Ordinal) ? fallback : Forbidden.Contains(name) ? fallback + name.Length : name;
}
