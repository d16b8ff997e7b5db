using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Verifying.Formats.Pdf;

/// <summary>
/// Which keys an object may have. A row: the object's kind, then <c>key:rule</c>; a key with <c>!</c> must be there. Rules: <c>n</c> number, <c>i</c>
/// integer, <c>b</c> true or false, <c>s</c> string, <c>#</c> numbers (<c>#4</c>: so many), <c>=A|B</c> one of these names, <c>Name</c> a name from the
/// document, <c>&gt;Kind</c> an object of a kind, <c>[Kind</c> an array of such, <c>*Kind</c> any keys with such, <c>@what</c> looked at by code.
/// </summary>
internal static class PdfTables
{
    private const string Table = """
        Catalog Type!:=Catalog Pages!:>Pages Lang:s PageLabels:>Labels ViewerPreferences:>Viewer Outlines:>Outlines
        Viewer Direction!:=R2L
        Info Title!:s
        Labels Nums!:@labels
        Label S:=D|R|r|A|a P:s St:i
        Pages Type!:=Pages Count!:i Kids!:[Page
        Page Type!:=Page Parent!:>Pages MediaBox!:#4 CropBox:#4 BleedBox:#4 TrimBox:#4 ArtBox:#4 Rotate:i UserUnit:n Group:>Group Contents!:>Content Resources!:>Resources Annots:[Link
        Content
        Group S!:=Transparency CS:@space I:b K:b
        Resources Font:*Font XObject:*XObject ExtGState:*State ColorSpace:*@space Pattern:*Pattern Shading:*Shading
        Link Type!:=Annot Subtype!:=Link Rect!:#4 Dest:@dest A:>Uri Border:#3 C:#
        Uri S!:=URI URI!:@uri
        Outlines Type!:=Outlines Count!:i First!:>Item Last!:>Item
        Item Title!:s Parent!:@up Dest:@dest Count:i First:>Item Last:>Item Prev:>Item Next:>Item
        Form Type!:=XObject Subtype!:=Form BBox!:#4 Matrix:#6 Group:>Group Resources!:>Resources
        Image Type!:=XObject Subtype!:=Image Width!:i Height!:i BitsPerComponent!:i ImageMask:b ColorSpace:@space Decode:# Interpolate:b Intent:=AbsoluteColorimetric|RelativeColorimetric|Saturation|Perceptual Matte:# SMask:>Image Mask:@mask DecodeParms:>Parameters
        Parameters Predictor:i Colors:i BitsPerComponent:i Columns:i ColorTransform:i
        State Type!:=ExtGState LW:n LC:n LJ:n ML:n FL:n SM:n CA:n ca:n OPM:n OP:b op:b SA:b AIS:b TK:b RI:=AbsoluteColorimetric|RelativeColorimetric|Saturation|Perceptual D:@dash Font:@font BM:=Normal|Compatible|Multiply|Screen|Overlay|Darken|Lighten|ColorDodge|ColorBurn|HardLight|SoftLight|Difference|Exclusion|Hue|Saturation|Color|Luminosity SMask:@soft
        SoftMask S!:=Alpha|Luminosity G!:>Form BC:# TR:@transfer
        Tiling Type!:=Pattern PatternType!:i PaintType!:i TilingType!:i BBox!:#4 XStep!:n YStep!:n Matrix:#6 Resources!:>Resources
        Shaded Type!:=Pattern PatternType!:i Shading!:>Shading Matrix:#6 ExtGState:>State
        Shading ShadingType!:i ColorSpace!:@space Background:# BBox:#4 AntiAlias:b Function:@functions Domain:# Matrix:#6 Coords:# Extend:[b BitsPerCoordinate:i BitsPerComponent:i BitsPerFlag:i Decode:# VerticesPerRow:i
        Function FunctionType!:i Domain!:# Range:# Size:# BitsPerSample:i Encode:# Decode:# C0:# C1:# N:n Functions:[Function Bounds:#
        Profile N!:i
        CalGray WhitePoint!:#3 BlackPoint:#3 Gamma:n
        CalRGB WhitePoint!:#3 BlackPoint:#3 Gamma:#3 Matrix:#9
        Lab WhitePoint!:#3 BlackPoint:#3 Range:#4
        Simple Type!:=Font Subtype!:=Type1|MMType1|TrueType BaseFont!:Name FirstChar:i LastChar:i Widths:# Encoding:@encoding FontDescriptor:>Descriptor ToUnicode:@unicode
        Composite Type!:=Font Subtype!:=Type0 BaseFont!:Name Encoding!:@cmap DescendantFonts!:[Descendant ToUnicode:@unicode
        Descendant Type!:=Font Subtype!:=CIDFontType0|CIDFontType2 BaseFont!:Name CIDSystemInfo!:>System FontDescriptor:>Descriptor DW:n DW2:#2 W:@widths W2:@widths CIDToGIDMap:@glyphs
        Drawn Type!:=Font Subtype!:=Type3 FontMatrix!:#6 FontBBox!:#4 FirstChar:i LastChar:i Widths:# Encoding:@encoding CharProcs!:*Glyph Resources!:>Resources ToUnicode:@unicode
        Glyph
        System Registry!:s Ordering!:s Supplement!:i
        Encoding Type!:=Encoding BaseEncoding:=WinAnsiEncoding|MacRomanEncoding|MacExpertEncoding|StandardEncoding|PDFDocEncoding Differences:@differences
        Descriptor Type!:=FontDescriptor FontName!:Name FontFamily:s FontBBox:#4 Flags:n FontWeight:n ItalicAngle:n Ascent:n Descent:n Leading:n CapHeight:n XHeight:n StemV:n StemH:n AvgWidth:n MaxWidth:n MissingWidth:n FontFile:>Type1File FontFile2:>TrueTypeFile FontFile3:>OtherFile
        Type1File Length1!:i Length2!:i Length3!:i
        TrueTypeFile Length1!:i
        OtherFile Subtype!:=Type1C|CIDFontType0C|OpenType
        Unicode
        GlyphMap
        CMap Type!:=CMap CMapName!:=Miyako CIDSystemInfo!:>System WMode!:i UseCMap:@predefined
        """;

    /// <summary>Kinds that are streams. A function may be one.</summary>
    public static FrozenSet<string> Streams { get; } = Set(
        "Content Form Image Tiling Profile Glyph Type1File TrueTypeFile OtherFile Unicode GlyphMap CMap");

    /// <summary>Kinds that are written as objects of their own, not within others.</summary>
    public static FrozenDictionary<string, FrozenDictionary<string, PdfRule>> Kinds { get; } = Read();

    /// <summary>Names of the document (fonts, glyphs, colorants) that may not be these.</summary>
    public static FrozenSet<string> Forbidden { get; } = Set(
        "JavaScript JS OpenAction AA Launch GoToR GoToE SubmitForm ImportData ResetForm Named Rendition Movie Sound RichMedia 3D Thread Trans SetOCGState Hide "
        + "EmbeddedFile EmbeddedFiles AF Filespec Collection XFA AcroForm Sig FFilter OPI Alternates SpiderInfo Metadata PieceInfo PS Names Encrypt ObjStm XRef "
        + "URI GoTo Screen FileAttachment Widget GoTo3DView GoToDp Ref Win Mac Unix Rich RichMediaExecute");

    public static FrozenSet<string> PredefinedCMaps { get; } = Set(
        "GB-EUC-H GB-EUC-V GBpc-EUC-H GBpc-EUC-V GBK-EUC-H GBK-EUC-V GBKp-EUC-H GBKp-EUC-V GBK2K-H GBK2K-V UniGB-UCS2-H UniGB-UCS2-V UniGB-UTF16-H "
        + "UniGB-UTF16-V B5pc-H B5pc-V HKscs-B5-H HKscs-B5-V ETen-B5-H ETen-B5-V ETenms-B5-H ETenms-B5-V CNS-EUC-H CNS-EUC-V UniCNS-UCS2-H UniCNS-UCS2-V "
        + "UniCNS-UTF16-H UniCNS-UTF16-V 83pv-RKSJ-H 90ms-RKSJ-H 90ms-RKSJ-V 90msp-RKSJ-H 90msp-RKSJ-V 90pv-RKSJ-H 90pv-RKSJ-V Add-RKSJ-H Add-RKSJ-V "
        + "EUC-H EUC-V Ext-RKSJ-H Ext-RKSJ-V H V UniJIS-UCS2-H UniJIS-UCS2-V UniJIS-UCS2-HW-H UniJIS-UCS2-HW-V UniJIS-UTF16-H UniJIS-UTF16-V "
        + "UniJIS2004-UTF16-H UniJIS2004-UTF16-V UniJIS-UTF8-H UniJIS-UTF8-V UniJISX0213-UTF32-H UniJISX0213-UTF32-V KSC-EUC-H KSC-EUC-V KSCms-UHC-H "
        + "KSCms-UHC-V KSCms-UHC-HW-H KSCms-UHC-HW-V KSCpc-EUC-H KSCpc-EUC-V UniKS-UCS2-H UniKS-UCS2-V UniKS-UTF16-H UniKS-UTF16-V Identity-H Identity-V");

    public static FrozenSet<string> Encodings { get; } = Set("WinAnsiEncoding MacRomanEncoding MacExpertEncoding StandardEncoding PDFDocEncoding");

    /// <summary>Operators with their operands: n number, s string, a numbers, t strings and numbers, N name, * numbers and perhaps a name.</summary>
    public static FrozenDictionary<string, string> Operators { get; } = (
        "b: B: b*: B*: f: F: f*: n: S: s: W: W*: h: q: Q: BT: ET: T*: EMC: c:nnnnnn v:nnnn y:nnnn l:nn m:nn re:nnnn cm:nnnnnn w:n J:n j:n M:n i:n d:an "
        + "ri:N gs:N g:n G:n rg:nnn RG:nnn k:nnnn K:nnnn cs:N CS:N sc:* SC:* scn:* SCN:* sh:N Do:N Tc:n Tw:n Tz:n TL:n Tr:n Ts:n Tf:Nn Td:nn TD:nn "
        + "Tm:nnnnnn Tj:s TJ:t ':s \":nns d0:nn d1:nnnnnn").Split(' ').Select(r => r.Split(':')).ToFrozenDictionary(r => r[0], r => r[1], StringComparer.Ordinal);

    /// <summary>Of functions of type 4, and braces.</summary>
    public static FrozenSet<string> Calculations { get; } = Set(
        "{ } abs add atan ceiling cos cvi cvr div exp floor idiv ln log mod mul neg round sin sqrt sub truncate and bitshift eq false ge gt le lt ne not or true "
        + "xor if ifelse copy dup exch index pop roll");

    public static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, FrozenDictionary<string, PdfRule>> Read()
        => Table.Split('\n').Select(line => line.Split(' ')).ToFrozenDictionary(
            row => row[0],
            row => row.Skip(1).Select(PdfRule.Read).ToFrozenDictionary(r => r.Key, StringComparer.Ordinal),
            StringComparer.Ordinal);
}

/// <summary>What a key's value must be.</summary>
internal sealed record PdfRule(string Key, bool IsRequired, string What)
{
    public static PdfRule Read(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var key = text[..colon];
        return new(key.TrimEnd('!'), key.EndsWith('!'), text[(colon + 1)..]);
    }
}
