using System.Buffers;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>What <see cref="HtmlTokenizer.Read"/> found.</summary>
internal enum HtmlToken
{
    EndOfPage = 0,
    Text,
    StartTag,
    EndTag,
}

/// <summary>
/// The tokenizer of HTML §13.2.5. It looks at each character a bounded number of times and copies only where a character reference or
/// a line end has to be changed. Comments, conditional ones too, are passed over as every program but Outlook does.
/// </summary>
internal sealed partial class HtmlTokenizer(string html, HtmlFindings findings, HtmlWork work)
{
    /// <summary>Attributes kept of one tag besides the known ones, for selectors that ask for them.</summary>
    private const int MaxOthers = 8;

    private const int MaxAttributeName = 64;
    private static readonly SearchValues<char> NameEnd = SearchValues.Create("\t\n\f\r />");
    private static readonly SearchValues<char> AttributeEnd = SearchValues.Create("\t\n\f\r />=");
    private static readonly SearchValues<char> ValueEnd = SearchValues.Create("\t\n\f\r >");
    private static readonly SearchValues<char> Changed = SearchValues.Create("&\r\0");

    private readonly List<HtmlAttribute> _attributes = [];
    private readonly StringBuilder _decoded = new();
    private int _others;
    private int _at;

    /// <summary>The characters of a text.</summary>
    public ReadOnlyMemory<char> Text { get; private set; }

    /// <summary>The name of a tag.</summary>
    public HtmlName Name { get; private set; } = HtmlName.ForText;

    public bool IsSelfClosing { get; private set; }

    /// <summary>Set while inside SVG or MathML, where <c>&lt;![CDATA[</c> is no comment.</summary>
    public bool IsForeign { get; set; }

    /// <summary>False once a document type was seen that asks for the standard's rendering.</summary>
    public bool IsQuirky { get; private set; } = true;

    /// <summary>The attributes of a start tag; known ones, and a few others.</summary>
    public HtmlAttribute[] Attributes() => _attributes.Count == 0 ? [] : [.. _attributes];

    /// <summary>Reads on.</summary>
    public HtmlToken Read()
    {
        while (_at < html.Length)
        {
            work.Step();
            var start = _at;
            var open = FindMarkup(start);
            if (open > start)
            {
                _at = open;
                if (Decoded(start, open, isAttribute: false, isMarkup: true) is { Length: > 0 } text)
                {
                    Text = text;
                    return HtmlToken.Text;
                }
                continue;
            }
            if (ReadMarkup() is var token && token != HtmlToken.EndOfPage)
                return token;
        }
        return HtmlToken.EndOfPage;
    }

    /// <summary>Position of the next <c>&lt;</c> that begins something, or the end.</summary>
    private int FindMarkup(int from)
    {
        for (var at = from; at < html.Length; at++)
        {
            at = html.IndexOf('<', at);
            if (at < 0 || at + 1 >= html.Length)
                return html.Length;
            var next = html[at + 1];
            if (char.IsAsciiLetter(next) || next is '!' or '?' || (next == '/' && at + 2 < html.Length))
                return at;
        }
        return html.Length;
    }

    /// <summary><see cref="HtmlToken.EndOfPage"/> where nothing came of it.</summary>
    private HtmlToken ReadMarkup()
    {
        var next = html[_at + 1];
        if (char.IsAsciiLetter(next))
        {
            _at++;
            return ReadTag(HtmlToken.StartTag);
        }
        if (next == '/' && char.IsAsciiLetter(html[_at + 2]))
        {
            _at += 2;
            return ReadTag(HtmlToken.EndTag);
        }
        if (html.AsSpan(_at).StartsWith("<!--"))
        {
            _at = CommentEnd(_at + 4);
            return HtmlToken.EndOfPage;
        }
        if (IsForeign && html.AsSpan(_at).StartsWith("<![CDATA["))
            return ReadCharacterData();
        var end = html.IndexOf('>', _at + 2);
        var comment = html.AsSpan(_at, (end < 0 ? html.Length : end) - _at);
        if (comment.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase))
            ReadDocumentType(comment[9..]);
        _at = end < 0 ? html.Length : end + 1;
        return HtmlToken.EndOfPage;
    }

    // §13.2.6.4.1, as far as mails have it: the old transitional document types without a system identifier.
    private void ReadDocumentType(ReadOnlySpan<char> type)
        => IsQuirky = !type.Trim().StartsWith("html", StringComparison.OrdinalIgnoreCase)
            || type.Contains("DTD HTML 3", StringComparison.OrdinalIgnoreCase)
            || type.Contains("DTD HTML 2", StringComparison.OrdinalIgnoreCase)
            || type.Contains("DTD HTML 4.0 ", StringComparison.OrdinalIgnoreCase)
            || (type.Contains("DTD HTML 4.01 T", StringComparison.OrdinalIgnoreCase)
                && !type.Contains("http", StringComparison.OrdinalIgnoreCase));

    private HtmlToken ReadCharacterData()
    {
        var start = _at + 9;
        var end = html.IndexOf("]]>", start, StringComparison.Ordinal);
        _at = end < 0 ? html.Length : end + 3;
        Text = Decoded(start, end < 0 ? html.Length : end, isAttribute: false, isMarkup: false);
        return Text.IsEmpty ? HtmlToken.EndOfPage : HtmlToken.Text;
    }

    // A comment ends at "-->" or "--!>", and at once where it begins with ">" or "->".
    private int CommentEnd(int at)
    {
        var text = html.AsSpan(at);
        if (text.StartsWith(">") || text.StartsWith("->"))
            return at + (text[0] == '>' ? 1 : 2);
        while ((at = html.IndexOf("--", at, StringComparison.Ordinal)) >= 0)
        {
            var after = html.AsSpan(at + 2);
            if (after.StartsWith(">"))
                return at + 3;
            if (after.StartsWith("!>"))
                return at + 4;
            at++;
        }
        return html.Length;
    }

    private HtmlToken ReadTag(HtmlToken token)
    {
        var length = html.AsSpan(_at).IndexOfAny(NameEnd);
        Name = HtmlName.Of(length < 0 ? html.AsSpan(_at) : html.AsSpan(_at, length));
        _at = length < 0 ? html.Length : _at + length;
        IsSelfClosing = false;
        _attributes.Clear();
        _others = 0;
        while (_at < html.Length)
        {
            var c = html[_at];
            if (c == '>')
            {
                _at++;
                return token;
            }
            if (c == '/' || HtmlChars.IsSpace(c))
            {
                IsSelfClosing = c == '/' && _at + 1 < html.Length && html[_at + 1] == '>';
                _at++;
                continue;
            }
            ReadAttribute(token == HtmlToken.StartTag);
        }
        return HtmlToken.EndOfPage;
    }

    private void ReadAttribute(bool isKept)
    {
        work.Step();
        var start = _at;
        var length = html.AsSpan(start + 1).IndexOfAny(AttributeEnd);
        _at = length < 0 ? html.Length : start + 1 + length;
        var name = html.AsSpan(start, _at - start);
        var at = SkipSpace(_at);
        if (at >= html.Length || html[at] != '=')
        {
            if (isKept)
                Keep(name, _at, _at);
            return;
        }
        at = SkipSpace(at + 1);
        if (at >= html.Length)
        {
            _at = html.Length;
            return;
        }
        int end;
        if (html[at] is '"' or '\'')
        {
            end = html.IndexOf(html[at], at + 1);
            _at = end < 0 ? html.Length : end + 1;
            at++;
        }
        else
        {
            var rest = html.AsSpan(at).IndexOfAny(ValueEnd);
            end = rest < 0 ? -1 : at + rest;
            _at = end < 0 ? html.Length : end;
        }
        if (isKept && end >= 0)
            Keep(name, at, end);
    }

    private int SkipSpace(int at)
    {
        while (at < html.Length && HtmlChars.IsSpace(html[at]))
            at++;
        return at;
    }

    private void Keep(ReadOnlySpan<char> written, int start, int end)
    {
        if (written.Length > MaxAttributeName)
            return;
        Span<char> name = stackalloc char[written.Length];
        written.ToLowerInvariant(name);
        if (name.Length > 2 && name.StartsWith("on"))
            findings.EventHandler();
        var known = HtmlAttributes.Find(name);
        if (known is null && _others >= MaxOthers)
            return;
        foreach (var attribute in _attributes)
        {
            if (ReferenceEquals(attribute.Name, known) || (known is null && name.SequenceEqual(attribute.Name)))
                return;
        }
        if (known is null)
            _others++;
        _attributes.Add(new(known ?? name.ToString(), Decoded(start, end, isAttribute: true, isMarkup: true)));
    }

    private ReadOnlyMemory<char> Decoded(int start, int end, bool isAttribute, bool isMarkup)
    {
        var text = html.AsMemory(start, end - start);
        work.Step(text.Length / 16);
        if (!text.Span.ContainsAny(Changed))
            return text;
        _decoded.Clear();
        if (isMarkup)
            HtmlReferences.Append(text.Span, isAttribute, _decoded);
        else
            _decoded.Append(text.Span);
        if (text.Span.ContainsAny('\r', '\0'))
            _decoded.Replace("\r\n", "\n").Replace('\r', '\n').Replace("\0", "");
        return _decoded.ToString().AsMemory();
    }
}
