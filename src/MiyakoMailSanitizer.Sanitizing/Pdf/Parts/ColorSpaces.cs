using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;
using MiyakoMailSanitizer.Sanitizing.Pdf.Writing;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>A colour space as it is written.</summary>
/// <param name="Value">A name or an array.</param>
/// <param name="Components">How many numbers a colour has; 0 for patterns.</param>
internal sealed record ColorSpaceCopy(PdfValue Value, int Components);

/// <summary>Colour spaces (§8.6).</summary>
internal sealed class ColorSpaces(PdfRebuild rebuild)
{
    private const int MaxDepth = 4, MaxColorants = 32, MaxProfile = 4 << 20;

    private readonly Dictionary<PdfValue, ColorSpaceCopy?> _done = new(ReferenceEqualityComparer.Instance);

    public static ColorSpaceCopy Device(int components)
        => new(new PdfName(components switch { 1 => "DeviceGray", 4 => "DeviceCMYK", _ => "DeviceRGB" }), components is 1 or 4 ? components : 3);

    /// <summary>Null where it is none that can be read.</summary>
    public ColorSpaceCopy? Copy(PdfValue value, PdfDictionary? resources, string where) => Copy(value, resources, where, 0);

    private ColorSpaceCopy? Copy(PdfValue? value, PdfDictionary? resources, string where, int depth)
    {
        var source = rebuild.File.Resolve(value);
        if (source is PdfName name)
            return Named(name.Text, resources, where, depth);
        if (source is not PdfArray { Items.Count: > 0 } array || depth > MaxDepth)
            return null;
        if (_done.TryGetValue(source, out var known))
            return known;
        return _done[source] = Read(array.Items, resources, where, depth);
    }

    private ColorSpaceCopy? Named(string name, PdfDictionary? resources, string where, int depth)
    {
        switch (name)
        {
            case "DeviceGray" or "G" or "CalGray":
                return Device(1);
            case "DeviceRGB" or "RGB" or "CalRGB":
                return Device(3);
            case "DeviceCMYK" or "CMYK":
                return Device(4);
            case "Pattern":
                return new(new PdfName("Pattern"), 0);
        }
        return depth <= MaxDepth && rebuild.File.Dictionary(resources?["ColorSpace"])?[name] is { } value ? Copy(value, null, where, depth + 1) : null;
    }

    private ColorSpaceCopy? Read(List<PdfValue> items, PdfDictionary? resources, string where, int depth)
    {
        var kind = rebuild.File.Name(items[0]);
        var second = items.Count > 1 ? items[1] : null;
        return kind switch
        {
            "CalGray" => Calibrated(kind, second, 1),
            "CalRGB" or "Lab" => Calibrated(kind, second, 3),
            "ICCBased" => Profile(second, resources, where, depth),
            "Indexed" or "I" => Indexed(items, resources, where, depth),
            "Separation" => Separation(items, resources, where, depth),
            "DeviceN" => Several(items, resources, where, depth),
            "Pattern" when second is null => new(new PdfName("Pattern"), 0),
            "Pattern" => Copy(second, resources, where, depth + 1) is { } below
                ? new(new PdfArray([new PdfName("Pattern"), below.Value]), 0) : new(new PdfName("Pattern"), 0),
            null => null,
            _ => Named(kind, resources, where, depth),
        };
    }

    private ColorSpaceCopy? Calibrated(string kind, PdfValue? value, int components)
    {
        if (rebuild.File.Dictionary(value) is not { } source || rebuild.Numbers(source["WhitePoint"], 3) is not { } white)
            return Device(components);
        var copy = new PdfDictionary().With("WhitePoint", white).With("BlackPoint", rebuild.Numbers(source["BlackPoint"], 3));
        if (kind == "CalGray" && rebuild.File.Number(source["Gamma"]) is { } gamma)
            copy.With("Gamma", gamma);
        if (kind == "CalRGB")
            copy.With("Gamma", rebuild.Numbers(source["Gamma"], 3)).With("Matrix", rebuild.Numbers(source["Matrix"], 9));
        if (kind == "Lab")
            copy["Range"] = rebuild.Numbers(source["Range"], 4);
        return new(new PdfArray([new PdfName(kind), copy]), components);
    }

    private ColorSpaceCopy? Profile(PdfValue? value, PdfDictionary? resources, string where, int depth)
    {
        if (rebuild.File.Stream(value) is not { } stream)
            return null;
        var components = rebuild.File.Int(stream.Dictionary["N"], 0);
        if (components is not (1 or 3 or 4))
            return Copy(stream.Dictionary["Alternate"], resources, where, depth + 1);
        try
        {
            var bytes = StreamDecoder.Bytes(stream, rebuild.File).Span;
            if (ProfileEnd(bytes, components) is > 0 and var end)
            {
                var copy = rebuild.Writer.AddShared(new PdfDictionary().With("N", components), bytes[..end]);
                return new(new PdfArray([new PdfName("ICCBased"), copy]), components);
            }
        }
        catch (PdfBrokenException)
        {
            // As where it is too large.
        }
        rebuild.Findings.Add("pdf.color-profile", where, "a colour profile is broken or too large and was left out");
        return Device(components);
    }

    /// <summary>ICC.1 §7.2 and §7.3: the size it states, where its header and table of tags are sound; else 0.</summary>
    private static int ProfileEnd(ReadOnlySpan<byte> bytes, int components)
    {
        var size = bytes.U32Big(0);
        var space = components switch { 1 => "GRAY"u8, 4 => "CMYK"u8, _ => "RGB "u8 };
        if (size is < 132 or > MaxProfile || size > bytes.Length || !bytes.HasAt(36, "acsp"u8) || (!bytes.HasAt(16, space) && !(components == 3 && bytes.HasAt(16, "Lab "u8))))
            return 0;
        var count = bytes.U32Big(128);
        if (count > 100)
            return 0;
        for (var i = 0; i < count; i++)
        {
            var entry = 132 + (i * 12);
            if ((long)bytes.U32Big(entry + 4) + bytes.U32Big(entry + 8) > size || entry + 12 > size)
                return 0;
        }
        return (int)size;
    }

    private ColorSpaceCopy? Indexed(List<PdfValue> items, PdfDictionary? resources, string where, int depth)
    {
        if (items.Count < 4 || Copy(items[1], resources, where, depth + 1) is not { Components: > 0 } below)
            return null;
        var high = Math.Clamp(rebuild.File.Int(items[2], 0), 0, 255);
        var table = rebuild.File.Resolve(items[3]) switch
        {
            PdfString text => text.Bytes,
            PdfStream stream => StreamDecoder.Bytes(stream, rebuild.File),
            _ => default,
        };
        var whole = rebuild.Functions.Exactly(table, (high + 1) * below.Components).ToArray();
        return new(new PdfArray([new PdfName("Indexed"), below.Value, new PdfNumber(high), new PdfString(whole)]), 1);
    }

    private ColorSpaceCopy? Separation(List<PdfValue> items, PdfDictionary? resources, string where, int depth)
    {
        if (items.Count < 4 || rebuild.File.Name(items[1]) is not { } name || Alternate(items, resources, where, depth) is not { } rest)
            return null;
        return new(new PdfArray([new PdfName("Separation"), new PdfName(SafeNames.Of(name, "Spot")), .. rest]), 1);
    }

    private ColorSpaceCopy? Several(List<PdfValue> items, PdfDictionary? resources, string where, int depth)
    {
        if (items.Count < 4 || rebuild.File.Array(items[1]) is not { Items: { Count: > 0 and <= MaxColorants } names }
            || Alternate(items, resources, where, depth) is not { } rest)
        {
            return null;
        }
        var copies = names.Select(n => (PdfValue)new PdfName(SafeNames.Of(rebuild.File.Name(n) ?? "", "Spot"))).ToList();
        return new(new PdfArray([new PdfName("DeviceN"), new PdfArray(copies), .. rest]), names.Count);
    }

    private PdfValue[]? Alternate(List<PdfValue> items, PdfDictionary? resources, string where, int depth)
        => Copy(items[2], resources, where, depth + 1) is { Components: > 0 } below && rebuild.Functions.Copy(items[3], where) is { } tint
            ? [below.Value, tint] : null;
}
