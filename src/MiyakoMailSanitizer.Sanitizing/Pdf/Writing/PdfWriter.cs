using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Writing;

/// <summary>A stream as it is written: packed, with its whole dictionary but for the length.</summary>
internal sealed class PdfPacked(PdfDictionary dictionary, ReadOnlyMemory<byte> bytes) : PdfValue
{
    public PdfDictionary Dictionary { get; } = dictionary;
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;
}

/// <summary>
/// Writes a PDF of one shape: header, objects numbered from 1 in the order in which they are reached from the catalog, a plain
/// cross-reference table, a trailer of three keys. What nothing refers to is not written.
/// </summary>
internal sealed class PdfWriter(PdfBudget budget)
{
    private readonly List<PdfValue> _objects = [];
    private readonly Dictionary<string, PdfReference> _known = new(StringComparer.Ordinal);

    public PdfReference Reserve()
    {
        budget.SpendValue();
        _objects.Add(PdfNull.Instance);
        return new(_objects.Count - 1, 0);
    }

    public void Set(PdfReference reference, PdfValue value) => _objects[reference.Number] = value;

    public PdfValue Get(PdfReference reference) => _objects[reference.Number];

    /// <summary>Counts bytes that were made elsewhere.</summary>
    public void Spend(long bytes) => budget.Spend(bytes);

    public PdfReference Add(PdfValue value)
    {
        var reference = Reserve();
        Set(reference, value);
        return reference;
    }

    /// <summary>A stream whose bytes are packed here.</summary>
    public PdfReference AddStream(PdfDictionary dictionary, ReadOnlySpan<byte> plain) => Add(Pack(dictionary, plain));

    /// <summary>The same, where one of the same content may stand for it.</summary>
    public PdfReference AddShared(PdfDictionary dictionary, ReadOnlySpan<byte> plain) => Share(Pack(dictionary, plain));

    /// <summary>One object for all streams of the same bytes.</summary>
    public PdfReference Share(PdfPacked stream)
    {
        var head = new MemoryStream();
        new PdfFormatter(head, null).Write(stream.Dictionary);
        head.Write(stream.Bytes.Span);
        var key = Convert.ToHexString(SHA256.HashData(head.GetBuffer().AsSpan(0, (int)head.Length)));
        return _known.TryGetValue(key, out var known) ? known : _known[key] = Add(stream);
    }

    public PdfPacked Pack(PdfDictionary dictionary, ReadOnlySpan<byte> plain)
    {
        var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(plain);
        budget.Spend(stream.Length);
        return new(dictionary.WithName("Filter", "FlateDecode"), stream.GetBuffer().AsMemory(0, (int)stream.Length));
    }

    public byte[] Finish(PdfReference root, PdfReference? info)
    {
        var numbers = new Dictionary<int, int>();
        var order = new List<int>();
        int Number(int old)
        {
            if (!numbers.TryGetValue(old, out var number))
            {
                numbers[old] = number = numbers.Count + 1;
                order.Add(old);
            }
            return number;
        }

        var bytes = new MemoryStream();
        bytes.Write("%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n".Select(c => (byte)c).ToArray());
        Number(root.Number);
        if (info is not null)
            Number(info.Number);
        var places = new List<long>();
        var formatter = new PdfFormatter(bytes, Number);
        for (var i = 0; i < order.Count; i++)
        {
            budget.Tick();
            places.Add(bytes.Length);
            formatter.WriteObject(i + 1, _objects[order[i]]);
        }
        Finish(bytes, places, info is not null);
        budget.Spend(bytes.Length);
        return bytes.ToArray();
    }

    private static void Finish(MemoryStream bytes, List<long> places, bool hasInfo)
    {
        var start = bytes.Length;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
            text.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        text.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {places.Count + 1}/Root 1 0 R{(hasInfo ? "/Info 2 0 R" : "")}>>\nstartxref\n{start}\n%%EOF\n");
        bytes.Write(Encoding.ASCII.GetBytes(text.ToString()));
    }
}

/// <summary>Writes values in their one form: hexadecimal strings, names with escapes where they must be, plain numbers.</summary>
/// <param name="to">Where to.</param>
/// <param name="number">The number that an object gets; null where they stay.</param>
internal sealed class PdfFormatter(Stream to, Func<int, int>? number)
{
    public void WriteObject(int number, PdfValue value)
    {
        Ascii(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n"));
        if (value is PdfPacked stream)
        {
            stream.Dictionary.With("Length", stream.Bytes.Length);
            Write(stream.Dictionary);
            Ascii("\nstream\n");
            to.Write(stream.Bytes.Span);
            Ascii("\nendstream\nendobj\n");
        }
        else
        {
            Write(value);
            Ascii("\nendobj\n");
        }
    }

    public void Write(PdfValue value)
    {
        switch (value)
        {
            case PdfBool flag:
                Ascii(flag.Value ? "true" : "false");
                break;
            case PdfNumber n:
                Ascii(Number(n.Value));
                break;
            case PdfString text:
                Ascii($"<{Convert.ToHexString(text.Bytes)}>");
                break;
            case PdfName name:
                Ascii(Name(name.Text));
                break;
            case PdfReference reference:
                Ascii(string.Create(CultureInfo.InvariantCulture, $"{(number is null ? reference.Number : number(reference.Number))} 0 R"));
                break;
            case PdfArray array:
                Write(array);
                break;
            case PdfDictionary dictionary:
                Write(dictionary);
                break;
            default:
                Ascii("null");
                break;
        }
    }

    private void Write(PdfArray array)
    {
        Ascii("[");
        for (var i = 0; i < array.Items.Count; i++)
        {
            if (i > 0)
                Ascii(" ");
            Write(array.Items[i]);
        }
        Ascii("]");
    }

    private void Write(PdfDictionary dictionary)
    {
        Ascii("<<");
        foreach (var (key, value) in dictionary.Entries)
        {
            Ascii(Name(key));
            Ascii(" ");
            Write(value);
        }
        Ascii(">>");
    }

    /// <summary>At most ten places behind the point; never an exponent.</summary>
    public static string Number(double value)
    {
        value = Math.Clamp(value, -2147483648d, 2147483647d);
        if (value == Math.Truncate(value))
            return ((long)value).ToString(CultureInfo.InvariantCulture);
        var text = value.ToString("0.##########", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    public static string Name(string name)
    {
        var text = new StringBuilder("/", name.Length + 1);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+' or ',' or '*' or '\'')
                text.Append(c);
            else
                text.Append(CultureInfo.InvariantCulture, $"#{(int)c & 255:X2}");
        }
        return text.ToString();
    }

    private void Ascii(string text) => to.Write(Encoding.Latin1.GetBytes(text));
}
