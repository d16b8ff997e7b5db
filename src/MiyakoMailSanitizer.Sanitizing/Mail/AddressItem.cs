using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>One item of an address field, split but not yet understood.</summary>
/// <param name="Phrase">Unquoted text before the angle bracket, or all of the item where it holds no address.</param>
/// <param name="Address">What looks like an address, quotes still in it; may be empty.</param>
/// <param name="Comment">The text of comments.</param>
internal readonly record struct AddressItem(string Phrase, string Address, string Comment)
{
    /// <summary>
    /// Splits at commas, semicolons and group names, outside of quotes, comments and angle brackets (RFC 5322 §3.4). One pass.
    /// </summary>
    public static IEnumerable<AddressItem> Split(string value)
    {
        var splitter = new Splitter();
        for (var i = 0; i < value.Length; i++)
        {
            if (splitter.IsPlain && EncodedWords.LengthAt(value, i) is > 0 and var length)
            {
                // Senders write commas and brackets into encoded-words, against RFC 2047 §5 (3).
                splitter.Word(value.AsSpan(i, length));
                i += length - 1;
                continue;
            }

            var escaped = value[i] == '\\' && splitter.InText && i + 1 < value.Length;
            if (escaped ? splitter.Escaped(value[++i]) : splitter.Next(value[i]))
                yield return splitter.Take();
        }

        yield return splitter.Take();
    }

    private sealed class Splitter
    {
        private readonly StringBuilder _plain = new();
        private readonly StringBuilder _angle = new();
        private readonly StringBuilder _comment = new();
        private bool _quoted, _inAngle, _sawAngle, _sawAt;
        private int _commentDepth;

        /// <summary>Inside quotes or a comment, where a backslash escapes.</summary>
        public bool InText => _quoted || _commentDepth > 0;

        /// <summary>Outside of everything: what stands here is a phrase or a bare address.</summary>
        public bool IsPlain => !InText && !_inAngle;

        private StringBuilder Target => _inAngle ? _angle : _plain;

        public void Word(ReadOnlySpan<char> word) => _plain.Append(word);

        public bool Escaped(char c)
        {
            if (_commentDepth > 0)
                _comment.Append(c);
            else if (_inAngle || c is '"' or '\\')
                Target.Append('\\').Append(c);
            else
                Target.Append(c);
            return false;
        }

        /// <summary>True where an item ends.</summary>
        public bool Next(char c)
        {
            if (_commentDepth > 0)
                Comment(c);
            else if (_quoted)
                Quoted(c);
            else
                return Plain(c);
            return false;
        }

        public AddressItem Take()
        {
            var text = _plain.ToString();
            var comment = _comment.ToString();
            var item = _sawAngle ? new AddressItem(Unquote(text), _angle.ToString(), comment)
                : _sawAt ? new AddressItem("", text, comment)
                : new AddressItem(Unquote(text), "", comment);
            _plain.Clear();
            _angle.Clear();
            _comment.Clear();
            _inAngle = _sawAngle = _sawAt = _quoted = false;
            _commentDepth = 0;
            return item;
        }

        private void Comment(char c)
        {
            _commentDepth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (_commentDepth > 0)
                _comment.Append(c);
        }

        private void Quoted(char c)
        {
            _quoted = c != '"';
            Target.Append(c);
        }

        private bool Plain(char c)
        {
            switch (c)
            {
                case '(':
                    _commentDepth = 1;
                    return false;
                case '"':
                    _quoted = true;
                    Target.Append(c);
                    return false;
                case '<':
                    _inAngle = _sawAngle = true;
                    _angle.Clear();
                    return false;
                case '>':
                    _inAngle = false;
                    return false;
                case ',' or ';' when !_inAngle:
                    return true;
                case ':' when !_inAngle && !_sawAt:
                    _plain.Clear(); // RFC 5322 §3.4: the name of a group; its members follow.
                    return false;
                default:
                    _sawAt |= c == '@';
                    Target.Append(c);
                    return false;
            }
        }

        private static string Unquote(string phrase)
        {
            if (!phrase.Contains('"', StringComparison.Ordinal))
                return phrase.Trim();
            var result = new StringBuilder(phrase.Length);
            for (var i = 0; i < phrase.Length; i++)
            {
                if (phrase[i] == '\\' && i + 1 < phrase.Length)
                    result.Append(phrase[++i]);
                else if (phrase[i] != '"')
                    result.Append(phrase[i]);
            }

            return result.ToString().Trim();
        }
    }
}
