using System.Buffers;
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

    // U+00AD shows only where a browser breaks a line there.
    private static readonly SearchValues<char> RunEnd = SearchValues.Create(" \t\r\n\f\u00A0\u00AD");

    private readonly StringBuilder _out = new();
    private readonly List<Indent> _indents = [];
    private readonly List<string> _pendingOpen = [];
    private char[] _line = new char[256];
    private int _length;
    private int _surplusIndents;
    private int _lowestIndents;
    private int _margin;
    private int _blankLines;
    private bool _hasLines;
    private Gap _gap;

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

    /// <summary>The last character of the line, or a space at its start and after white space.</summary>
    public Rune Last
        => _length > 0 && _gap == Gap.None
            && Rune.DecodeLastFromUtf16(_line.AsSpan(0, _length), out var last, out _) == OperationStatus.Done
            ? last
            : new(' ');

    /// <summary>Text whose white space collapses.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepsBreaks">White space collapses but line ends stay (<c>white-space: pre-line</c>).</param>
    public void Text(ReadOnlySpan<char> text, bool keepsBreaks = false)
    {
        work.Step(text.Length);
        while (!text.IsEmpty && !IsFull)
        {
            var end = text.IndexOfAny(RunEnd);
            if (end != 0)
            {
                Append(end < 0 ? text : text[..end]);
                text = end < 0 ? [] : text[end..];
                continue;
            }
            var c = text[0];
            if (c == '\u00A0')
                AppendSpace(' ');
            else if (c == '\n' && keepsBreaks)
                LineBreak();
            else if (c != '\u00AD')
                _gap = c is '\n' or '\r' || _gap == Gap.Break ? Gap.Break : Gap.Space;
            text = text[1..];
        }
    }

    /// <summary>Text whose white space stays.</summary>
    public void Preformatted(ReadOnlySpan<char> text)
    {
        work.Step(text.Length);
        while (!text.IsEmpty && !IsFull)
        {
            var end = text.IndexOfAny(RunEnd);
            if (end != 0)
            {
                Append(end < 0 ? text : text[..end]);
                text = end < 0 ? [] : text[end..];
                continue;
            }
            if (text[0] == '\n')
                LineBreak();
            else if (text[0] is ' ' or '\t' or '\u00A0')
                AppendSpace(text[0] == '\t' ? '\t' : ' ');
            text = text[1..];
        }
    }

    /// <summary>Our own words, written as they are.</summary>
    public void Literal(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty && !IsFull)
        {
            var space = text.IndexOf(' ');
            if (space == 0)
                AppendSpace(' ');
            else
                Append(space < 0 ? text : text[..space]);
            text = space < 0 ? [] : text[Math.Max(1, space)..];
        }
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
        if (_length == 0 && _hasLines)
        {
            _out.Length--;
            _out.Append(text).Append('\n');
            return;
        }
        var gap = _gap;
        _gap = Gap.None;
        Literal(_length == 0 ? text.AsSpan().TrimStart() : text);
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
    public void Line(ReadOnlySpan<char> text)
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

    /// <summary>As new.</summary>
    public void Clear()
    {
        _out.Clear();
        _indents.Clear();
        _pendingOpen.Clear();
        _length = _surplusIndents = _lowestIndents = _margin = _blankLines = 0;
        _hasLines = IsFull = false;
        _gap = Gap.None;
    }

    /// <summary>Characters other than white space.</summary>
    private void Append(ReadOnlySpan<char> run)
    {
        if (IsFull)
            return;
        if (run.IndexOfAnyInRange('\uD800', '\uDFFF') >= 0)
            run = WithoutLoneSurrogates(run);
        if (run.IsEmpty)
            return;
        WritePending();
        if (_gap != Gap.None && _length > 0 && !JoinsWith(run))
            Put(" ");
        _gap = Gap.None;
        var room = maxCharacters - _out.Length - _length;
        if (run.Length >= room)
        {
            IsFull = true;
            run = run[..Math.Max(0, room)];
            if (run.Length > 0 && char.IsHighSurrogate(run[^1]))
                run = run[..^1];
        }
        Written += run.Length;
        Put(run);
    }

    private void AppendSpace(char space)
    {
        if (_gap != Gap.None && _length > 0)
            Put(" ");
        _gap = Gap.None;
        Put([space]);
        IsFull = _out.Length + _length >= maxCharacters;
    }

    private void WritePending()
    {
        if (_pendingOpen.Count == 0)
            return;
        var open = string.Concat(_pendingOpen);
        _pendingOpen.Clear();
        Literal(open);
    }

    // A line break of the source between two characters of a script without spaces is nothing.
    private bool JoinsWith(ReadOnlySpan<char> run)
        => _gap == Gap.Break
            && Rune.DecodeLastFromUtf16(_line.AsSpan(0, _length), out var last, out _) == OperationStatus.Done
            && Rune.DecodeFromUtf16(run, out var first, out _) == OperationStatus.Done
            && HtmlChars.IsSpaceless(last) && HtmlChars.IsSpaceless(first);

    private static ReadOnlySpan<char> WithoutLoneSurrogates(ReadOnlySpan<char> run)
    {
        var clean = new StringBuilder(run.Length);
        while (!run.IsEmpty)
        {
            var isPair = Rune.DecodeFromUtf16(run, out _, out var length) == OperationStatus.Done;
            if (isPair)
                clean.Append(run[..length]);
            run = run[length..];
        }
        return clean.ToString();
    }

    private void Put(ReadOnlySpan<char> text)
    {
        if (_length + text.Length > _line.Length)
            Array.Resize(ref _line, Math.Max(_length + text.Length, 2 * _line.Length));
        text.CopyTo(_line.AsSpan(_length));
        _length += text.Length;
    }

    private void EndLine(bool countsWhenEmpty)
    {
        _gap = Gap.None;
        var line = _line.AsSpan(0, _length);
        _length = 0;
        if (!line.ContainsAnyExcept(HtmlChars.Unseen))
        {
            if (countsWhenEmpty || line.Length > 0)
                _blankLines++;
            return;
        }
        if (_hasLines)
            BlankLines(Math.Min(MaxBlankLines, Math.Max(_blankLines, _margin)));
        foreach (var indent in _indents)
            _out.Append(indent.Take());
        _out.Append(line.TrimEnd(HtmlChars.Trailing)).Append('\n');
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
        var prefix = _lowestIndents == 0 || _indents.Count == 0
            ? ""
            : string.Concat(_indents.Take(Math.Min(_lowestIndents, _indents.Count)).Select(i => i.Rest)).TrimEnd();
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
