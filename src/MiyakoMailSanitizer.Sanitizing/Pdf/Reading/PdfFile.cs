using System.Runtime.InteropServices;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Reading;

/// <summary>
/// A PDF as viewers read it: cross-reference tables and streams, object streams, encryption with the empty password; where these are broken,
/// the objects that a scan finds.
/// </summary>
internal sealed class PdfFile
{
    private const int MaxChain = 32;
    private readonly byte[] _data;
    private readonly Dictionary<int, PdfValue> _objects = [];
    private readonly HashSet<int> _open = [];
    private readonly ObjectStreams _streams;
    private readonly StreamEnds _ends;
    private XrefTable _xref;
    private PdfDecryptor? _decryptor;

    private PdfFile(byte[] data, PdfBudget budget)
    {
        (_data, Budget) = (data, budget);
        _ends = new(data);
        _streams = new(this);
        _xref = new();
    }

    public PdfBudget Budget { get; }

    public byte[] Data => _data;

    public StreamEnds Ends => _ends;

    /// <summary>Why the cross-reference was not believed; null where it was.</summary>
    public string? Repaired { get; private set; }

    public bool IsEncrypted => _decryptor is not null;

    /// <summary>A password that was tried has opened it.</summary>
    public bool IsUnlocked => _decryptor is { IsUnlocked: true };

    public PdfDictionary Trailer => _xref.Trailer;

    public PdfDictionary Catalog { get; private set; } = new();

    /// <summary>Numbers of all objects that the cross-reference names, sorted.</summary>
    public IEnumerable<int> Numbers => _xref.Entries.Keys.Order();

    /// <summary>Objects in the file that no cross-reference names any more.</summary>
    public IEnumerable<(int Number, PdfValue Value)> Replaced()
    {
        var known = _xref.Entries.Values.Where(e => e.Stream is null).Select(e => e.Offset).ToHashSet();
        foreach (var head in new XrefScan(this).Heads())
        {
            if (!known.Contains(head) && TryRead(head) is { } found)
                yield return found;
        }
    }

    private (int Number, PdfValue Value)? TryRead(int head)
    {
        try
        {
            return TryReadHead(head, out var number, out var generation, out var lexer) ? (number, ReadBody(lexer, number, generation)) : null;
        }
        catch (PdfBrokenException)
        {
            return null;
        }
    }

    /// <exception cref="PdfRefusedException">It can't be read at all, or only with a password.</exception>
    public static PdfFile Open(ReadOnlyMemory<byte> content, PdfBudget budget)
    {
        var data = MemoryMarshal.TryGetArray(content, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array : content.ToArray();
        var file = new PdfFile(data, budget);
        file.Load();
        return file;
    }

    private void Load()
    {
        try
        {
            _xref = new XrefReader(this).Read();
            Begin();
            if (Dictionary(Catalog["Pages"]) is not null)
                return;
            Repair("the cross-reference leads to no pages");
        }
        catch (PdfBrokenException e)
        {
            Repair(e.Message);
        }
        try
        {
            Begin();
        }
        catch (PdfBrokenException e)
        {
            throw new PdfRefusedException("pdf.damaged", "", e.Message);
        }
        if (Dictionary(Catalog["Pages"]) is null)
            throw new PdfRefusedException("pdf.damaged", "", "no pages can be found in it");
    }

    private void Begin()
    {
        if (Dictionary(Trailer["Encrypt"]) is { } encrypt)
        {
            var id = Array(Trailer["ID"]) is { Items: [var first, ..] } && Resolve(first) is PdfString text ? text.Bytes : [];
            _decryptor = PdfDecryptor.Open(encrypt, id, this);
            // Strings that were read before there was a key.
            _objects.Clear();
            if (Trailer["Encrypt"] is PdfReference reference)
                _objects[reference.Number] = encrypt;
        }
        Catalog = Dictionary(Trailer["Root"]) ?? throw new PdfBrokenException("it has no catalog");
    }

    private void Repair(string why)
    {
        Repaired = why;
        _objects.Clear();
        _streams.Clear();
        _decryptor = null;
        _xref = new XrefScan(this).Scan(x => _xref = x);
        _objects.Clear();
        _streams.Clear();
    }

    /// <summary>What a reference leads to; <see cref="PdfNull"/> where it leads nowhere.</summary>
    public PdfValue Resolve(PdfValue? value)
    {
        for (var i = 0; i < MaxChain; i++)
        {
            if (value is not PdfReference reference)
                return value ?? PdfNull.Instance;
            value = Object(reference.Number);
        }
        return PdfNull.Instance;
    }

    /// <summary>The object of a number.</summary>
    public PdfValue Object(int number)
    {
        if (_objects.TryGetValue(number, out var known))
            return known;
        if (!_xref.Entries.TryGetValue(number, out var entry) || !_open.Add(number))
            return PdfNull.Instance;
        try
        {
            var value = entry.Stream is { } stream ? _streams.Read(stream, number, entry.Index) : ReadAt(entry.Offset, number);
            return _objects[number] = value;
        }
        catch (PdfBrokenException)
        {
            return _objects[number] = PdfNull.Instance;
        }
        finally
        {
            _open.Remove(number);
        }
    }

    private PdfValue ReadAt(long offset, int number)
    {
        if (offset < 0 || offset >= _data.Length || !TryReadHead((int)offset, out var found, out var generation, out var lexer) || found != number)
        {
            if (Repaired is not null)
                return PdfNull.Instance;
            // One wrong place is enough: viewers scan, too.
            Repair("the cross-reference has wrong places");
            if (Dictionary(Trailer["Encrypt"]) is not null)
                Begin();
            return _xref.Entries.TryGetValue(number, out var entry) && entry.Stream is null && entry.Offset != offset
                ? ReadAt(entry.Offset, number) : PdfNull.Instance;
        }
        return ReadBody(lexer, number, generation);
    }

    public bool TryReadHead(int offset, out int number, out int generation, out PdfLexer lexer)
    {
        (number, generation) = (0, 0);
        lexer = new PdfLexer(_data, offset, _data.Length, Budget);
        if (lexer.Next() is not PdfNumber n || lexer.Next() is not PdfNumber g || lexer.Next() is not PdfKeyword { Text: var word })
            return false;
        (number, generation) = (n.Int, g.Int);
        if (word == "obj")
            return true;
        // `obj` may stand right before the value.
        if (!word.StartsWith("obj", StringComparison.Ordinal))
            return false;
        lexer.At -= word.Length - 3;
        return true;
    }

    /// <summary>The value behind <c>obj</c>, with its stream.</summary>
    public PdfValue ReadBody(PdfLexer lexer, int number, int generation)
    {
        var value = lexer.Value();
        if (value is PdfDictionary dictionary)
        {
            lexer.SkipSpace();
            if (_data.AsSpan(lexer.At).StartsWith("stream"u8))
            {
                var at = lexer.At + 6;
                if (at < _data.Length && _data[at] == '\r')
                    at++;
                if (at < _data.Length && _data[at] == '\n')
                    at++;
                var length = _ends.LengthOf(at, LengthOf(dictionary));
                lexer.At = at + length;
                return new PdfStream((PdfDictionary)Decrypt(dictionary, number, generation), _data.AsMemory(at, length), number, generation);
            }
        }
        return Decrypt(value, number, generation);
    }

    private int LengthOf(PdfDictionary dictionary) => Resolve(dictionary["Length"]) is PdfNumber { Value: >= 0 } length ? length.Int : -1;

    private PdfValue Decrypt(PdfValue value, int number, int generation)
    {
        if (_decryptor is not { StringMethod: not "None" } decryptor)
            return value;
        switch (value)
        {
            case PdfString text:
                Budget.Spend(text.Bytes.Length);
                return new PdfString(decryptor.Decrypt(text.Bytes, decryptor.StringMethod, number, generation));
            case PdfArray array:
                return new PdfArray([.. array.Items.Select(i => Decrypt(i, number, generation))]);
            case PdfDictionary dictionary:
                var plain = new PdfDictionary();
                foreach (var (key, item) in dictionary.Entries)
                    plain[key] = Decrypt(item, number, generation);
                plain.Doubled.AddRange(dictionary.Doubled.Select(d => KeyValuePair.Create(d.Key, Decrypt(d.Value, number, generation))));
                return plain;
            default:
                return value;
        }
    }

    /// <summary>The bytes of a stream before its filters.</summary>
    public ReadOnlyMemory<byte> Decrypt(PdfStream stream)
    {
        if (_decryptor is not { StreamMethod: not "None" } decryptor || stream.Number < 0 || Name(stream.Dictionary["Type"]) == "XRef")
            return stream.Raw;
        if (Name(stream.Dictionary["Type"]) == "Metadata" && !decryptor.HasMetadata)
            return stream.Raw;
        var filter = Resolve(stream.Dictionary["Filter"]);
        if (Name(filter is PdfArray { Items: [var first, ..] } ? first : filter) == "Crypt")
            return stream.Raw;
        Budget.Spend(stream.Raw.Length);
        return decryptor.Decrypt(stream.Raw.Span, decryptor.StreamMethod, stream.Number, stream.Generation);
    }

    public int Int(PdfValue? value, int fallback) => Resolve(value) is PdfNumber number ? number.Int : fallback;

    public long Long(PdfValue? value) => Resolve(value) is PdfNumber number ? (long)Math.Clamp(number.Value, long.MinValue / 2, long.MaxValue / 2) : 0;

    public double? Number(PdfValue? value) => (Resolve(value) as PdfNumber)?.Value;

    public string? Name(PdfValue? value) => (Resolve(value) as PdfName)?.Text;

    public PdfArray? Array(PdfValue? value) => Resolve(value) as PdfArray;

    /// <summary>A dictionary, also that of a stream.</summary>
    public PdfDictionary? Dictionary(PdfValue? value) => Resolve(value) switch { PdfDictionary d => d, PdfStream s => s.Dictionary, _ => null };

    public PdfStream? Stream(PdfValue? value) => Resolve(value) as PdfStream;

    /// <summary>Numbers of an array; null where it is none or holds anything else.</summary>
    public double[]? Numbers64(PdfValue? value, int least, int most)
    {
        if (Array(value) is not { } array || array.Items.Count < least || array.Items.Count > most)
            return null;
        var numbers = new double[array.Items.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (Resolve(array.Items[i]) is not PdfNumber number)
                return null;
            numbers[i] = number.Value;
        }
        return numbers;
    }
}
