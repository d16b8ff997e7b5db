using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Verifying.Formats.Pdf;

internal enum PdfKind
{
    Null,
    Bool,
    Number,
    String,
    Name,
    Array,
    Dictionary,
    Reference,
    Word,
}

/// <summary>A value of a PDF, and the bytes of its stream where it has one.</summary>
internal sealed class PdfNode(PdfKind kind)
{
    public PdfKind Kind { get; } = kind;

    /// <summary>Of a name or word.</summary>
    public string Text { get; init; } = "";

    /// <summary>Of a number; of a reference the object's number.</summary>
    public double Number { get; init; }

    /// <summary>Of a string.</summary>
    public byte[] Bytes { get; init; } = [];

    public List<PdfNode> Items { get; } = [];

    public Dictionary<string, PdfNode> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>Packed; null where there is no stream.</summary>
    public ReadOnlyMemory<byte>? Stream { get; set; }

    public bool IsName(string text) => Kind == PdfKind.Name && Text == text;

    public bool IsInteger => Kind == PdfKind.Number && Number == Math.Truncate(Number);
}

/// <summary>
/// Reads values in the one form that we write: strings in upper-case hexadecimal, names with escapes where there must be some and nowhere else,
/// plain numbers, one space where there must be one. Whatever is not so is a fault.
/// </summary>
internal sealed class PdfValueReader(ReadOnlyMemory<byte> data, int at)
{
    private const int MaxDepth = 12, MaxName = 127;

    public int At { get; private set; } = at;

    private ReadOnlySpan<byte> Rest => data.Span[At..];

    public bool IsAtEnd => At >= data.Length;

    public bool Take(ReadOnlySpan<byte> text)
    {
        if (!Rest.StartsWith(text))
            return false;
        At += text.Length;
        return true;
    }

    /// <summary>Null where it is not as we write it.</summary>
    public PdfNode? Value(int depth = 0)
    {
        if (IsAtEnd || depth > MaxDepth)
            return null;
        if (Take("<<"u8))
            return Dictionary(depth);
        if (Take("["u8))
            return Array(depth);
        if (Take("<"u8))
            return Hex();
        if (Take("/"u8))
            return Name();
        if (Take("true"u8) || Take("false"u8))
            return new(PdfKind.Bool);
        if (Take("null"u8))
            return new(PdfKind.Null);
        return NumberOrReference();
    }

    private PdfNode? Dictionary(int depth)
    {
        var node = new PdfNode(PdfKind.Dictionary);
        while (!Take(">>"u8))
        {
            if (!Take("/"u8) || Name() is not { } key || !Take(" "u8) || Value(depth + 1) is not { } value || !node.Keys.TryAdd(key.Text, value))
                return null;
        }
        return node;
    }

    private PdfNode? Array(int depth)
    {
        var node = new PdfNode(PdfKind.Array);
        while (!Take("]"u8))
        {
            if ((node.Items.Count > 0 && !Take(" "u8)) || Value(depth + 1) is not { } value)
                return null;
            node.Items.Add(value);
        }
        return node;
    }

    public PdfNode? Hex()
    {
        var end = Rest.IndexOf((byte)'>');
        if (end < 0 || end % 2 != 0 || Rest[..end].ContainsAnyExcept("0123456789ABCDEF"u8))
            return null;
        var bytes = Convert.FromHexString(Encoding.ASCII.GetString(Rest[..end]));
        At += end + 1;
        return new(PdfKind.String) { Bytes = bytes };
    }

    public PdfNode? Name()
    {
        var text = new StringBuilder();
        while (!IsAtEnd)
        {
            var b = Rest[0];
            if (b == '#')
            {
                if (Rest.Length < 3 || Rest.Slice(1, 2).ContainsAnyExcept("0123456789ABCDEF"u8))
                    return null;
                var c = (char)Convert.ToByte(Encoding.ASCII.GetString(Rest.Slice(1, 2)), 16);
                if (c == 0 || IsPlain((byte)c))
                    return null;
                text.Append(c);
                At += 3;
            }
            else if (IsPlain(b))
            {
                text.Append((char)b);
                At++;
            }
            else
            {
                break;
            }
            if (text.Length > MaxName)
                return null;
        }
        return text.Length == 0 ? null : new(PdfKind.Name) { Text = text.ToString() };
    }

    private static bool IsPlain(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'+' or (byte)',' or (byte)'*'
        or (byte)'\'';

    private PdfNode? NumberOrReference()
    {
        if (Number() is not { } number)
            return null;
        if (!number.IsInteger || number.Number < 1 || !Rest.StartsWith(" 0 R"u8))
            return number;
        At += 4;
        return new(PdfKind.Reference) { Number = number.Number };
    }

    /// <summary><c>-?digits[.digits]</c>, without needless zeros.</summary>
    public PdfNode? Number()
    {
        var length = Rest.IndexOfAnyExcept("0123456789.-"u8);
        length = length < 0 ? Rest.Length : length;
        if (length is 0 or > 24)
            return null;
        var text = Encoding.ASCII.GetString(Rest[..length]);
        var digits = text.TrimStart('-');
        var isCanonical = text.Length - digits.Length <= 1 && digits.Length > 0 && digits[0] != '.' && !digits.Contains('-', StringComparison.Ordinal)
            && (digits[0] != '0' || digits.Length == 1 || digits[1] == '.') && digits[^1] != '.' && text != "-0"
            && digits.IndexOf('.', StringComparison.Ordinal) == digits.LastIndexOf('.');
        if (!isCanonical || !double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || Math.Abs(value) > 2_147_483_648d)
        {
            return null;
        }
        At += length;
        return new(PdfKind.Number) { Number = value };
    }

    /// <summary>A run of letters and signs up to white space.</summary>
    public string Word()
    {
        var length = Rest.IndexOfAny(" \n"u8);
        length = length < 0 ? Rest.Length : length;
        var text = Encoding.Latin1.GetString(Rest[..Math.Min(length, 32)]);
        At += length;
        return text;
    }
}
