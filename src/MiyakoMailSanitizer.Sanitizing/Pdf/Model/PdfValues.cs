using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Model;

/// <summary>A value of ISO 32000-2 §7.3. The same shapes are read and written.</summary>
internal abstract class PdfValue;

/// <summary>The null object; also what can't be read.</summary>
internal sealed class PdfNull : PdfValue
{
    public static PdfNull Instance { get; } = new();
}

internal sealed class PdfBool(bool value) : PdfValue
{
    public bool Value { get; } = value;
}

/// <summary>An integer or a real number; never NaN or infinite.</summary>
internal sealed class PdfNumber(double value) : PdfValue
{
    public double Value { get; } = double.IsFinite(value) ? value : 0;

    /// <summary>The nearest integer, within the range of <see cref="int"/>.</summary>
    public int Int => (int)Math.Clamp(Math.Truncate(Value), int.MinValue, int.MaxValue);
}

internal sealed class PdfString(byte[] bytes) : PdfValue
{
    public byte[] Bytes { get; } = bytes;
}

/// <summary>A name after resolving its <c>#xx</c> escapes; a character for each byte.</summary>
internal sealed class PdfName(string text) : PdfValue
{
    public string Text { get; } = text;

    /// <summary>A name from UTF-16 text that is ASCII.</summary>
    public override string ToString() => Text;
}

/// <summary>A bare word: an operator of a content stream, or <c>obj</c>, <c>stream</c>, <c>R</c> in a file.</summary>
internal sealed class PdfKeyword(string text) : PdfValue
{
    public string Text { get; } = text;
}

internal sealed class PdfReference(int number, int generation) : PdfValue
{
    public int Number { get; } = number;
    public int Generation { get; } = generation;
}

internal sealed class PdfArray(List<PdfValue> items) : PdfValue
{
    public List<PdfValue> Items { get; } = items;

    public static PdfArray Of(params ReadOnlySpan<double> numbers)
    {
        var items = new List<PdfValue>(numbers.Length);
        foreach (var number in numbers)
            items.Add(new PdfNumber(number));
        return new(items);
    }
}

/// <summary>Keys in the order in which they were given.</summary>
internal sealed class PdfDictionary : PdfValue
{
    private readonly OrderedDictionary<string, PdfValue> _entries = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, PdfValue>> Entries => _entries;

    public int Count => _entries.Count;

    /// <summary>Values that a later one of the same key has replaced. Readers differ in which one they take.</summary>
    public List<KeyValuePair<string, PdfValue>> Doubled { get; } = [];

    /// <summary>Null where there is none.</summary>
    public PdfValue? this[string key]
    {
        get => _entries.GetValueOrDefault(key);
        set
        {
            if (value is null)
                _entries.Remove(key);
            else
                _entries[key] = value;
        }
    }

    public void Read(string key, PdfValue value)
    {
        if (_entries.TryGetValue(key, out var before))
            Doubled.Add(new(key, before));
        _entries[key] = value;
    }

    public PdfDictionary With(string key, PdfValue? value)
    {
        this[key] = value;
        return this;
    }

    public PdfDictionary WithName(string key, string name) => With(key, new PdfName(name));

    public PdfDictionary With(string key, double number) => With(key, new PdfNumber(number));
}

/// <summary>A stream as read: its bytes are still packed, and encrypted where the file is.</summary>
internal sealed class PdfStream(PdfDictionary dictionary, ReadOnlyMemory<byte> raw, int number, int generation) : PdfValue
{
    public PdfDictionary Dictionary { get; } = dictionary;
    public ReadOnlyMemory<byte> Raw { get; } = raw;

    /// <summary>Of the object; the key of its encryption hangs on it.</summary>
    public int Number { get; } = number;
    public int Generation { get; } = generation;
}

/// <summary>Latin-1 is how names are kept.</summary>
internal static class PdfText
{
    public static string Latin1(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>A text string (§7.9.2.2): UTF-16 with mark, UTF-8 with mark, else as Latin-1.</summary>
    public static string Decode(byte[] bytes)
    {
        if (bytes is [0xFE, 0xFF, ..])
            return Encoding.BigEndianUnicode.GetString(bytes.AsSpan(2, (bytes.Length - 2) & ~1));
        if (bytes is [0xFF, 0xFE, ..])
            return Encoding.Unicode.GetString(bytes.AsSpan(2, (bytes.Length - 2) & ~1));
        return bytes is [0xEF, 0xBB, 0xBF, ..] ? Encoding.UTF8.GetString(bytes.AsSpan(3)) : Encoding.Latin1.GetString(bytes);
    }

    /// <summary>UTF-16 with mark.</summary>
    public static PdfString Encode(string text) => new([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)]);
}
