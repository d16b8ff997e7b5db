using System.Collections.Immutable;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Sender;

/// <summary>One result of an <c>Authentication-Results</c> field (RFC 8601 §2.2). All names are lower case.</summary>
/// <param name="Method">E.g. <c>dmarc</c>.</param>
/// <param name="Result">E.g. <c>pass</c>.</param>
/// <param name="Properties">E.g. <c>header.from</c> with its value; of doubled ones all.</param>
internal sealed record AuthenticationResult(string Method, string Result, ImmutableArray<(string Name, string Value)> Properties)
{
    /// <summary>The values of a property.</summary>
    public IEnumerable<string> ValuesOf(string property) => Properties.Where(p => p.Name == property).Select(p => p.Value);
}

/// <summary>An <c>Authentication-Results</c> field.</summary>
/// <param name="Id">The authserv-id as it is written; where it is no token, empty, which nobody trusts.</param>
/// <param name="Results">Empty also where anything in the field is not as RFC 8601 says, as it is not known then what was meant.</param>
internal sealed record AuthenticationResults(string Id, ImmutableArray<AuthenticationResult> Results)
{
    private const int MaxResults = 100;
    private const int MaxProperties = 100;

    /// <summary>Reads an unfolded field value. Linear; more than 100 results make the field one that is not understood.</summary>
    public static AuthenticationResults Read(string value)
    {
        var reader = new Reader(value);
        var id = reader.SkipSpace() ? reader.Token() : "";
        return new(id, id.Length > 0 && reader.Results() is { } results ? results : []);
    }

    /// <summary>Walks over the value once; each step takes what it names, or says that it is not there.</summary>
    private struct Reader(string text)
    {
        private int _at;

        private readonly bool IsAtEnd => _at == text.Length;

        public ImmutableArray<AuthenticationResult>? Results()
        {
            // RFC 8601 §2.2: the version is 1, or left out.
            if (!SkipSpace() || (Token() is { Length: > 0 } version && (version != "1" || !SkipSpace())))
                return null;
            var results = ImmutableArray.CreateBuilder<AuthenticationResult>();
            while (!IsAtEnd)
            {
                if (!Take(';') || !SkipSpace())
                    return null;
                if (IsAtEnd)
                    break; // Many servers end the field with a semicolon.
                if (results.Count == MaxResults || Result() is not { } result)
                    return null;
                if (result.Method != "none")
                    results.Add(result);
            }

            return results.ToImmutable();
        }

        /// <summary>White space and comments, which nest (RFC 5322 §3.2.2). False where a comment has no end.</summary>
        public bool SkipSpace()
        {
            var depth = 0;
            for (; _at < text.Length; _at++)
            {
                var c = text[_at];
                if (c == '\\' && depth > 0)
                    _at++;
                else if (c == '(')
                    depth++;
                else if (c == ')' && depth > 0)
                    depth--;
                else if (depth == 0 && c is not (' ' or '\t'))
                    return true;
            }

            _at = text.Length;
            return depth == 0;
        }

        /// <summary>RFC 2045 §5.1; empty where there is none.</summary>
        public string Token()
        {
            var start = _at;
            while (_at < text.Length && IsToken(text[_at]))
                _at++;
            return text[start.._at];
        }

        private static bool IsToken(char c) => c is > ' ' and <= '~' && !"()<>@,;:\\\"/[]?=".Contains(c, StringComparison.Ordinal);

        private AuthenticationResult? Result()
        {
            var method = Token().ToLowerInvariant();
            if (method.Length == 0 || !SkipSpace())
                return null;
            if (method == "none" && (IsAtEnd || text[_at] == ';'))
                return new(method, "", []);
            if (Take('/') && (!SkipSpace() || Token() != "1" || !SkipSpace()))
                return null; // Another version of the method may mean something else.
            if (!Take('=') || !SkipSpace())
                return null;
            var result = Token().ToLowerInvariant();
            return result.Length > 0 && Properties() is { } properties ? new(method, result, properties) : null;
        }

        private ImmutableArray<(string Name, string Value)>? Properties()
        {
            var properties = ImmutableArray.CreateBuilder<(string, string)>();
            while (true)
            {
                if (!SkipSpace())
                    return null;
                if (IsAtEnd || text[_at] == ';')
                    return properties.ToImmutable();
                var name = Token().ToLowerInvariant();
                if (name.Length == 0 || properties.Count == MaxProperties
                    || !SkipSpace() || !Take('=') || !SkipSpace() || Value() is not { } value)
                    return null;
                properties.Add((name, value));
            }
        }

        /// <summary>
        /// A quoted string, a mailbox, or whatever goes on to the next space: servers write base64 and IP addresses without the quotes.
        /// </summary>
        private string? Value()
        {
            var value = new StringBuilder();
            var start = _at;
            while (_at < text.Length && text[_at] is not (' ' or '\t' or ';' or '(' or ')'))
            {
                if (text[_at] == '"' && !Quoted(value))
                    return null;
                else if (_at < text.Length && text[_at] is not ('"' or ' ' or '\t' or ';' or '(' or ')'))
                    value.Append(text[_at++]);
            }

            return _at > start ? value.ToString() : null;
        }

        private bool Quoted(StringBuilder value)
        {
            for (_at++; _at < text.Length; _at++)
            {
                if (text[_at] == '"')
                {
                    _at++;
                    return true;
                }

                if (text[_at] == '\\' && ++_at == text.Length)
                    return false;
                value.Append(text[_at]);
            }

            return false;
        }

        private bool Take(char c)
        {
            if (IsAtEnd || text[_at] != c)
                return false;
            _at++;
            return true;
        }
    }
}
