using MiyakoMailSanitizer.Sanitizing.Pdf.Model;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Reading;

/// <summary>Where an object lies: at an offset, or within an object stream.</summary>
internal readonly record struct XrefEntry(long Offset, int? Stream, int Index);

/// <summary>What all sections of the cross-reference say together; the newest counts.</summary>
internal sealed class XrefTable
{
    public Dictionary<int, XrefEntry> Entries { get; } = [];

    /// <summary>Objects that a newer section has freed.</summary>
    public HashSet<int> Freed { get; } = [];

    public PdfDictionary Trailer { get; set; } = new();
}

/// <summary>Where streams end.</summary>
internal sealed class StreamEnds(byte[] data)
{
    private List<int>? _places;

    private List<int> Places => _places ??= Find();

    private List<int> Find()
    {
        var places = new List<int>();
        for (var at = 0; data.AsSpan(at).IndexOf("endstream"u8) is >= 0 and var next; at += next + 9)
            places.Add(at + next);
        return places;
    }

    /// <summary>The stated length where <c>endstream</c> follows it; else up to the next one, or to the end.</summary>
    public int LengthOf(int start, int stated)
    {
        if (stated >= 0 && stated <= data.Length - start)
        {
            var after = start + stated;
            while (after < data.Length && after < start + stated + 4 && PdfLexer.IsSpace(data[after]))
                after++;
            if (data.AsSpan(after).StartsWith("endstream"u8) || data.AsSpan(after).StartsWith("endobj"u8))
                return stated;
        }
        var end = Next(start);
        if (end > start && data[end - 1] == '\n')
            end--;
        if (end > start && data[end - 1] == '\r')
            end--;
        return end - start;
    }

    /// <summary>The next <c>endstream</c>, or the end of the file.</summary>
    public int Next(int start)
    {
        var index = Places.BinarySearch(start);
        index = index < 0 ? ~index : index;
        return index < Places.Count ? Places[index] : data.Length;
    }
}

/// <summary>Reads the sections of the cross-reference from the last one back (§7.5.4, §7.5.8).</summary>
internal sealed class XrefReader(PdfFile file)
{
    private const int TailBytes = 2_048, MaxSections = 10_000;
    private readonly XrefTable _table = new();
    private readonly HashSet<long> _seen = [];
    private readonly byte[] _data = file.Data;
    private int _shift;

    /// <exception cref="PdfBrokenException">It can't be read.</exception>
    public XrefTable Read()
    {
        var tail = Math.Max(0, _data.Length - TailBytes);
        var mark = _data.AsSpan(tail).LastIndexOf("startxref"u8);
        if (mark < 0)
            throw new PdfBrokenException("startxref is missing");
        var lexer = new PdfLexer(_data, tail + mark + 9, _data.Length, file.Budget);
        if (lexer.Next() is not PdfNumber start)
            throw new PdfBrokenException("startxref has no number");
        // Places count from `%PDF-`, which may stand behind other bytes.
        _shift = Math.Max(0, _data.AsSpan(0, Math.Min(1_024, _data.Length)).IndexOf("%PDF-"u8));
        var open = new Queue<long>([(long)start.Value]);
        var isFirst = true;
        while (open.TryDequeue(out var at))
        {
            if (!_seen.Add(at))
                continue;
            if (_seen.Count > MaxSections)
                throw new PdfBrokenException("there are too many sections of the cross-reference");
            var trailer = Section(at);
            if (isFirst)
                _table.Trailer = trailer;
            isFirst = false;
            if (trailer["XRefStm"] is PdfNumber hidden)
                open.Enqueue((long)hidden.Value);
            if (trailer["Prev"] is PdfNumber previous)
                open.Enqueue((long)previous.Value);
        }
        return _table;
    }

    private PdfDictionary Section(long at)
    {
        at += _shift;
        if (at < 0 || at >= _data.Length)
            throw new PdfBrokenException("the cross-reference lies outside of the file");
        var lexer = new PdfLexer(_data, (int)at, _data.Length, file.Budget);
        lexer.SkipSpace();
        if (!_data.AsSpan(lexer.At).StartsWith("xref"u8))
            return Stream(lexer.At);
        lexer.At += 4;
        return Table(lexer);
    }

    private PdfDictionary Table(PdfLexer lexer)
    {
        while (true)
        {
            var token = lexer.Next();
            if (token is PdfKeyword { Text: "trailer" })
                return lexer.Next() as PdfDictionary ?? throw new PdfBrokenException("the trailer is no dictionary");
            if (token is not PdfNumber first || lexer.Next() is not PdfNumber count)
                throw new PdfBrokenException("the cross-reference is no table");
            for (var i = 0; i < count.Value; i++)
            {
                if (lexer.Next() is not PdfNumber offset || lexer.Next() is not PdfNumber || lexer.Next() is not PdfKeyword kind)
                    throw new PdfBrokenException("an entry of the cross-reference is broken");
                if (kind.Text == "n")
                    Add(first.Int + i, new((long)offset.Value + _shift, null, 0));
                else
                    Free(first.Int + i);
            }
        }
    }

    private PdfDictionary Stream(int at)
    {
        if (!file.TryReadHead(at, out var number, out var generation, out var lexer) || file.ReadBody(lexer, number, generation) is not PdfStream stream)
            throw new PdfBrokenException("the cross-reference is neither table nor stream");
        var dictionary = stream.Dictionary;
        var widths = file.Numbers64(dictionary["W"], 3, 3);
        if (widths is null || widths.Any(w => w is < 0 or > 8))
            throw new PdfBrokenException("the cross-reference stream has no widths");
        var bytes = StreamDecoder.Bytes(stream, file).Span;
        var ranges = file.Numbers64(dictionary["Index"], 2, int.MaxValue) ?? [0, file.Int(dictionary["Size"], 0)];
        int a = (int)widths[0], b = (int)widths[1], c = (int)widths[2], size = a + b + c;
        if (size == 0)
            throw new PdfBrokenException("the cross-reference stream has no widths");
        for (var r = 0; r + 1 < ranges.Length; r += 2)
        {
            for (var i = 0L; i < ranges[r + 1] && bytes.Length >= size; i++, bytes = bytes[size..])
            {
                var n = (long)ranges[r] + i;
                if (n is < 0 or > int.MaxValue)
                    break;
                var kind = a == 0 ? 1 : Field(bytes[..a]);
                long second = Field(bytes.Slice(a, b)), third = Field(bytes.Slice(a + b, c));
                if (kind == 1)
                    Add((int)n, new(second + _shift, null, 0));
                else if (kind == 2 && second is >= 0 and <= int.MaxValue)
                    Add((int)n, new(0, (int)second, (int)Math.Clamp(third, 0, int.MaxValue)));
                else if (kind == 0)
                    Free((int)n);
            }
        }
        return dictionary;
    }

    private static long Field(ReadOnlySpan<byte> bytes)
    {
        var value = 0L;
        foreach (var b in bytes)
            value = unchecked((value << 8) | b);
        return value;
    }

    private void Add(int number, XrefEntry entry)
    {
        file.Budget.SpendValue();
        if (!_table.Freed.Contains(number))
            _table.Entries.TryAdd(number, entry);
    }

    private void Free(int number)
    {
        file.Budget.SpendValue();
        if (!_table.Entries.ContainsKey(number))
            _table.Freed.Add(number);
    }
}
