using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>
/// Writes lines: collapses white space as browsers do, keeps blank lines to two, and starts each line with the quote marks, indents and
/// list marks that are in force. Nothing is written before a line has content, so that empty elements leave no trace.
/// </summary>
internal sealed class BlockWriter(int maxCharacters, HtmlWork work)
{
    private const int MaxIndents = 16;
    private const int MaxBlankLines = 2;

    private readonly StringBuilder _out = new();
    private readonly StringBuilder _line = new();
    private readonly List<Indent> _indents = [];
    private readonly List<string> _pendingOpen = [];
    private int _surplusIndents;
    private int _lowestIndents;
    private int _margin;
    private int _blankLines;
    private bool _hasLines;
    private Gap _gap;
    private Rune _last;

    private enum Gap
    {
        None,
        Space,

        /// <summary>White space with a line break of the source in it.</summary>
        Break,
    }

    /// <summary>True once the limit was reached; the rest is left out.</summary>
    public bool IsFull { get; private set; }

    /// <summary>How many characters other than white space were written.</summary>
    public long Written { get; private set; }

    /// <summary>The last character of the line, or a space at its start.</summary>
    public Rune Last => _line.Length == 0 || _gap != Gap.None ? new(' ') : _last;

    private bool LineIsEmpty => _line.Length == 0;

    /// <summary>Text whose white space collapses.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepsBreaks">White space collapses but line ends stay (<c>white-space: pre-line</c>).</param>
    public void Text(string text, bool keepsBreaks = false)
    {
        work.Step(text.Length);
        for (var i = 0; i < text.Length && !IsFull; i++)
        {
            var c = text[i];
            if (keepsBreaks && c == '\n')
                LineBreak();
            else if (HtmlChars.IsSpace(c))
                _gap = c is '\n' or '\r' || _gap == Gap.Break ? Gap.Break : Gap.Space;
            else if (c == '\u00A0')
                Append(new(' '), isSpace: true);
            else if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                Append(rune, isSpace: false);
                i += rune.Utf16SequenceLength - 1;
            }
        }
    }

    /// <summary>Text whose white space stays.</summary>
    public void Preformatted(string text)
    {
        work.Step(text.Length);
        for (var i = 0; i < text.Length && !IsFull; i++)
        {
            var c = text[i];
            if (c == '\n')
                LineBreak();
            else if (c is ' ' or '\t' or '\u00A0')
                Append(new(c == '\u00A0' ? ' ' : c), isSpace: true);
            else if (c is not ('\r' or '\f') && Rune.TryGetRuneAt(text, i, out var rune))
            {
                Append(rune, isSpace: false);
                i += rune.Utf16SequenceLength - 1;
            }
        }
    }

    /// <summary>Our own words, written as they are.</summary>
    public void Literal(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            Append(rune, isSpace: rune.Value == ' ');
    }

    /// <summary>Words to be written before the next content, if any comes before <see cref="Close"/>.</summary>
    public void Open(string text) => _pendingOpen.Add(text);

    /// <summary>Ends what <see cref="Open"/> began; nothing where no content came between.</summary>
    public void Close(string text)
    {
        if (_pendingOpen.Count > 0)
            _pendingOpen.RemoveAt(_pendingOpen.Count - 1);
        else
            Suffix(text);
    }

    /// <summary>Adds to the last content, even where its line has ended already; white space seen since comes after it.</summary>
    public void Suffix(string text)
    {
        if (IsFull)
            return;
        if (LineIsEmpty && _hasLines)
        {
            _out.Length--;
            _out.Append(text).Append('\n');
            return;
        }
        var gap = _gap;
        _gap = Gap.None;
        if (LineIsEmpty)
            text = text.TrimStart();
        Literal(text);
        _gap = gap;
    }

    /// <summary>Ends the line, also an empty one.</summary>
    public void LineBreak() => EndLine(countsWhenEmpty: true);

    /// <summary>A block begins or ends here: ends the line, and asks for blank lines before the next one.</summary>
    /// <param name="margin">0 to 2; margins that meet count once.</param>
    public void Block(int margin)
    {
        EndLine(countsWhenEmpty: false);
        _margin = Math.Max(_margin, margin);
    }

    /// <summary>Starts a block whose lines begin with <paramref name="rest"/>, the first with <paramref name="first"/> instead.</summary>
    public void Push(string rest, string? first = null)
    {
        if (_indents.Count >= MaxIndents)
            _surplusIndents++;
        else
            _indents.Add(new(rest) { First = first });
    }

    /// <summary>Ends the block of the last <see cref="Push"/>.</summary>
    public void Pop()
    {
        if (_surplusIndents > 0)
        {
            _surplusIndents--;
            return;
        }
        _indents.RemoveAt(_indents.Count - 1);
        _lowestIndents = Math.Min(_lowestIndents, _indents.Count);
    }

    /// <summary>A whole line of our own making.</summary>
    public void Line(string text)
    {
        Block(0);
        Preformatted(text);
        EndLine(countsWhenEmpty: true);
    }

    /// <summary>All lines, each with LF.</summary>
    public string Finish()
    {
        EndLine(countsWhenEmpty: false);
        return _out.ToString();
    }

    private void Append(Rune rune, bool isSpace)
    {
        if (IsFull)
            return;
        if (!isSpace)
            Written++;
        if (_pendingOpen.Count > 0 && !isSpace)
        {
            var open = string.Concat(_pendingOpen);
            _pendingOpen.Clear();
            Literal(open);
        }
        var line = _line;
        if (_gap != Gap.None && line.Length > 0 && !(_gap == Gap.Break && HtmlChars.IsSpaceless(_last) && HtmlChars.IsSpaceless(rune)))
            line.Append(' ');
        _gap = Gap.None;
        _last = rune;
        Span<char> buffer = stackalloc char[2];
        line.Append(buffer[..rune.EncodeToUtf16(buffer)]);
        IsFull = _out.Length + line.Length >= maxCharacters;
    }

    private void EndLine(bool countsWhenEmpty)
    {
        _gap = Gap.None;
        var text = _line.ToString();
        _line.Clear();
        if (!text.AsSpan().ContainsAnyExcept(HtmlChars.Unseen))
        {
            if (countsWhenEmpty || text.Length > 0)
                _blankLines++;
            return;
        }
        if (_hasLines)
            BlankLines(Math.Min(MaxBlankLines, Math.Max(_blankLines, _margin)));
        foreach (var indent in _indents)
            _out.Append(indent.Take());
        _out.Append(text.AsSpan().TrimEnd(HtmlChars.Trailing)).Append('\n');
        _hasLines = true;
        _margin = 0;
        _blankLines = 0;
        _lowestIndents = _indents.Count;
    }

    // A blank line between two quoted lines is quoted too, as deep as the shallower of them.
    private void BlankLines(int count)
    {
        if (count == 0)
            return;
        var prefix = string.Concat(_indents.Take(Math.Min(_lowestIndents, _indents.Count)).Select(i => i.Rest)).TrimEnd();
        for (var i = 0; i < count; i++)
            _out.Append(prefix).Append('\n');
    }

    private sealed class Indent(string rest)
    {
        public string Rest { get; } = rest;

        public string? First { get; set; }

        public string Take()
        {
            var text = First ?? Rest;
            First = null;
            return text;
        }
    }
}
