namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>What people would miss.</summary>
internal enum ContentKind
{
    None = 0,
    Paragraphs,
    Tables,
    Cells,
    Slides,
    Pictures,
    Charts,
    Characters,
}

/// <summary>How much of each kind there was, or is.</summary>
internal struct ContentCounts
{
    private Cells _counts;

    public int this[ContentKind kind]
    {
        readonly get => _counts[(int)kind];
        set => _counts[(int)kind] = value;
    }

    [System.Runtime.CompilerServices.InlineArray(8)]
    private struct Cells
    {
        private int _first;
    }

    public void Add(in ContentCounts other)
    {
        for (var i = 0; i < 8; i++)
            _counts[i] += other._counts[i];
    }
}

/// <summary>Counts before and after, so that no loss is silent.</summary>
internal static class Fidelity
{
    private static readonly Dictionary<string, ContentKind> Kinds = new()
    {
        ["w:p"] = ContentKind.Paragraphs,
        ["a:p"] = ContentKind.Paragraphs,
        ["w:tbl"] = ContentKind.Tables,
        ["a:tbl"] = ContentKind.Tables,
        ["x:c"] = ContentKind.Cells,
        ["p:sldId"] = ContentKind.Slides,
        ["a:blip"] = ContentKind.Pictures,
        ["v:imagedata"] = ContentKind.Pictures,
        ["c:chart"] = ContentKind.Charts,
        ["cx:chart"] = ContentKind.Charts,
        ["w:t"] = ContentKind.Characters,
        ["a:t"] = ContentKind.Characters,
        ["m:t"] = ContentKind.Characters,
        ["x:t"] = ContentKind.Characters,
    };

    /// <summary>What an element counts as; for <see cref="ContentKind.Characters"/> its text counts, not itself.</summary>
    public static ContentKind KindOf(string qName) => Kinds.GetValueOrDefault(qName);

    /// <summary>The losses in words, e.g. <c>paragraphs 12 of 14, pictures 0 of 1</c>; null where nothing is lost.</summary>
    public static string? Losses(in ContentCounts before, in ContentCounts after)
    {
        var losses = new List<string>();
        for (var kind = ContentKind.Paragraphs; kind <= ContentKind.Characters; kind++)
        {
            if (after[kind] < before[kind])
                losses.Add($"{kind.ToString().ToLowerInvariant()} {after[kind]} of {before[kind]}");
        }
        return losses.Count == 0 ? null : string.Join(", ", losses);
    }
}
