using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Rtf;

/// <summary>
/// The text of a document in Rich Text Format 1.9.1, as a viewer shows it: groups, character sets of fonts, Unicode, hidden text; pictures, objects,
/// field instructions and whatever stands in an unknown destination are left out. One pass, linear; what is not closed ends with the file.
/// </summary>
internal sealed class RtfText
{
    private const int MaxDepth = 2_000, MaxFonts = 4_096, DefaultCodePage = 1252;

    /// <summary>What stands in these is not shown in place.</summary>
    private static readonly HashSet<string> Skipped =
    [
        "colortbl", "stylesheet", "info", "pict", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "objdata", "objclass",
        "objname", "fldinst", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "xmlnstbl", "themedata", "datafield", "bkmkstart", "bkmkend",
        "annotation", "atnid", "atnauthor", "xe", "tc", "template", "filetbl", "private", "nonshppict", "sp", "do", "userprops", "docvar", "formfield",
    ];

    private static readonly Dictionary<string, string> Marks = new(StringComparer.Ordinal)
    {
        ["par"] = "\n",
        ["line"] = "\n",
        ["sect"] = "\n",
        ["page"] = "\n",
        ["column"] = "\n",
        ["row"] = "\n",
        ["nestrow"] = "\n",
        ["cell"] = "\t",
        ["nestcell"] = "\t",
        ["tab"] = "\t",
        ["emdash"] = "—",
        ["endash"] = "–",
        ["bullet"] = "•",
        ["lquote"] = "‘",
        ["rquote"] = "’",
        ["ldblquote"] = "“",
        ["rdblquote"] = "”",
        ["emspace"] = "\u2003",
        ["enspace"] = "\u2002",
    };

    /// <summary>The charset of a font (MS-RTF, \fcharset) as a code page.</summary>
    private static readonly Dictionary<int, int> CodePages = new()
    {
        [0] = 1252,
        [77] = 10000,
        [78] = 932,
        [128] = 932,
        [129] = 949,
        [130] = 1361,
        [134] = 936,
        [136] = 950,
        [161] = 1253,
        [162] = 1254,
        [163] = 1258,
        [177] = 1255,
        [178] = 1256,
        [186] = 1257,
        [204] = 1251,
        [222] = 874,
        [238] = 1250,
        [254] = 437,
    };

    private readonly byte[] _bytes;
    private readonly int _maxCharacters;
    private readonly StringBuilder _text = new();
    private readonly List<byte> _pending = [];
    private readonly Dictionary<int, int> _fonts = [];
    private readonly Stack<State> _groups = new();
    private State _state = new();
    private int _at, _codePage = DefaultCodePage;

    /// <summary>What a group changes and its end brings back.</summary>
    private record struct State()
    {
        public bool IsSkipped { get; set; }
        public bool IsFontTable { get; set; }
        public bool IsHidden { get; set; }
        public int Font { get; set; } = -1;
        public int Fallback { get; set; } = 1;

        /// <summary>Right after <c>{\*</c>: an unknown word makes it a destination that is not for us.</summary>
        public bool IsOptional { get; set; }
    }

    static RtfText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private RtfText(byte[] bytes, int maxCharacters) => (_bytes, _maxCharacters) = (bytes, maxCharacters);

    /// <summary>What was left out: words for a finding.</summary>
    public HashSet<string> LeftOut { get; } = [];

    /// <summary>The text, not yet cleaned, lines ending in LF.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="maxCharacters">The rest is cut.</param>
    /// <param name="leftOut">What was left out: objects, pictures.</param>
    /// <param name="cancellationToken">The time.</param>
    public static string Read(ReadOnlyMemory<byte> bytes, int maxCharacters, out IReadOnlyCollection<string> leftOut, CancellationToken cancellationToken)
    {
        var reader = new RtfText(bytes.ToArray(), maxCharacters);
        reader.Run(cancellationToken);
        leftOut = reader.LeftOut;
        return reader._text.ToString();
    }

    private void Run(CancellationToken cancellationToken)
    {
        for (var steps = 0; _at < _bytes.Length && _text.Length < _maxCharacters; steps++)
        {
            if (steps % 4_096 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            switch (_bytes[_at++])
            {
                case (byte)'{':
                    Flush();
                    if (_groups.Count == MaxDepth)
                        return;
                    _groups.Push(_state);
                    break;
                case (byte)'}':
                    Flush();
                    if (_groups.Count <= 1)
                        return;
                    _state = _groups.Pop();
                    break;
                case (byte)'\\':
                    Control();
                    break;
                case (byte)'\r' or (byte)'\n' or 0:
                    break;
                case var b:
                    Literal(b);
                    break;
            }
        }
        Flush();
    }

    private void Control()
    {
        if (_at == _bytes.Length)
            return;
        var c = (char)_bytes[_at];
        if (char.IsAsciiLetter(c))
        {
            Word();
            return;
        }
        _at++;
        switch (c)
        {
            case '\'':
                if (_at + 2 <= _bytes.Length && int.TryParse(Encoding.ASCII.GetString(_bytes, _at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
                {
                    _at += 2;
                    Literal((byte)value);
                }
                break;
            case '*':
                _state.IsOptional = true;
                break;
            case '~':
                Say(" ");
                break;
            case '_':
                Say("-");
                break;
            case '\r' or '\n':
                Say("\n");
                break;
            case '\\' or '{' or '}':
                Literal((byte)c);
                break;
        }
    }

    private void Word()
    {
        var start = _at;
        while (_at < _bytes.Length && char.IsAsciiLetter((char)_bytes[_at]) && _at - start < 32)
            _at++;
        var word = Encoding.ASCII.GetString(_bytes, start, _at - start);
        var (number, hasNumber) = Parameter();
        if (_at < _bytes.Length && _bytes[_at] == ' ')
            _at++;
        if (word == "bin")
        {
            _at = (int)Math.Min(_bytes.Length, _at + (long)Math.Max(0, number));
            return;
        }
        if (word != "u")
            Flush();
        Apply(word, number, hasNumber);
    }

    private (int Number, bool IsThere) Parameter()
    {
        var start = _at;
        if (_at < _bytes.Length && _bytes[_at] == '-')
            _at++;
        while (_at < _bytes.Length && char.IsAsciiDigit((char)_bytes[_at]) && _at - start < 11)
            _at++;
        return int.TryParse(Encoding.ASCII.GetString(_bytes, start, _at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? (number, true)
            : (0, false);
    }

    private void Apply(string word, int number, bool hasNumber)
    {
        var isOptional = _state.IsOptional;
        _state.IsOptional = false;
        if (Marks.TryGetValue(word, out var mark))
        {
            Say(mark);
            return;
        }
        switch (word)
        {
            case "u":
                Unicode(number);
                return;
            case "uc":
                _state.Fallback = Math.Clamp(number, 0, 16);
                return;
            case "ansicpg":
                _codePage = number;
                return;
            case "mac":
                _codePage = 10000;
                return;
            case "v":
                _state.IsHidden = !hasNumber || number != 0;
                return;
            case "plain":
                _state.IsHidden = false;
                return;
            case "fonttbl":
                _state.IsFontTable = true;
                return;
            case "f":
                _state.Font = number;
                return;
            case "fcharset":
                if (_state.IsFontTable && _fonts.Count < MaxFonts)
                    _fonts[_state.Font] = CodePages.GetValueOrDefault(number, DefaultCodePage);
                return;
            case "object" or "objdata":
                LeftOut.Add("objects");
                break;
            case "pict":
                LeftOut.Add("pictures");
                break;
        }
        // The result of an object or a field is what it looks like.
        if (Skipped.Contains(word) || (isOptional && word is not ("shppict" or "shpinst" or "shptxt")))
            _state.IsSkipped = true;
    }

    /// <summary>A UTF-16 unit, negative above 32,767; what follows for old programs is passed over.</summary>
    private void Unicode(int number)
    {
        Flush();
        Say(((char)(ushort)number).ToString());
        for (var i = 0; i < _state.Fallback && _at < _bytes.Length; i++)
        {
            if (_bytes[_at] is (byte)'{' or (byte)'}')
                return;
            if (_bytes[_at] != '\\')
                _at++;
            else if (_at + 1 < _bytes.Length && _bytes[_at + 1] == '\'')
                _at = Math.Min(_bytes.Length, _at + 4);
            else
                return;
        }
    }

    private void Literal(byte b)
    {
        _state.IsOptional = false;
        if (!_state.IsSkipped && !_state.IsHidden && !_state.IsFontTable)
            _pending.Add(b);
    }

    private void Say(string text)
    {
        Flush();
        if (!_state.IsSkipped && !_state.IsHidden && !_state.IsFontTable)
            _text.Append(text);
    }

    /// <summary>Bytes that follow each other are read together, as characters of Japanese have two.</summary>
    private void Flush()
    {
        if (_pending.Count == 0)
            return;
        var bytes = _pending.ToArray();
        _pending.Clear();
        if (Ascii.IsValid(bytes))
        {
            _text.Append(Encoding.ASCII.GetString(bytes));
            return;
        }
        var codePage = _fonts.TryGetValue(_state.Font, out var page) && page != DefaultCodePage ? page : _codePage;
        _text.Append(TextDecoder.Decode(bytes, string.Create(CultureInfo.InvariantCulture, $"cp{codePage}"), "").Text);
    }
}
