using System.Collections.Immutable;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Raw;

/// <summary>A Content-Type or Content-Disposition value that every program reads alike (RFC 2045 §5.1, without comments).</summary>
internal sealed record StrictContentType
{
    private const string TokenSpecials = "()<>@,;:\\\"/[]?=";

    /// <summary><c>type/subtype</c> or a disposition, lower case.</summary>
    public required string Value { get; init; }

    /// <summary>Parameters in order, names in lower case, values without quotes; a name may stand twice.</summary>
    public required ImmutableArray<(string Name, string Value, bool IsQuoted)> Parameters { get; init; }

    /// <summary>The one value of a parameter; null where it is absent or stands twice.</summary>
    public string? Single(string name)
        => Parameters.Where(p => p.Name == name).ToList() is [var only] ? only.Value : null;

    /// <summary>
    /// Reads a value of the exact grammar; null for any other, however harmless. Bytes above 0x7F are taken in quoted strings, where
    /// Japanese senders put raw file names; line ends only where the folding can't change a value, but within names of files.
    /// </summary>
    public static StrictContentType? Parse(ReadOnlySpan<byte> raw)
    {
        var reader = new Reader(Encoding.Latin1.GetString(HeaderScan.TrimLineEnd(raw)));
        return reader.Read();
    }

    /// <summary>One pass over a value.</summary>
    private sealed class Reader(string text)
    {
        private int _at;

        public StrictContentType? Read()
        {
            SkipSpace();
            var value = Token();
            if (!IsName(value))
                return null;
            if (Take('/'))
            {
                var subtype = Token();
                if (!IsName(subtype))
                    return null;
                value += "/" + subtype;
            }

            var parameters = ImmutableArray.CreateBuilder<(string, string, bool)>();
            while (true)
            {
                SkipSpace();
                if (_at == text.Length)
                    return new() { Value = value.ToLowerInvariant(), Parameters = parameters.ToImmutable() };
                if (!Take(';'))
                    return null;
                SkipSpace();
                if (_at == text.Length)
                    continue;
                if (Parameter() is not { } parameter)
                    return null;
                parameters.Add(parameter);
            }
        }

        /// <summary>RFC 6838 §4.2: what types are really named, fewer characters than a token may have.</summary>
        private static bool IsName(string name)
            => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$&-^_.+".Contains(c, StringComparison.Ordinal));

        private (string, string, bool)? Parameter()
        {
            var name = Token().ToLowerInvariant();
            if (name.Length == 0 || !Take('='))
                return null;
            var isFileName = name.StartsWith("name", StringComparison.Ordinal) || name.StartsWith("filename", StringComparison.Ordinal);
            if (!Take('"'))
                return (isFileName ? Loose() : Token()) is { Length: > 0 } value ? (name, value, false) : null;
            return Quoted(isFileName) is { } quoted ? (name, quoted, true) : null;
        }

        /// <summary>Without quoted pairs, which some take away and some do not, but in names of files.</summary>
        private string? Quoted(bool isFileName)
        {
            var end = text.IndexOf('"', _at);
            if (end < 0)
                return null;
            var value = text[_at..end];
            _at = end + 1;
            var mayHold = isFileName ? "\0" : "\0\\\r\n";
            return value.AsSpan().IndexOfAny(mayHold) < 0 && (!value.EndsWith('\\') || !isFileName) ? value : null;
        }

        /// <summary>Unquoted file names with spaces or Japanese in them are common, and change nothing but the name.</summary>
        private string Loose()
        {
            var end = text.AsSpan(_at).IndexOfAny(";\r\n");
            var value = end < 0 ? text[_at..] : text.Substring(_at, end);
            _at += value.Length;
            return value.Contains('"', StringComparison.Ordinal) ? "" : value.Trim();
        }

        private string Token()
        {
            var start = _at;
            while (_at < text.Length && text[_at] is > ' ' and <= '~' && !TokenSpecials.Contains(text[_at], StringComparison.Ordinal))
                _at++;
            return text[start.._at];
        }

        private bool Take(char c)
        {
            if (_at >= text.Length || text[_at] != c)
                return false;
            _at++;
            return true;
        }

        /// <summary>Spaces, tabs, and folds (RFC 5322 §2.2.3); a continuation line of white space alone is no fold that all know.</summary>
        private void SkipSpace()
        {
            while (_at < text.Length)
            {
                if (text[_at] is ' ' or '\t')
                {
                    _at++;
                    continue;
                }

                var end = text[_at] == '\r' ? _at + 1 : _at;
                if (end + 1 >= text.Length || text[end] != '\n' || text[end + 1] is not (' ' or '\t'))
                    return;
                var content = end + 1;
                while (content < text.Length && text[content] is ' ' or '\t')
                    content++;
                if (content < text.Length && text[content] is '\r' or '\n')
                    return;
                _at = content;
            }
        }
    }
}
