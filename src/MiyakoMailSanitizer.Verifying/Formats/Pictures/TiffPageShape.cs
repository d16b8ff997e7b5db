namespace MiyakoMailSanitizer.Verifying.Formats.Pictures;

/// <summary>Checks that the tags of a page fit each other and its strip.</summary>
internal static class TiffPageShape
{
    private const int Group4 = 4, Jpeg = 7, Deflate = 8;

    /// <summary>Null, or what is wrong.</summary>
    /// <param name="tags">Of one page; those that must be there are.</param>
    /// <param name="strip">Its pixels.</param>
    public static string? Fault(IReadOnlyDictionary<int, long[]> tags, ReadOnlyMemory<byte> strip)
    {
        const string Odd = "the tags of a page are not as we write them";
        long width = tags[256][0], height = tags[257][0], compression = tags[259][0], photometric = tags[262][0], samples = tags[277][0];
        var depth = tags[258][0];
        if (tags.Any(t => t.Value.Length != Count(t.Key, samples, depth)) || tags[258].Any(d => d != depth) || tags[254][0] is not (0 or 2))
            return Odd;
        if (width is < 1 or > int.MaxValue || height is < 1 or > int.MaxValue || tags[278][0] != height || tags[284][0] != 1 || !IsResolution(tags))
            return Odd;
        return compression switch
        {
            Group4 when (photometric, samples, depth) == (0, 1, 1) && Has(tags) => new FaxRows(strip.Span, (int)width).Fault((int)height),
            Jpeg => JpegFault(tags, strip, (int)width, (int)height),
            Deflate when IsDeflated(tags, photometric, samples, depth) && ((width * samples * depth) + 7) / 8 is <= int.MaxValue / 2 and var row
                => Deflated.Fault(strip, height, (int)row, _ => true),
            _ => Odd,
        };
    }

    /// <summary>How many numbers a tag has; of those outside (kept under the negative tag) it is only the place.</summary>
    private static long Count(int tag, long samples, long depth) => tag switch
    {
        258 => samples,
        282 or 283 or 530 => 2,
        320 => 3L << (int)Math.Min(depth, 16),
        _ => 1,
    };

    private static bool IsResolution(IReadOnlyDictionary<int, long[]> tags)
        => tags[296][0] is 1 or 2 && tags[282][0] > 0 && tags[283][0] > 0 && tags[282][1] == 1_000 && tags[283][1] == 1_000;

    /// <summary>Exactly these of the tags that are not always there.</summary>
    private static bool Has(IReadOnlyDictionary<int, long[]> tags, params ReadOnlySpan<int> wanted)
    {
        foreach (var tag in (ReadOnlySpan<int>)[317, 320, 338, 530])
        {
            if (tags.ContainsKey(tag) != wanted.Contains(tag))
                return false;
        }

        return true;
    }

    private static bool IsDeflated(IReadOnlyDictionary<int, long[]> tags, long photometric, long samples, long depth) => (photometric, samples) switch
    {
        (1, 1) => depth is 2 or 4 ? Has(tags) : depth is 8 or 16 && Has(tags, 317) && tags[317][0] == 2,
        (2, 3) => depth is 8 or 16 && Has(tags, 317) && tags[317][0] == 2,
        (1, 2) or (2, 4) => depth is 8 or 16 && Has(tags, 317, 338) && tags[317][0] == 2 && tags[338][0] == 2,
        (3, 1) => depth is 1 or 2 or 4 or 8 && Has(tags, 320),
        _ => false,
    };

    private static string? JpegFault(IReadOnlyDictionary<int, long[]> tags, ReadOnlyMemory<byte> strip, int width, int height)
    {
        var file = new JpegFile(strip.Span, hasJfif: false);
        if (file.Fault() is { } fault)
            return fault;
        var isGray = file.Components == 1;
        var fits = tags[258][0] == 8 && tags[277][0] == file.Components && tags[262][0] == (isGray ? 1 : 6) && file.Width == width && file.Height == height
            && (isGray ? Has(tags) : Has(tags, 530) && (tags[530][0], tags[530][1]) == file.Subsampling);
        return fits ? null : "the JPEG of a page is not what its tags say";
    }
}
