using MiyakoMailSanitizer.Sanitizing.Pdf.Model;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Reading;

/// <summary>Finds the objects of a file without its cross-reference: the last one of a number counts, as in viewers.</summary>
internal sealed class XrefScan(PdfFile file)
{
    private readonly byte[] _data = file.Data;
    private readonly XrefTable _table = new();
    private readonly List<int> _objectStreams = [];
    private int _catalog = -1;

    /// <param name="use">Told the table before its object streams are read, as their lengths may be objects.</param>
    public XrefTable Scan(Action<XrefTable> use)
    {
        for (var at = 0; at < _data.Length && _data.AsSpan(at).IndexOf("obj"u8) is >= 0 and var next;)
        {
            at += next + 3;
            if (HeadBefore(at - 3) is { } head)
                at = Math.Max(at, Take(head));
        }
        Trailers();
        use(_table);
        foreach (var number in _objectStreams)
        {
            foreach (var (inner, index) in new ObjectStreams(file).Directory(number))
            {
                file.Budget.SpendValue();
                _table.Entries.TryAdd(inner, new(0, number, index));
                if (_catalog < 0 && file.Dictionary(file.Object(inner)) is { } dictionary && file.Name(dictionary["Type"]) == "Catalog")
                    _catalog = inner;
            }
        }
        if (_table.Trailer["Root"] is null && _catalog >= 0)
            _table.Trailer["Root"] = new PdfReference(_catalog, 0);
        return _table;
    }

    /// <summary>Where objects begin, also those that a later revision has replaced.</summary>
    public IEnumerable<int> Heads()
    {
        for (var at = 0; at < _data.Length && _data.AsSpan(at).IndexOf("obj"u8) is >= 0 and var next;)
        {
            at += next + 3;
            if (HeadBefore(at - 3) is { } head)
                yield return head;
        }
    }

    /// <summary>Where the two numbers before <c>obj</c> begin.</summary>
    private int? HeadBefore(int at)
    {
        var i = at;
        for (var part = 0; part < 2; part++)
        {
            var before = i;
            while (i > 0 && PdfLexer.IsSpace(_data[i - 1]) && before - i < 16)
                i--;
            if (part == 1 && before == i)
                return null;
            var digits = i;
            while (i > 0 && char.IsAsciiDigit((char)_data[i - 1]) && digits - i < 12)
                i--;
            if (digits == i)
                return null;
        }
        return i;
    }

    /// <summary>Remembers an object; gives where to look on.</summary>
    private int Take(int head)
    {
        if (!file.TryReadHead(head, out var number, out _, out var lexer) || number < 0)
            return 0;
        file.Budget.SpendValue();
        _table.Entries[number] = new(head, null, 0);
        var start = lexer.At;
        PdfValue value;
        try
        {
            value = lexer.Value();
        }
        catch (PdfBrokenException)
        {
            return start;
        }
        if (value is not PdfDictionary dictionary)
            return start;
        var type = (dictionary["Type"] as PdfName)?.Text;
        if (type == "Catalog")
            _catalog = number;
        lexer.SkipSpace();
        if (!_data.AsSpan(lexer.At).StartsWith("stream"u8))
            return start;
        if (type == "ObjStm")
            _objectStreams.Insert(0, number);
        if (type == "XRef")
            Merge(dictionary);
        var stated = dictionary["Length"] is PdfNumber { Value: >= 0 } length ? length.Int : -1;
        return lexer.At + 6 + file.Ends.LengthOf(Math.Min(_data.Length, lexer.At + 7), stated);
    }

    private void Trailers()
    {
        for (var at = 0; at < _data.Length && _data.AsSpan(at).IndexOf("trailer"u8) is >= 0 and var next;)
        {
            at += next + 7;
            try
            {
                if (new PdfLexer(_data, at, _data.Length, file.Budget).Next() is PdfDictionary trailer)
                    Merge(trailer);
            }
            catch (PdfBrokenException)
            {
                // The next one, then.
            }
        }
        if (_table.Trailer["Root"] is not PdfReference root || !_table.Entries.ContainsKey(root.Number))
            _table.Trailer["Root"] = _catalog >= 0 ? new PdfReference(_catalog, 0) : _table.Trailer["Root"];
    }

    private void Merge(PdfDictionary trailer)
    {
        foreach (var key in (ReadOnlySpan<string>)["Root", "Info", "Encrypt", "ID"])
        {
            if (trailer[key] is { } value)
                _table.Trailer[key] = value;
        }
    }
}

/// <summary>Objects that lie packed together (§7.5.7).</summary>
internal sealed class ObjectStreams(PdfFile file)
{
    private readonly Dictionary<int, Packed?> _streams = [];

    public void Clear() => _streams.Clear();

    /// <summary>Numbers of the objects within and their places in the list.</summary>
    public IEnumerable<(int Number, int Index)> Directory(int stream)
    {
        try
        {
            return Open(stream) is { } open ? open.Objects.Select((o, i) => (o.Number, i)) : [];
        }
        catch (PdfBrokenException)
        {
            return [];
        }
    }

    public PdfValue Read(int stream, int number, int index)
    {
        if (Open(stream) is not { } open)
            return PdfNull.Instance;
        var place = index < open.Objects.Count && open.Objects[index].Number == number ? index : open.ByNumber.GetValueOrDefault(number, -1);
        if (place < 0)
            return PdfNull.Instance;
        return new PdfLexer(open.Data, open.Objects[place].Offset, open.Data.Length, file.Budget).Value();
    }

    private Packed? Open(int number)
    {
        if (_streams.TryGetValue(number, out var known))
            return known;
        _streams[number] = null;
        // A stream can't lie in an object stream, so one within another ends here.
        if (file.Object(number) is not PdfStream stream)
            return null;
        var data = StreamDecoder.Bytes(stream, file).ToArray();
        var count = file.Int(stream.Dictionary["N"], 0);
        var first = file.Int(stream.Dictionary["First"], 0);
        var lexer = new PdfLexer(data, 0, data.Length, file.Budget);
        var objects = new List<(int Number, int Offset)>();
        for (var i = 0; i < count && lexer.Next() is PdfNumber inner && lexer.Next() is PdfNumber offset; i++)
        {
            if ((long)first + offset.Int is >= 0 and var at && at <= data.Length)
                objects.Add((inner.Int, (int)at));
        }
        var byNumber = new Dictionary<int, int>();
        for (var i = 0; i < objects.Count; i++)
            byNumber[objects[i].Number] = i;
        return _streams[number] = new(data, objects, byNumber);
    }

    private sealed record Packed(byte[] Data, List<(int Number, int Offset)> Objects, Dictionary<int, int> ByNumber);
}
