using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Parts;
using MiyakoMailSanitizer.Sanitizing.Pdf.Writing;
using Letter = UglyToad.PdfPig.Content.Letter;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Rendering;

/// <summary>
/// The text of pages that are pictures: written invisibly (§9.3.6, mode 3) where it stands, so that it can be searched and copied. One font for the
/// whole document; a character of another width is another code of it.
/// </summary>
internal sealed class TextLayer(PdfWriter writer)
{
    private const int MaxCodes = 60_000, WidthStep = 20, MaxLetter = 64;

    /// <summary>In sizes of the font: what is further off begins anew.</summary>
    private const double Near = 3, OffLine = 0.05;

    private readonly Dictionary<(string Value, int Width), int> _codes = [];
    private PdfReference? _font;

    /// <summary>Some letters had no place.</summary>
    public bool IsCut { get; private set; }

    /// <summary>What <c>Tf</c> names; null where nothing was written.</summary>
    public PdfReference? Font => _font;

    /// <summary>The operators that write the letters of one page; empty where there are none.</summary>
    /// <param name="letters">In their order.</param>
    /// <param name="font">The font's name in the resources.</param>
    public string Write(IEnumerable<Letter> letters, string font)
    {
        var text = new StringBuilder();
        Run? run = null;
        foreach (var letter in letters)
        {
            if (Placed.Of(letter) is not { } placed)
                continue;
            if (Code(placed) is not { } code)
            {
                IsCut = true;
                continue;
            }
            if (run is null || !run.TryAdd(placed, code))
            {
                run?.WriteTo(text, font);
                run = new(placed, code);
            }
        }
        run?.WriteTo(text, font);
        if (text.Length == 0)
            return "";
        _font ??= writer.Reserve();
        return $"BT\n3 Tr\n{text}ET\n";
    }

    /// <summary>Writes the font, once all pages are done.</summary>
    public void Finish()
    {
        if (_font is null)
            return;
        var name = new PdfName("MiyakoText");
        var program = writer.AddStream(new PdfDictionary().With("Length1", GlyphlessFont.Program.Length), GlyphlessFont.Program);
        var descriptor = new PdfDictionary().WithName("Type", "FontDescriptor").With("FontName", name).With("Flags", 4)
            .With("FontBBox", PdfArray.Of(0, -120, 1_000, 880)).With("ItalicAngle", 0).With("Ascent", 880).With("Descent", -120).With("CapHeight", 700)
            .With("StemV", 80).With("FontFile2", program);
        var system = new PdfDictionary().With("Registry", new PdfString("Adobe"u8.ToArray())).With("Ordering", new PdfString("Identity"u8.ToArray())).With("Supplement", 0);
        var widths = new PdfArray([new PdfNumber(1), new PdfArray([.. _codes.OrderBy(c => c.Value).Select(c => (PdfValue)new PdfNumber(c.Key.Width))])]);
        var glyphs = new byte[(_codes.Count + 1) * 2];
        for (var i = 3; i < glyphs.Length; i += 2)
            glyphs[i] = (byte)GlyphlessFont.Glyph;
        var below = new PdfDictionary().WithName("Type", "Font").WithName("Subtype", "CIDFontType2").With("BaseFont", name).With("CIDSystemInfo", writer.Add(system))
            .With("FontDescriptor", writer.Add(descriptor)).With("DW", 1_000).With("W", widths).With("CIDToGIDMap", writer.AddStream(new(), glyphs));
        writer.Set(_font, new PdfDictionary().WithName("Type", "Font").WithName("Subtype", "Type0").With("BaseFont", name).WithName("Encoding", "Identity-H")
            .With("DescendantFonts", new PdfArray([writer.Add(below)])).With("ToUnicode", writer.AddStream(new(), Encoding.ASCII.GetBytes(UnicodeMap()))));
    }

    private int? Code(Placed letter)
    {
        var width = Math.Clamp((int)Math.Round(letter.Width / letter.Size * 1_000 / WidthStep), 0, 200) * WidthStep;
        if (_codes.TryGetValue((letter.Value, width), out var code))
            return code;
        return _codes.Count >= MaxCodes ? null : _codes[(letter.Value, width)] = _codes.Count + 1;
    }

    private string UnicodeMap()
    {
        var map = new CMapText();
        foreach (var ((value, _), code) in _codes.OrderBy(c => c.Value))
            map.Add("bfchar", [new PdfString([(byte)(code >> 8), (byte)code]), new PdfString(Encoding.BigEndianUnicode.GetBytes(value))]);
        return map.ToText(isUnicode: true, isVertical: false);
    }

    /// <summary>A letter with its place and the direction of its line; the direction is a unit vector.</summary>
    private sealed record Placed(string Value, double X, double Y, double Width, double Size, double Dx, double Dy)
    {
        public static Placed? Of(Letter letter)
        {
            var value = new string([.. (letter.Value ?? "").Where(c => !char.IsControl(c))]);
            var size = letter.PointSize;
            var (start, end) = (letter.StartBaseLine, letter.EndBaseLine);
            double dx = end.X - start.X, dy = end.Y - start.Y, width = Math.Sqrt((dx * dx) + (dy * dy));
            if (value.Length is 0 or > MaxLetter || !(size is > 0.1 and < 5_000) || !double.IsFinite(width) || width > 4 * size
                || !(Math.Abs(start.X) < 100_000 && Math.Abs(start.Y) < 100_000))
            {
                return null;
            }
            return width < 0.001 ? new(value, start.X, start.Y, 0, size, 1, 0) : new(value, start.X, start.Y, width, size, dx / width, dy / width);
        }
    }

    /// <summary>Letters on one line.</summary>
    private sealed class Run
    {
        private readonly Placed _first;
        private readonly StringBuilder _shown = new("[<");
        private Placed _last;

        public Run(Placed first, int code)
        {
            _first = _last = first;
            Append(code);
        }

        private void Append(int code) => _shown.Append(code.ToString("X4", CultureInfo.InvariantCulture));

        public bool TryAdd(Placed next, int code)
        {
            double x = next.X - _last.X, y = next.Y - _last.Y;
            double along = (x * _first.Dx) + (y * _first.Dy), across = (y * _first.Dx) - (x * _first.Dy);
            var isOnLine = Math.Abs(next.Size - _first.Size) < 0.01 && Math.Abs(across) < _first.Size * OffLine
                && along >= -_first.Size * OffLine && along < _first.Size * Near && (next.Width == 0 || (next.Dx * _first.Dx) + (next.Dy * _first.Dy) > 0.999);
            if (!isOnLine)
                return false;
            // What the code's own width leaves.
            var rest = Math.Round((Math.Round(_last.Width / _last.Size * 1_000 / WidthStep) * WidthStep) - (along / _first.Size * 1_000));
            if (Math.Abs(rest) > 1)
                _shown.Append('>').Append(PdfFormatter.Number(rest)).Append('<');
            Append(code);
            _last = next;
            return true;
        }

        public void WriteTo(StringBuilder text, string font)
        {
            double[] matrix = [_first.Dx, _first.Dy, -_first.Dy, _first.Dx, _first.X, _first.Y];
            text.Append('/').Append(font).Append(' ').Append(PdfFormatter.Number(Math.Round(_first.Size, 3))).Append(" Tf\n")
                .AppendJoin(' ', matrix.Select(n => PdfFormatter.Number(Math.Round(n, 4)))).Append(" Tm\n").Append(_shown).Append(">]TJ\n");
        }
    }
}
