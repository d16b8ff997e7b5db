using System.Collections.Frozen;
using MiyakoMailSanitizer.Sanitizing.Pdf.Content;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;
using MiyakoMailSanitizer.Sanitizing.Pdf.Writing;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>Fonts (§9.5 to §9.10).</summary>
internal sealed class Fonts(PdfRebuild rebuild)
{
    private const int MaxGlyphs = 70_000;

    private static readonly FrozenSet<string> Encodings = FrozenSet.ToFrozenSet(
        ["WinAnsiEncoding", "MacRomanEncoding", "MacExpertEncoding", "StandardEncoding", "PDFDocEncoding"], StringComparer.Ordinal);

    /// <summary>§9.7.5.2, table 116.</summary>
    public static FrozenSet<string> PredefinedCMaps { get; } = FrozenSet.ToFrozenSet(
        ("GB-EUC-H GB-EUC-V GBpc-EUC-H GBpc-EUC-V GBK-EUC-H GBK-EUC-V GBKp-EUC-H GBKp-EUC-V GBK2K-H GBK2K-V UniGB-UCS2-H UniGB-UCS2-V UniGB-UTF16-H "
        + "UniGB-UTF16-V B5pc-H B5pc-V HKscs-B5-H HKscs-B5-V ETen-B5-H ETen-B5-V ETenms-B5-H ETenms-B5-V CNS-EUC-H CNS-EUC-V UniCNS-UCS2-H "
        + "UniCNS-UCS2-V UniCNS-UTF16-H UniCNS-UTF16-V 83pv-RKSJ-H 90ms-RKSJ-H 90ms-RKSJ-V 90msp-RKSJ-H 90msp-RKSJ-V 90pv-RKSJ-H 90pv-RKSJ-V "
        + "Add-RKSJ-H Add-RKSJ-V EUC-H EUC-V Ext-RKSJ-H Ext-RKSJ-V H V UniJIS-UCS2-H UniJIS-UCS2-V UniJIS-UCS2-HW-H UniJIS-UCS2-HW-V UniJIS-UTF16-H "
        + "UniJIS-UTF16-V UniJIS2004-UTF16-H UniJIS2004-UTF16-V UniJIS-UTF8-H UniJIS-UTF8-V UniJISX0213-UTF32-H UniJISX0213-UTF32-V "
        + "KSC-EUC-H KSC-EUC-V KSCms-UHC-H KSCms-UHC-V KSCms-UHC-HW-H KSCms-UHC-HW-V KSCpc-EUC-H KSCpc-EUC-V UniKS-UCS2-H UniKS-UCS2-V UniKS-UTF16-H "
        + "UniKS-UTF16-V Identity-H Identity-V").Split(' '), StringComparer.Ordinal);

    private readonly Copies _copies = new(rebuild);
    private PdfReference? _standIn;

    /// <summary>What text is shown with whose font can't be read.</summary>
    public PdfReference StandIn => _standIn ??= rebuild.Writer.Add(
        new PdfDictionary().WithName("Type", "Font").WithName("Subtype", "Type1").WithName("BaseFont", "Helvetica"));

    /// <summary>The cost is that of one glyph.</summary>
    public (PdfValue? Copy, long Cost) Copy(PdfValue value, PdfDictionary? resources, string where)
        => rebuild.File.Dictionary(value) is { } source ? _copies.Of(source, where, () => Read(source, resources, where)) : (null, 0);

    private (PdfValue? Copy, long Cost) Read(PdfDictionary source, PdfDictionary? resources, string where)
        => rebuild.File.Name(source["Subtype"]) switch
        {
            "Type1" or "MMType1" or "TrueType" or null => (Simple(source, where), 0),
            "Type0" => (Composite(source, where), 0),
            "Type3" => Drawn(source, resources, where),
            _ => (null, 0),
        };

    private PdfDictionary Head(PdfDictionary source, string subtype)
    {
        var copy = new PdfDictionary().WithName("Type", "Font").WithName("Subtype", subtype);
        if (rebuild.File.Stream(source["ToUnicode"]) is { } map)
            copy["ToUnicode"] = Guard(() => CMaps.Copy(map, isUnicode: true, rebuild));
        else if (rebuild.File.Name(source["ToUnicode"]) is { } name && PredefinedCMaps.Contains(name))
            copy.WithName("ToUnicode", name);
        return copy;
    }

    private static PdfReference? Guard(Func<PdfReference?> copy)
    {
        try
        {
            return copy();
        }
        catch (PdfBrokenException)
        {
            return null;
        }
    }

    private PdfName BaseFont(PdfDictionary source) => new(SafeNames.Of(rebuild.File.Name(source["BaseFont"]) ?? "", "Font"));

    private PdfReference Simple(PdfDictionary source, string where)
    {
        var subtype = rebuild.File.Name(source["Subtype"]) ?? "Type1";
        var copy = Head(source, subtype).With("BaseFont", BaseFont(source));
        Widths(source, copy);
        copy["Encoding"] = Encoding(source["Encoding"]);
        copy["FontDescriptor"] = Descriptor(source["FontDescriptor"], where);
        return rebuild.Writer.Add(copy);
    }

    private void Widths(PdfDictionary source, PdfDictionary copy)
    {
        var file = rebuild.File;
        if (file.Array(source["Widths"]) is not { } widths || file.Number(source["FirstChar"]) is null)
            return;
        var first = Math.Clamp(file.Int(source["FirstChar"], 0), 0, 255);
        var items = widths.Items.Take(256 - first).Select(w => (PdfValue)new PdfNumber(file.Number(w) ?? 0)).ToList();
        copy.With("FirstChar", first).With("LastChar", Math.Min(255, Math.Max(first, first + items.Count - 1))).With("Widths", new PdfArray(items));
    }

    private PdfValue? Encoding(PdfValue? value)
    {
        var file = rebuild.File;
        if (file.Name(value) is { } name)
            return Encodings.Contains(name) ? new PdfName(name) : null;
        if (file.Dictionary(value) is not { } source)
            return null;
        var copy = new PdfDictionary().WithName("Type", "Encoding");
        if (file.Name(source["BaseEncoding"]) is { } below && Encodings.Contains(below))
            copy.WithName("BaseEncoding", below);
        var items = (file.Array(source["Differences"])?.Items ?? []).Take(1_024).Select(file.Resolve).Where(i => i is PdfName or PdfNumber)
            .Select(i => i is PdfName glyph ? new PdfName(SafeNames.Of(glyph.Text, ".notdef")) : (PdfValue)new PdfNumber(Math.Clamp(((PdfNumber)i).Int, 0, 255)))
            .SkipWhile(i => i is PdfName).ToList();
        return items.Count == 0 ? copy : copy.With("Differences", new PdfArray(items));
    }

    private PdfReference? Composite(PdfDictionary source, string where)
    {
        var file = rebuild.File;
        if (file.Array(source["DescendantFonts"]) is not { Items: [var first, ..] } || file.Dictionary(first) is not { } below)
            return null;
        var copy = Head(source, "Type0").With("BaseFont", BaseFont(source));
        PdfValue? encoding = file.Name(source["Encoding"]) is { } name
            ? PredefinedCMaps.Contains(name) ? new PdfName(name) : null
            : file.Stream(source["Encoding"]) is { } map ? Guard(() => CMaps.Copy(map, isUnicode: false, rebuild)) : null;
        if (encoding is null)
        {
            rebuild.Findings.Add("pdf.font-withheld", where, "a font has a character map that can't be read");
            rebuild.Losses++;
        }
        copy["Encoding"] = encoding ?? new PdfName("Identity-H");
        copy["DescendantFonts"] = new PdfArray([rebuild.Writer.Add(Descendant(below, where))]);
        return rebuild.Writer.Add(copy);
    }

    private PdfDictionary Descendant(PdfDictionary source, string where)
    {
        var file = rebuild.File;
        var isTrueType = file.Name(source["Subtype"]) != "CIDFontType0";
        var copy = new PdfDictionary().WithName("Type", "Font").WithName("Subtype", isTrueType ? "CIDFontType2" : "CIDFontType0").With("BaseFont", BaseFont(source));
        copy["CIDSystemInfo"] = SystemInfo(source["CIDSystemInfo"]);
        copy["FontDescriptor"] = Descriptor(source["FontDescriptor"], where);
        if (file.Number(source["DW"]) is { } width)
            copy.With("DW", width);
        copy["DW2"] = rebuild.Numbers(source["DW2"], 2);
        copy["W"] = CidWidths(source["W"], 1);
        copy["W2"] = CidWidths(source["W2"], 3);
        if (!isTrueType)
            return copy;
        if (file.Stream(source["CIDToGIDMap"]) is { } map)
            copy["CIDToGIDMap"] = Guard(() => StreamDecoder.Bytes(map, file) is { Length: > 1 } bytes
                ? rebuild.Writer.AddShared(new(), bytes.Span[..(Math.Min(bytes.Length, 131_072) & ~1)]) : null) ?? (PdfValue)new PdfName("Identity");
        else if (source["CIDToGIDMap"] is not null)
            copy.WithName("CIDToGIDMap", "Identity");
        return copy;
    }

    private PdfDictionary SystemInfo(PdfValue? value)
    {
        var file = rebuild.File;
        var source = file.Dictionary(value);
        var ordering = file.Resolve(source?["Ordering"]) is PdfString { Bytes: var bytes } ? PdfText.Latin1(bytes) : "";
        return ordering is "Japan1" or "Japan2" or "GB1" or "CNS1" or "Korea1" or "KR" or "UCS"
            ? CMaps.SystemInfo().With("Ordering", new PdfString(System.Text.Encoding.ASCII.GetBytes(ordering)))
                .With("Supplement", Math.Clamp(file.Int(source?["Supplement"], 0), 0, 20))
            : CMaps.SystemInfo();
    }

    /// <summary><c>c [w …]</c> or <c>first last w</c> (§9.7.4.3); for vertical writing each width is three numbers.</summary>
    private PdfArray? CidWidths(PdfValue? value, int each)
    {
        var file = rebuild.File;
        if (file.Array(value) is not { } array)
            return null;
        var (items, at, total) = (new List<PdfValue>(), 0, 0);
        var source = array.Items;
        while (at + 1 < source.Count && total < MaxGlyphs * each && file.Resolve(source[at]) is PdfNumber first)
        {
            var second = file.Resolve(source[at + 1]);
            if (second is PdfArray list)
            {
                var widths = list.Items.Take(MaxGlyphs * each).Select(w => (PdfValue)new PdfNumber(file.Number(w) ?? 0)).ToList();
                widths.RemoveRange(widths.Count / each * each, widths.Count % each);
                items.AddRange([Cid(first), new PdfArray(widths)]);
                (at, total) = (at + 2, total + widths.Count + 2);
                continue;
            }
            if (second is not PdfNumber last || at + 2 + each > source.Count)
                break;
            items.AddRange([Cid(first), Cid(last), .. source.GetRange(at + 2, each).Select(w => new PdfNumber(file.Number(w) ?? 0))]);
            (at, total) = (at + 2 + each, total + 3);
        }
        return items.Count == 0 ? null : new(items);
    }

    private static PdfNumber Cid(PdfNumber number) => new(Math.Clamp(number.Int, 0, 65_535));

    /// <summary>§9.8</summary>
    private PdfReference? Descriptor(PdfValue? value, string where)
    {
        var file = rebuild.File;
        if (file.Dictionary(value) is not { } source)
            return null;
        var copy = new PdfDictionary().WithName("Type", "FontDescriptor").WithName("FontName", SafeNames.Of(file.Name(source["FontName"]) ?? "", "Font"));
        foreach (var key in (ReadOnlySpan<string>)["Flags", "FontWeight", "ItalicAngle", "Ascent", "Descent", "Leading", "CapHeight", "XHeight", "StemV", "StemH",
            "AvgWidth", "MaxWidth", "MissingWidth"])
        {
            if (file.Number(source[key]) is { } number)
                copy.With(key, number);
        }
        copy["FontBBox"] = rebuild.Numbers(source["FontBBox"], 4);
        if (file.Resolve(source["FontFamily"]) is PdfString { Bytes.Length: <= 200 } family)
            copy["FontFamily"] = family;
        FontPrograms.Copy(source, copy, rebuild, where);
        return rebuild.Writer.Add(copy);
    }

    /// <summary>§9.6.4: each glyph is a content stream.</summary>
    private (PdfValue? Copy, long Cost) Drawn(PdfDictionary source, PdfDictionary? resources, string where)
    {
        var file = rebuild.File;
        if (file.Dictionary(source["CharProcs"]) is not { } glyphs || rebuild.Numbers(source["FontMatrix"], 6) is not { } matrix)
            return (null, 0);
        var copy = Head(source, "Type3").With("FontMatrix", matrix).With("FontBBox", rebuild.Numbers(source["FontBBox"], 4) ?? PdfArray.Of(0, 0, 0, 0));
        Widths(source, copy);
        copy["Encoding"] = Encoding(source["Encoding"]);
        var own = file.Dictionary(source["Resources"]) ?? resources;
        var (procedures, cost) = (new PdfDictionary(), 1L);
        var book = new ResourceBook(rebuild, own, where);
        foreach (var (name, value) in glyphs.Entries.Take(4_096))
        {
            if (file.Stream(value) is not { } stream)
                continue;
            var rewriter = new ContentRewriter(rebuild, own, where, book);
            var content = rewriter.Run(StreamDecoder.Bytes(stream, file)).ToArray();
            procedures[SafeNames.Of(name, ".notdef")] = rebuild.Writer.AddShared(new(), content);
            cost = Math.Max(cost, rewriter.Cost);
        }
        copy["CharProcs"] = procedures;
        copy["Resources"] = book.ToDictionary();
        return (rebuild.Writer.Add(copy), cost);
    }
}
