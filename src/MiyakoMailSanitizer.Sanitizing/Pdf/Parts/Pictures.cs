using MiyakoMailSanitizer.Sanitizing.Images;
using MiyakoMailSanitizer.Sanitizing.Images.Jpeg;
using MiyakoMailSanitizer.Sanitizing.Images.Tiff;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;
using MiyakoMailSanitizer.Sanitizing.Pdf.Writing;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>
/// Pictures (§8.9). Samples are decoded and packed anew, fax pages are decoded, JPEG is walked marker by marker; JPEG 2000 and JBIG2 can't be
/// read here and are left out with a finding; their pages are drawn instead where there is a renderer.
/// </summary>
internal sealed class Pictures(PdfRebuild rebuild)
{
    private const int MaxSide = 100_000, PaethFilter = 4;

    private static readonly string[] Intents = ["AbsoluteColorimetric", "RelativeColorimetric", "Saturation", "Perceptual"];

    private enum Use
    {
        Picture,
        SoftMask,
        Stencil,
    }

    private readonly Copies _copies = new(rebuild), _masks = new(rebuild), _stencils = new(rebuild);
    private readonly PictureBudget _budget = new(rebuild.Scope.Policy.Images, rebuild.CancellationToken);

    /// <summary>Null where it is left out.</summary>
    public PdfValue? Copy(PdfStream stream, PdfDictionary? resources, string where)
        => _copies.Of(stream, where, () => (Guarded(stream, resources, where, Use.Picture), 1)).Copy;

    private PdfReference? Guarded(PdfStream stream, PdfDictionary? resources, string where, Use use)
    {
        try
        {
            return Read(stream, resources, where, use);
        }
        catch (PictureException e)
        {
            rebuild.Findings.Add("pdf.picture-withheld", where, e.Message);
        }
        catch (PdfBrokenException e)
        {
            rebuild.Findings.Add("pdf.picture-withheld", where, e.Message);
        }
        rebuild.Losses++;
        return null;
    }

    private PdfReference Read(PdfStream stream, PdfDictionary? resources, string where, Use use)
    {
        var file = rebuild.File;
        var source = stream.Dictionary;
        int width = file.Int(source["Width"], 0), height = file.Int(source["Height"], 0);
        if (width is < 1 or > MaxSide || height is < 1 or > MaxSide)
            throw new PdfBrokenException("a picture has no sound size");
        var isStencil = use == Use.Stencil || file.Resolve(source["ImageMask"]) is PdfBool { Value: true };
        var decoded = StreamDecoder.Decode(stream, file);
        var bits = isStencil ? 1 : decoded.Picture is "DCTDecode" ? 8 : decoded.Picture == "CCITTFaxDecode" ? 1 : file.Int(source["BitsPerComponent"], 8);
        if (bits is not (1 or 2 or 4 or 8 or 16))
            throw new PdfBrokenException("a picture has no sound depth");
        var space = isStencil ? null : source["ColorSpace"] is { } given ? rebuild.ColorSpaces.Copy(given, resources, where) : null;
        if (!isStencil && (space is null || space.Components == 0 || use == Use.SoftMask))
            space = use == Use.SoftMask && space?.Components == 1 ? space : decoded.Picture == "DCTDecode" && space is null ? null : ColorSpaces.Device(1);
        var copy = new PdfDictionary().WithName("Type", "XObject").WithName("Subtype", "Image");
        var packed = decoded.Picture switch
        {
            "" => Samples(decoded, width, height, isStencil ? 1 : space!.Components, bits, copy),
            "CCITTFaxDecode" => Fax(decoded, width, height, copy),
            "DCTDecode" when !isStencil => Jpeg(decoded, ref width, ref height, ref space, copy),
            var other => throw PictureException.Unsupported($"a picture is coded in a way that can't be read yet ({other})"),
        };
        copy.With("Width", width).With("Height", height).With("BitsPerComponent", bits);
        if (isStencil)
            copy["ImageMask"] = new PdfBool(true);
        else
            copy["ColorSpace"] = space!.Value;
        Details(source, copy, isStencil ? 1 : space!.Components, where, use, isStencil);
        return rebuild.Writer.Share(packed);
    }

    private void Details(PdfDictionary source, PdfDictionary copy, int components, string where, Use use, bool isStencil)
    {
        var file = rebuild.File;
        copy["Decode"] = rebuild.Numbers(source["Decode"], components * 2);
        copy["Interpolate"] = file.Resolve(source["Interpolate"]) as PdfBool;
        if (file.Name(source["Intent"]) is { } intent && Intents.Contains(intent))
            copy.WithName("Intent", intent);
        if (use == Use.SoftMask)
            copy["Matte"] = file.Numbers64(source["Matte"], 1, 32) is { } matte ? PdfArray.Of(matte) : null;
        if (use != Use.Picture || isStencil)
            return;
        if (file.Stream(source["SMask"]) is { } soft)
            copy["SMask"] = _masks.Of(soft, where, () => (Guarded(soft, null, where, Use.SoftMask), 1)).Copy;
        else if (file.Stream(source["Mask"]) is { } hard)
            copy["Mask"] = _stencils.Of(hard, where, () => (Guarded(hard, null, where, Use.Stencil), 1)).Copy;
        else
            copy["Mask"] = rebuild.Numbers(source["Mask"], components * 2);
    }

    private PdfPacked Samples(Decoded decoded, int width, int height, int components, int bits, PdfDictionary copy)
    {
        _budget.Claim(width, height, components * bits);
        var row = (int)((((long)width * components * bits) + 7) / 8);
        var bytes = rebuild.Functions.Exactly(decoded.Bytes, checked(row * height));
        if (!decoded.IsPredicted || bits != 8)
            return rebuild.Writer.Pack(copy, bytes.Span);
        copy["DecodeParms"] = new PdfDictionary().With("Predictor", 15).With("Colors", components).With("BitsPerComponent", 8).With("Columns", width);
        return rebuild.Writer.Pack(copy, Predict(bytes.Span, row, height, components));
    }

    /// <summary>As §7.4.4.4 has it, each row by Paeth's filter: pictures that came small stay small.</summary>
    private byte[] Predict(ReadOnlySpan<byte> samples, int row, int height, int step)
    {
        rebuild.File.Budget.Spend(((long)row + 1) * height);
        var result = new byte[checked((row + 1) * height)];
        ReadOnlySpan<byte> above = new byte[row];
        for (var y = 0; y < height; y++)
        {
            rebuild.File.Budget.Tick();
            var line = samples.Slice(y * row, row);
            var to = result.AsSpan(y * (row + 1), row + 1);
            to[0] = PaethFilter;
            for (var i = 0; i < row; i++)
            {
                int left = i >= step ? line[i - step] : 0, up = above[i], corner = i >= step ? above[i - step] : 0;
                int p = left + up - corner, a = Math.Abs(p - left), b = Math.Abs(p - up), c = Math.Abs(p - corner);
                to[i + 1] = (byte)(line[i] - (a <= b && a <= c ? left : b <= c ? up : corner));
            }
            above = line;
        }
        return result;
    }

    private PdfPacked Fax(Decoded decoded, int width, int height, PdfDictionary copy)
    {
        var file = rebuild.File;
        var parameters = decoded.Parameters;
        var columns = file.Int(parameters["Columns"], 1_728);
        if (columns is < 1 or > MaxSide)
            throw new PdfBrokenException("a fax page has no sound width");
        _budget.Claim(columns, height, 1);
        var k = file.Int(parameters["K"], 0);
        var isAligned = file.Resolve(parameters["EncodedByteAlign"]) is PdfBool { Value: true };
        if (isAligned && k != 0)
            throw PictureException.Unsupported("a fax page is coded in a way that can't be read yet");
        var stride = (columns + 7) / 8;
        file.Budget.Spend((long)stride * height);
        var rows = new byte[stride * height];
        new CcittReader(decoded.Bytes.Span, columns, k < 0 ? CcittKind.Group4 : isAligned ? CcittKind.Rle : CcittKind.Group3, k > 0).Read(rows, stride);
        if (file.Resolve(parameters["BlackIs1"]) is not PdfBool { Value: true })
        {
            foreach (ref var b in rows.AsSpan())
                b = (byte)~b;
        }
        var row = (width + 7) / 8;
        if (row == stride)
            return rebuild.Writer.Pack(copy, rows);
        var fitted = new byte[row * height];
        for (var y = 0; y < height; y++)
            rows.AsSpan(y * stride, Math.Min(row, stride)).CopyTo(fitted.AsSpan(y * row));
        return rebuild.Writer.Pack(copy, fitted);
    }

    private PdfPacked Jpeg(Decoded decoded, ref int width, ref int height, ref ColorSpaceCopy? space, PdfDictionary copy)
    {
        var survey = JpegSurvey.Of(decoded.Bytes.Span, new PictureNotes());
        _budget.Claim(survey.Width, survey.Height, survey.Components * 8);
        // The stream's own size is what decoders go by.
        (width, height) = (survey.Width, survey.Height);
        if (width is < 1 or > MaxSide || height is < 1 or > MaxSide)
            throw new PdfBrokenException("a picture has no sound size");
        if (space?.Components != survey.Components)
            space = ColorSpaces.Device(survey.Components);
        var bytes = WithoutProfile(survey.Clean.Span);
        rebuild.File.Budget.Spend(bytes.Length);
        copy.WithName("Filter", "DCTDecode");
        if (rebuild.File.Number(decoded.Parameters["ColorTransform"]) is { } transform)
            copy["DecodeParms"] = new PdfDictionary().With("ColorTransform", transform is 0 ? 0 : 1);
        return new(copy, bytes);
    }

    /// <summary>The survey keeps profiles, which PDF does not read from there.</summary>
    private static byte[] WithoutProfile(ReadOnlySpan<byte> jpeg)
    {
        var result = new MemoryStream(jpeg.Length);
        result.Write(jpeg[..2]);
        var at = 2;
        while (at + 4 <= jpeg.Length && jpeg[at + 1] != 0xDA)
        {
            var length = ((jpeg[at + 2] << 8) | jpeg[at + 3]) + 2;
            if (jpeg[at + 1] != 0xE2)
                result.Write(jpeg.Slice(at, length));
            at += length;
        }
        // Behind the first scan there are tables and scans alone.
        result.Write(jpeg[at..]);
        return result.ToArray();
    }
}
