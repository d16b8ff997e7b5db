using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>Reads selectors (Selectors Level 4, as far as mails have them).</summary>
internal ref struct CssSelectorReader(ReadOnlySpan<char> text)
{
    private const int MaxCompounds = 12;
    private const int MaxConditions = 16;
    private const int MaxNesting = 3;

    private static readonly FrozenDictionary<string, CssCondition> Fixed = new Dictionary<string, CssCondition>
    {
        ["root"] = new(CssTest.Root),
        ["first-child"] = new(CssTest.FirstChild),
        ["last-child"] = new(CssTest.LastChild),
        ["empty"] = new(CssTest.Empty),
        ["link"] = new(CssTest.Link),
        ["any-link"] = new(CssTest.Link),
        ["checked"] = new(CssTest.Checked),
    }.ToFrozenDictionary();

    // What depends on what people do, or stands for something that is no element.
    private static readonly FrozenSet<string> Never = HtmlAttributes.Words(
        "hover active focus focus-within focus-visible visited target before after first-line first-letter fullscreen modal " +
        "popover-open user-invalid autofill -webkit-autofill");

    private static readonly FrozenSet<string> Unknown = HtmlAttributes.Words(
        "only-child first-of-type last-of-type only-of-type nth-of-type nth-last-of-type nth-last-child has lang dir disabled enabled " +
        "required optional read-only read-write in-range out-of-range default indeterminate placeholder-shown valid invalid scope " +
        "defined host");

    private readonly ReadOnlySpan<char> _text = text.Trim();
    private int _at;

    /// <summary>Reads one selector, without commas.</summary>
    public static CssReading Read(ReadOnlySpan<char> text, out CssSelector? selector)
    {
        var reader = new CssSelectorReader(text);
        return reader.Read(out selector);
    }

    private CssReading Read(out CssSelector? selector)
    {
        selector = null;
        var compounds = ImmutableArray.CreateBuilder<CssCompound>();
        var combinators = ImmutableArray.CreateBuilder<char>();
        var worst = CssReading.Valid;
        while (true)
        {
            var reading = ReadCompound(0, out var compound);
            if (reading == CssReading.Invalid)
                return reading;
            worst = (CssReading)Math.Min((int)worst, (int)reading);
            compounds.Add(compound);
            if (_at == _text.Length)
                break;
            // Nothing lies in a pseudo-element.
            if (reading == CssReading.Never)
                return CssReading.Invalid;
            if (compounds.Count == MaxCompounds)
                return CssReading.Unknown;
            if (ReadCombinator() is not { } combinator)
                return CssReading.Invalid;
            combinators.Add(combinator);
        }
        compounds.Reverse();
        combinators.Reverse();
        selector = new(compounds.ToImmutable(), combinators.ToImmutable());
        return worst;
    }

    private char? ReadCombinator()
    {
        var found = ' ';
        var start = _at;
        while (_at < _text.Length && (HtmlChars.IsSpace(_text[_at]) || _text[_at] is '>' or '+' or '~'))
        {
            if (!HtmlChars.IsSpace(_text[_at]))
            {
                if (found != ' ')
                    return null;
                found = _text[_at];
            }
            _at++;
        }
        return _at == start ? null : found;
    }

    private CssReading ReadCompound(int depth, out CssCompound compound)
    {
        compound = new CssCompound();
        var classes = ImmutableArray.CreateBuilder<string>();
        var conditions = ImmutableArray.CreateBuilder<CssCondition>();
        var worst = CssReading.Valid;
        var start = _at;
        if (_at < _text.Length && _text[_at] == '*')
            _at++;
        else if (ReadName() is { Length: > 0 } name)
            compound = compound with { Name = name.ToLowerInvariant() };
        while (_at < _text.Length && _text[_at] is '.' or '#' or '[' or ':' && classes.Count + conditions.Count < MaxConditions)
        {
            var mark = _text[_at++];
            if (mark is '.' or '#')
            {
                if (ReadName() is not { Length: > 0 } word)
                    return CssReading.Invalid;
                if (mark == '.')
                    classes.Add(word);
                else
                    compound = compound with { Id = word };
                continue;
            }
            CssCondition? condition;
            var reading = mark == '[' ? ReadAttribute(out condition) : ReadPseudo(depth, out condition);
            if (reading == CssReading.Invalid)
                return reading;
            worst = (CssReading)Math.Min((int)worst, (int)reading);
            if (condition is not null)
                conditions.Add(condition);
        }
        compound = compound with { Classes = classes.ToImmutable(), Conditions = conditions.ToImmutable() };
        return _at == start ? CssReading.Invalid : worst;
    }

    private string ReadName()
    {
        var length = CssText.NameLength(_text[_at..]);
        var name = CssText.Unescaped(_text.Slice(_at, length));
        _at += length;
        return name;
    }

    private CssReading ReadAttribute(out CssCondition? condition)
    {
        condition = null;
        var length = CssText.IndexOf(_text[_at..], ']');
        if (length < 0)
            return CssReading.Invalid;
        var inner = _text.Slice(_at, length).Trim();
        _at += length + 1;
        var nameLength = CssText.NameLength(inner);
        if (nameLength == 0)
            return CssReading.Invalid;
        var name = CssText.Lower(inner[..nameLength]);
        inner = inner[nameLength..].TrimStart();
        if (inner.IsEmpty)
        {
            condition = new(CssTest.Attribute, name);
            return CssReading.Valid;
        }
        var kind = inner[0];
        var skip = kind == '=' ? 1 : 2;
        if (kind is not ('=' or '^' or '$' or '*' or '~' or '|') || inner.Length < skip || inner[skip - 1] != '=')
            return CssReading.Invalid;
        var value = inner[skip..].Trim();
        var ignoresCase = value.Length > 2 && value[^1] is 'i' or 'I' && (value[^2] is ' ' or '"' or '\'');
        if (value.Length > 2 && value[^1] is 'i' or 'I' or 's' or 'S' && (value[^2] is ' ' or '"' or '\''))
            value = value[..^1].TrimEnd();
        if (value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0])
            value = value[1..^1];
        condition = new(CssTest.Attribute, name, kind, CssText.Unescaped(value), ignoresCase || HasCaselessValue(name));
        return CssReading.Valid;
    }

    // The standard's list, as far as it matters (HTML §4.16.2).
    private static bool HasCaselessValue(string name)
        => name is "align" or "bgcolor" or "color" or "dir" or "face" or "http-equiv" or "lang" or "media" or "text" or "type" or "valign";

    private CssReading ReadPseudo(int depth, out CssCondition? condition)
    {
        condition = null;
        var isElement = _at < _text.Length && _text[_at] == ':';
        if (isElement)
            _at++;
        var name = ReadName().ToLowerInvariant();
        ReadOnlySpan<char> argument = default;
        var hasArgument = _at < _text.Length && _text[_at] == '(';
        if (hasArgument)
        {
            var length = CssText.IndexOf(_text[(_at + 1)..], ')');
            if (length < 0)
                return CssReading.Invalid;
            argument = _text.Slice(_at + 1, length).Trim();
            _at += length + 2;
        }
        if (isElement)
            return name.Length == 0 || name.StartsWith("-moz", StringComparison.Ordinal) ? CssReading.Invalid : CssReading.Never;
        if (!hasArgument && Fixed.TryGetValue(name, out condition))
            return CssReading.Valid;
        if (Never.Contains(name))
        {
            condition = new(CssTest.Never);
            return CssReading.Valid;
        }
        return name switch
        {
            "not" => ReadList(CssTest.Not, argument, depth, out condition),
            "is" or "where" or "matches" or "-webkit-any" => ReadList(CssTest.Any, argument, depth, out condition, name == "where"),
            "nth-child" => ReadNth(argument, out condition),
            _ => Unknown.Contains(name) ? CssReading.Unknown : CssReading.Invalid,
        };
    }

    private static CssReading ReadList(CssTest kind, ReadOnlySpan<char> list, int depth, out CssCondition? condition, bool isWhere = false)
    {
        condition = null;
        var inner = ImmutableArray.CreateBuilder<CssCompound>();
        if (depth >= MaxNesting)
            return CssReading.Unknown;
        while (!list.IsEmpty && inner.Count < MaxConditions)
        {
            var comma = CssText.IndexOf(list, ',');
            var reader = new CssSelectorReader(comma < 0 ? list : list[..comma]);
            var reading = reader.ReadCompound(depth + 1, out var compound);
            if (reading != CssReading.Valid)
                return reading == CssReading.Never ? CssReading.Unknown : reading;
            if (reader._at < reader._text.Length)
                return CssReading.Unknown;
            inner.Add(compound);
            list = comma < 0 ? [] : list[(comma + 1)..];
        }
        if (inner.Count == 0)
            return CssReading.Invalid;
        condition = new(kind, Inner: inner.ToImmutable(), Offset: isWhere ? -1 : 0);
        return CssReading.Valid;
    }

    private static CssReading ReadNth(ReadOnlySpan<char> argument, out CssCondition? condition)
    {
        condition = null;
        var text = CssText.Lower(argument).Replace(" ", "", StringComparison.Ordinal);
        text = text switch { "odd" => "2n+1", "even" => "2n", _ => text };
        var n = text.IndexOf('n');
        var step = n < 0 ? "0" : text[..n] switch { "" or "+" => "1", "-" => "-1", var s => s };
        var offset = n < 0 ? text : n + 1 == text.Length ? "0" : text[(n + 1)..];
        if (!int.TryParse(step, out var a) || !int.TryParse(offset, out var b))
            return text.Contains("of", StringComparison.Ordinal) ? CssReading.Unknown : CssReading.Invalid;
        condition = new(CssTest.NthChild, Step: Math.Clamp(a, -1_000_000, 1_000_000), Offset: Math.Clamp(b, -1_000_000, 1_000_000));
        return CssReading.Valid;
    }
}
