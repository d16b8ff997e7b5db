using System.Buffers;
using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Reading;

/// <summary>Tokens and values of ISO 32000-2 §7.2 and §7.3, as leniently as viewers read them. Time is linear, depth is bounded.</summary>
internal sealed class PdfLexer(byte[] data, int start, int end, PdfBudget budget, bool isContent = false)
{
    /// <summary>Arrays and dictionaries in each other; deeper ones can't be read.</summary>
    public const int MaxDepth = 100;

    private const int MaxName = 2_048;
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);
    private static readonly PdfKeyword ArrayEnd = new("]"), DictionaryEnd = new(">>");

    public int At { get; set; } = start;

    public int End => end;

    public bool IsAtEnd => At >= end;

    public static bool IsSpace(byte b) => b is 0 or 9 or 10 or 12 or 13 or 32;

    public static bool IsDelimiter(byte b) => b is (byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}'
        or (byte)'/' or (byte)'%';

    private static bool IsRegular(byte b) => !IsSpace(b) && !IsDelimiter(b);

    public void SkipSpace()
    {
        while (At < end)
        {
            if (IsSpace(data[At]))
            {
                At++;
            }
            else if (data[At] == '%')
            {
                var next = data.AsSpan(At, end - At).IndexOfAny(LineEnds);
                At = next < 0 ? end : At + next;
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>The next value or keyword; null at the end.</summary>
    /// <exception cref="PdfBrokenException">Too deep.</exception>
    public PdfValue? Next() => Next(0);

    /// <summary>The next value; what is none is null.</summary>
    public PdfValue Value() => Next() is { } value and not PdfKeyword ? value : PdfNull.Instance;

    private PdfValue? Next(int depth)
    {
        SkipSpace();
        if (At >= end)
            return null;
        if (isContent)
            budget.Tick();
        else
            budget.SpendValue();
        var b = data[At];
        switch (b)
        {
            case (byte)'/':
                return Name();
            case (byte)'(':
                return Literal();
            case (byte)'<':
                return At + 1 < end && data[At + 1] == '<' ? Dictionary(depth) : Hex();
            case (byte)'>':
                At += At + 1 < end && data[At + 1] == '>' ? 2 : 1;
                return DictionaryEnd;
            case (byte)'[':
                return Array(depth);
            case (byte)']':
                At++;
                return ArrayEnd;
            case (byte)')' or (byte)'{' or (byte)'}':
                At++;
                return new PdfKeyword(((char)b).ToString());
            default:
                return b is (>= (byte)'0' and <= (byte)'9') or (byte)'+' or (byte)'-' or (byte)'.' ? Number() : Word();
        }
    }

    private PdfArray Array(int depth)
    {
        At++;
        var items = new List<PdfValue>();
        Fill(items, depth, ArrayEnd);
        return new(items);
    }

    private PdfDictionary Dictionary(int depth)
    {
        At += 2;
        var items = new List<PdfValue>();
        Fill(items, depth, DictionaryEnd);
        var dictionary = new PdfDictionary();
        for (var i = 0; i + 1 < items.Count; i++)
        {
            // What is no name where a key must stand is passed over, as viewers do.
            if (items[i] is PdfName key)
                dictionary.Read(key.Text, items[++i]);
        }
        return dictionary;
    }

    private void Fill(List<PdfValue> items, int depth, PdfKeyword close)
    {
        if (depth >= MaxDepth)
            throw new PdfBrokenException("values are nested too deeply");
        while (Next(depth + 1) is { } item)
        {
            if (item is not PdfKeyword word)
            {
                items.Add(item);
                continue;
            }
            if (ReferenceEquals(word, close))
                return;
            if (word.Text == "R" && items is [.., PdfNumber number, PdfNumber generation])
            {
                items.RemoveRange(items.Count - 2, 2);
                items.Add(new PdfReference(number.Int, generation.Int));
            }
            else if (word.Text is "endobj" or "stream" or "endstream")
            {
                // The end is missing; what was read stands.
                At -= word.Text.Length;
                return;
            }
        }
    }

    private PdfName Name()
    {
        At++;
        var start = At;
        var hasEscape = false;
        while (At < end && IsRegular(data[At]))
            hasEscape |= data[At++] == '#';
        var bytes = data.AsSpan(start, Math.Min(At - start, MaxName));
        if (!hasEscape)
            return new(PdfText.Latin1(bytes));
        var text = new char[bytes.Length];
        var count = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '#' && i + 2 < bytes.Length && HexOf(bytes[i + 1]) >= 0 && HexOf(bytes[i + 2]) >= 0)
            {
                text[count++] = (char)((HexOf(bytes[i + 1]) << 4) | HexOf(bytes[i + 2]));
                i += 2;
            }
            else
            {
                text[count++] = (char)bytes[i];
            }
        }
        return new(new string(text, 0, count));
    }

    private static int HexOf(byte b) => char.IsAsciiHexDigit((char)b) ? Convert.ToInt32(((char)b).ToString(), 16) : -1;

    private PdfString Hex()
    {
        At++;
        var bytes = new List<byte>();
        var high = -1;
        while (At < end && data[At] != '>')
        {
            var digit = HexOf(data[At++]);
            if (digit < 0)
                continue;
            if (high < 0)
            {
                high = digit;
                continue;
            }
            bytes.Add((byte)((high << 4) | digit));
            high = -1;
        }
        At = Math.Min(At + 1, end);
        if (high >= 0)
            bytes.Add((byte)(high << 4));
        budget.Spend(isContent ? 0 : bytes.Count);
        return new([.. bytes]);
    }

    private PdfString Literal()
    {
        At++;
        var bytes = new List<byte>();
        var depth = 1;
        while (At < end)
        {
            var b = data[At++];
            if (b == '(')
                depth++;
            else if (b == ')' && --depth == 0)
                break;
            if (b == '\\')
                Escape(bytes);
            else if (b == '\r')
                bytes.Add(LineEnd());
            else
                bytes.Add(b);
        }
        budget.Spend(isContent ? 0 : bytes.Count);
        return new([.. bytes]);
    }

    private byte LineEnd()
    {
        if (At < end && data[At] == '\n')
            At++;
        return (byte)'\n';
    }

    private void Escape(List<byte> bytes)
    {
        if (At >= end)
            return;
        var b = data[At++];
        switch (b)
        {
            case >= (byte)'0' and <= (byte)'7':
                var value = b - '0';
                for (var i = 0; i < 2 && At < end && data[At] is >= (byte)'0' and <= (byte)'7'; i++)
                    value = (value << 3) | (data[At++] - '0');
                bytes.Add((byte)value);
                break;
            case (byte)'\r':
                LineEnd();
                break;
            case (byte)'\n':
                break;
            default:
                bytes.Add(b switch { (byte)'n' => 10, (byte)'r' => 13, (byte)'t' => 9, (byte)'b' => 8, (byte)'f' => 12, _ => b });
                break;
        }
    }

    private PdfValue Number()
    {
        var start = At;
        while (At < end && data[At] is (>= (byte)'0' and <= (byte)'9') or (byte)'+' or (byte)'-' or (byte)'.')
            At++;
        var text = data.AsSpan(start, At - start);
        if (double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            return new PdfNumber(value);
        return new PdfNumber(Sloppy(text));
    }

    /// <summary>Doubled signs, a sign within (the rest counts for nothing), two points: as viewers read them.</summary>
    private static double Sloppy(ReadOnlySpan<byte> text)
    {
        var isNegative = text[0] == '-';
        text = text.TrimStart("+-"u8);
        double value = 0, scale = 0;
        foreach (var b in text)
        {
            if (b is (byte)'-' or (byte)'+' || (b == '.' && scale > 0))
                break;
            if (b == '.')
                scale = 1;
            else if (scale > 0)
                value += (b - '0') * (scale /= 10);
            else
                value = (value * 10) + (b - '0');
        }
        return isNegative ? -value : value;
    }

    private PdfValue Word()
    {
        var start = At;
        while (At < end && IsRegular(data[At]))
            At++;
        return PdfText.Latin1(data.AsSpan(start, Math.Min(At - start, 64))) switch
        {
            "true" => new PdfBool(true),
            "false" => new PdfBool(false),
            "null" => PdfNull.Instance,
            var word => new PdfKeyword(word),
        };
    }
}
