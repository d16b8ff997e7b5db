using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Cuts an unfolded address field into tokens (RFC 5322 §3.2, §3.4). A quote or a parenthesis that is never closed is text; an angle
/// bracket that is not closed ends where the address must end. One pass, linear.
/// </summary>
internal sealed class AddressLexer(string value)
{
    private const string Special = "\"(<>,;:=";

    private readonly List<AddressToken> _tokens = [];
    private readonly StringBuilder _text = new();
    private bool _noMoreQuotes, _noMoreComments;
    private int _position;

    public static List<AddressToken> Read(string value)
    {
        var lexer = new AddressLexer(value);
        while (lexer._position < value.Length)
            lexer.Next();
        lexer.EndText();
        return lexer._tokens;
    }

    private void Next()
    {
        var c = value[_position];
        if (char.IsWhiteSpace(c))
            Space();
        else if (!Special.Contains(c, StringComparison.Ordinal) || !Syntax(c))
            _text.Append(value[_position++]);
    }

    /// <summary>False where the character means nothing here.</summary>
    private bool Syntax(char c)
    {
        switch (c)
        {
            case '"' when Quoted() is { } quoted:
                Add(AddressTokenKind.Quoted, quoted);
                return true;
            case '(' when Comment() is { } comment:
                Add(AddressTokenKind.Comment, comment);
                return true;
            case '=' when EncodedWords.LengthAt(value, _position) is > 0 and var length:
                Add(AddressTokenKind.Encoded, value.Substring(_position, length));
                _position += length;
                return true;
            case '<':
                Add(AddressTokenKind.Angle, Angle());
                return true;
            case '>':
                _position++;
                return true;
            case ',' or ';' or ':':
                Add(c switch { ',' => AddressTokenKind.Comma, ';' => AddressTokenKind.Semicolon, _ => AddressTokenKind.Colon }, "");
                _position++;
                return true;
            default:
                return false;
        }
    }

    private void Space()
    {
        var start = _position;
        while (_position < value.Length && char.IsWhiteSpace(value[_position]))
            _position++;
        Add(AddressTokenKind.Space, value[start.._position]);
    }

    /// <summary>Null, and nothing read, where no quote closes it.</summary>
    private string? Quoted()
    {
        var end = _noMoreQuotes ? -1 : ClosingQuote(_position);
        _noMoreQuotes = end < 0;
        if (end < 0)
            return null;
        var content = Unescaped(value.AsSpan(_position + 1, end - _position - 1));
        _position = end + 1;
        return content;
    }

    private int ClosingQuote(int open)
    {
        for (var i = open + 1; i < value.Length; i++)
        {
            if (value[i] == '"')
                return i;
            if (value[i] == '\\')
                i++;
        }

        return -1;
    }

    private string? Comment()
    {
        var depth = 0;
        for (var i = _position; i < value.Length && !_noMoreComments; i++)
        {
            if (value[i] == '\\')
                i++;
            else if (value[i] == '(')
                depth++;
            else if (value[i] == ')' && --depth == 0)
            {
                var content = Unescaped(value.AsSpan(_position + 1, i - _position - 1));
                _position = i + 1;
                return content;
            }
        }

        _noMoreComments = true;
        return null;
    }

    /// <summary>
    /// Up to the closing bracket. A next opening one ends it too, and so does a comma or semicolon once there is an address, if it is not
    /// that of a source route (RFC 5322 §4.4: <c>&lt;@a,@b:c@d&gt;</c>).
    /// </summary>
    private string Angle()
    {
        var start = ++_position;
        bool sawAt = false, inRoute = false;
        for (; _position < value.Length; _position++)
        {
            var c = value[_position];
            if (c is '>' or '<' || (c is ',' or ';' && sawAt && !inRoute))
                break;
            if (c == '"' && !_noMoreQuotes)
            {
                var end = ClosingQuote(_position);
                _noMoreQuotes = end < 0;
                _position = end >= 0 && end + 1 < value.Length && value[end + 1] == '@' ? end : _position;
            }

            inRoute = c == '@' && !sawAt && string.IsNullOrWhiteSpace(value[start.._position]) || (inRoute && c != ':');
            sawAt |= c == '@';
        }

        var content = value[start.._position];
        if (_position < value.Length && value[_position] == '>')
            _position++;
        return content;
    }

    private void Add(AddressTokenKind kind, string text)
    {
        EndText();
        _tokens.Add(new AddressToken(kind, text));
    }

    private void EndText()
    {
        if (_text.Length > 0)
            _tokens.Add(new AddressToken(AddressTokenKind.Text, _text.ToString()));
        _text.Clear();
    }

    private static string Unescaped(ReadOnlySpan<char> content)
    {
        if (!content.Contains('\\'))
            return content.ToString();
        var result = new StringBuilder(content.Length);
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\\' && i + 1 < content.Length)
                i++;
            result.Append(content[i]);
        }

        return result.ToString();
    }
}
