namespace MiyakoMailSanitizer.Verifying.Formats.Pictures;

/// <summary>
/// TIFF as we write it: for each page its one strip, what its tags point to, its directory; each byte belongs to one of them, in this order.
/// </summary>
internal sealed class TiffChecker : IFormatChecker
{
    private const int MaxPages = 10_000, Short = 3, Long = 4, Fraction = 5;

    // Tag, its type, and whether it must be there.
    private static readonly (int Tag, int Type, bool IsNeeded)[] Tags =
    [
        (254, Long, true), (256, Long, true), (257, Long, true), (258, Short, true), (259, Short, true), (262, Short, true), (273, Long, true),
        (277, Short, true), (278, Long, true), (279, Long, true), (282, Fraction, true), (283, Fraction, true), (284, Short, true),
        (296, Short, true), (317, Short, false), (320, Short, false), (338, Short, false), (530, Short, false),
    ];

    public void Check(ReadOnlyMemory<byte> content, Place place, FaultList faults)
    {
        if (Fault(content) is { } fault)
            faults.Add("file.tiff", place.Path, fault);
    }

    private static string? Fault(ReadOnlyMemory<byte> content)
    {
        var cursor = new ByteCursor(content.Span);
        if (cursor.Little32() != 0x002A4949)
            return "the signature is wrong";
        var (directory, start, pages) = (cursor.Little32(), 8L, 0);
        while (directory != 0)
        {
            if (++pages > MaxPages || directory < start || directory > content.Length - 6)
                return "a directory is not where it should be";
            var tags = ReadDirectory(content.Span, directory, start, out var end, out var fault);
            fault ??= TiffPageShape.Fault(tags, content.Slice((int)start, (int)tags[279][0]));
            if (fault is not null)
                return fault;
            cursor = new ByteCursor(content.Span[(end - 4)..]);
            (directory, start) = (cursor.Little32(), end);
        }

        return pages > 0 && start == content.Length ? null : "something follows its end";
    }

    /// <summary>The values of all tags; nothing may lie between the strip, the values and the directory but one byte that makes the place even.</summary>
    private static Dictionary<int, long[]> ReadDirectory(ReadOnlySpan<byte> bytes, long at, long start, out int end, out string? fault)
    {
        var tags = new Dictionary<int, long[]>();
        var cursor = new ByteCursor(bytes[(int)at..]);
        var count = cursor.Little16();
        end = (int)at + 2 + (count * 12) + 4;
        fault = "a directory is not as we write it";
        var (last, outside) = (0, -1L);
        for (var i = 0; i < count; i++)
        {
            int tag = cursor.Little16(), type = cursor.Little16();
            long number = cursor.Little32(), size = type == Short ? 2 : type == Long ? 4 : 8;
            if (cursor.IsCut || tag <= last || !Array.Exists(Tags, t => t.Tag == tag && t.Type == type) || number is < 1 or > 768)
                return tags;
            last = tag;
            var inline = cursor.Take(4);
            if (number * size > 4)
            {
                var place = new ByteCursor(inline).Little32();
                // The first value outside comes after the strip, whose length is not known yet: it is checked below.
                if (place < start || place + (number * size) > at || (outside >= 0 && place != outside))
                    return tags;
                tags[-tag] = [place];
                outside = place + (number * size);
                inline = bytes.Slice((int)place, (int)(number * size));
            }
            else if (inline[(int)(number * size)..].IndexOfAnyExcept((byte)0) >= 0)
            {
                return tags;
            }

            tags[tag] = Values(inline, type, number);
        }

        if (end > bytes.Length || Array.Exists(Tags, t => t.IsNeeded && !tags.ContainsKey(t.Tag)))
            return tags;
        fault = Places(bytes, tags, at, start, outside);
        return tags;
    }

    private static long[] Values(ReadOnlySpan<byte> bytes, int type, long number)
    {
        var cursor = new ByteCursor(bytes);
        var values = new long[type == Fraction ? number * 2 : number];
        for (var i = 0; i < values.Length; i++)
            values[i] = type == Short ? cursor.Little16() : cursor.Little32();
        return values;
    }

    private static string? Places(ReadOnlySpan<byte> bytes, Dictionary<int, long[]> tags, long at, long start, long outside)
    {
        const string Gap = "something lies between the parts of a page";
        if (tags[273].Length != 1 || tags[279].Length != 1 || tags[273][0] != start || tags[279][0] < 1)
            return Gap;
        var strip = start + tags[279][0];
        var even = strip + (strip & 1);
        var first = tags.Where(t => t.Key < 0).Min(t => t.Value[0]);
        return even == first && outside == at && (even == strip || bytes[(int)strip] == 0) ? null : Gap;
    }
}
