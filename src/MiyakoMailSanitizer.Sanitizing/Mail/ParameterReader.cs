using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Splits the value of a field with parameters as it stands in the message: raw Shift_JIS whose second bytes look like backslashes and raw
/// ISO-2022-JP whose bytes look like quotes and semicolons are stepped over. One pass, linear; never throws.
/// </summary>
internal ref struct ParameterReader
{
    private const byte Escape = 0x1B;

    /// <summary>RFC 2231 §3 sets no bound; a larger number is no number.</summary>
    private const int MaxSectionDigits = 6;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _isShiftJis;
    private readonly ImmutableArray<RawParameter>.Builder _parameters = ImmutableArray.CreateBuilder<RawParameter>();
    private readonly ArrayBufferWriter<byte> _copy = new();
    private int _position;
    private bool _noMoreComments;

    private ParameterReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _isShiftJis = bytes.ContainsAnyInRange((byte)0x80, (byte)0xFF) && !Utf8.IsValid(bytes)
            && CharsetDetector.Detect(bytes, null).Charset == Charset.ShiftJis;
    }

    /// <summary>Reads the value of a field: what follows its colon, folded or not.</summary>
    public static RawParameterField Read(ReadOnlySpan<byte> fieldValue)
    {
        var reader = new ParameterReader(fieldValue);
        var lead = reader.Lead();
        while (reader._position < fieldValue.Length)
            reader.Parameter();
        return new(lead, reader._parameters.DrainToImmutable());
    }

    /// <summary>Up to the first semicolon, or up to a parameter from which it was left out.</summary>
    private string Lead()
    {
        var lead = new StringBuilder();
        while (_position < _bytes.Length)
        {
            SkipBlank();
            var start = _position;
            while (_position < _bytes.Length && !";=( \t\r\n"u8.Contains(_bytes[_position]))
                _position++;
            var word = Encoding.Latin1.GetString(_bytes[start.._position]).ToLowerInvariant();
            SkipBlank();
            var next = _position < _bytes.Length ? _bytes[_position] : (byte)0;
            if (next == '=' && word.Length > 0)
            {
                _position = start;
                return lead.ToString();
            }

            lead.Append(word);
            if (next == ';')
            {
                _position++;
                return lead.ToString();
            }

            if (next is (byte)'=' or (byte)'(') // neither is in its place
            {
                lead.Append((char)next);
                _position++;
            }
        }

        return lead.ToString();
    }

    private void Parameter()
    {
        SkipBlank();
        var start = _position;
        var end = _bytes[start..].IndexOfAny((byte)';', (byte)'=');
        if (end < 0 || _bytes[start + end] == ';')
        {
            _position = start;
            var piece = Unquoted();
            if (piece.Length > 0)
                Add("", piece, wasQuoted: false);
            return;
        }

        _position = start + end + 1;
        var name = Name(_bytes.Slice(start, end));
        while (_position < _bytes.Length && IsBlank(_bytes[_position]))
            _position++;
        if (_position < _bytes.Length && _bytes[_position] == '"')
            Quoted(name);
        else
            Add(name, Unquoted(), wasQuoted: false);
    }

    private void Quoted(string name)
    {
        _position++;
        _copy.ResetWrittenCount();
        var isClosed = false;
        while (_position < _bytes.Length && !isClosed)
        {
            if (Japanese())
                continue;
            var b = _bytes[_position++];
            if (b == '"')
                isClosed = true;
            else if (b == '\\' && _position < _bytes.Length && !Japanese())
                _copy.Write([_bytes[_position++]]);
            else if (b == '\\')
                continue; // at the end, or before a character that was copied whole
            else if (b is not ((byte)'\r' or (byte)'\n'))
                _copy.Write([b]);
        }

        var value = _copy.WrittenSpan.ToArray();
        var tail = isClosed ? Tail() : [];
        Add(name, value, wasQuoted: true, !isClosed, tail);
    }

    /// <summary>
    /// What follows a closing quote: nothing, or a parameter from which the semicolon was left out, or what does not belong.
    /// </summary>
    private byte[] Tail()
    {
        var after = _position;
        SkipBlank();
        var start = _position;
        while (_position < _bytes.Length && IsOfName(_bytes[_position]))
            _position++;
        var isName = _position > start && start > after && _position < _bytes.Length && _bytes[_position] == '=';
        _position = start;
        return isName ? [] : Unquoted();
    }

    /// <summary>Up to the next semicolon, which is read too.</summary>
    private byte[] Unquoted()
    {
        _copy.ResetWrittenCount();
        while (_position < _bytes.Length)
        {
            if (Japanese())
                continue;
            var b = _bytes[_position++];
            if (b == ';')
                break;
            if (b is not ((byte)'\r' or (byte)'\n'))
                _copy.Write([b]);
        }

        return _copy.WrittenSpan.Trim(" \t"u8).ToArray();
    }

    /// <summary>Copies what no syntax can be in: a pair of Shift_JIS, or ISO-2022-JP up to its return to ASCII.</summary>
    private bool Japanese()
    {
        var b = _bytes[_position];
        if (_isShiftJis && b is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC))
        {
            if (_position + 1 >= _bytes.Length || _bytes[_position + 1] is < 0x40 or 0x7F or > 0xFC)
                return false;
            _copy.Write(_bytes.Slice(_position, 2));
            _position += 2;
            // Some programs escape each byte that looks like a backslash, also this one.
            if (_bytes[_position - 1] == '\\' && _position < _bytes.Length && _bytes[_position] == '\\')
                _position++;
            return true;
        }

        var length = b == Escape ? KanjiLength(_bytes[_position..]) : 0;
        _copy.Write(_bytes.Slice(_position, length));
        _position += length;
        return length > 0;
    }

    /// <summary>
    /// The escape to a set of pairs (RFC 1468, ISO-2022-JP-1) and its pairs, up to the next escape; 0 where these are none.
    /// </summary>
    private static int KanjiLength(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.StartsWith("\e$("u8) ? 4 : bytes.StartsWith("\e$"u8) ? 3 : bytes.Length;
        var length = start < bytes.Length ? bytes[start..].IndexOfAnyExceptInRange((byte)0x21, (byte)0x7E) : -1;
        return length > 0 && length % 2 == 0 && bytes[start + length] == Escape ? start + length : 0;
    }

    private readonly void Add(string name, byte[] value, bool wasQuoted, bool isUnterminated = false, byte[]? tail = null)
    {
        var (plain, section, isEncoded) = Marks(name);
        _parameters.Add(new RawParameter
        {
            Name = plain,
            Section = section,
            IsEncoded = isEncoded,
            Value = value,
            WasQuoted = wasQuoted,
            IsUnterminated = isUnterminated,
            Tail = tail,
        });
    }

    /// <summary>RFC 2231 §4.1: <c>name*</c>, <c>name*0</c>, <c>name*0*</c>.</summary>
    private static (string Name, int? Section, bool IsEncoded) Marks(string name)
    {
        var star = name.IndexOf('*', StringComparison.Ordinal);
        if (star <= 0)
            return (name, null, false);
        var number = name.AsSpan(star + 1);
        if (number.IsEmpty)
            return (name[..star], null, true);
        var isEncoded = number[^1] == '*';
        var digits = isEncoded ? number[..^1] : number;
        return digits.Length is > 0 and <= MaxSectionDigits
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var section)
            ? (name[..star], section, isEncoded)
            : (name, null, false);
    }

    /// <summary>Without comments and white space, lower case.</summary>
    private static string Name(ReadOnlySpan<byte> bytes)
    {
        var name = new StringBuilder(bytes.Length);
        var depth = 0;
        foreach (var b in bytes)
        {
            if (b == '(')
                depth++;
            else if (b == ')' && depth > 0)
                depth--;
            else if (depth == 0 && !IsBlank(b))
                name.Append(char.ToLowerInvariant((char)b));
        }

        return name.ToString();
    }

    private static bool IsOfName(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'*' or (byte)'-';

    private static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    /// <summary>White space and comments (RFC 5322 §3.2.2). A comment that does not end is none.</summary>
    private void SkipBlank()
    {
        while (_position < _bytes.Length)
        {
            if (IsBlank(_bytes[_position]))
            {
                _position++;
                continue;
            }

            if (_bytes[_position] != '(' || CommentLength() is not (> 0 and var length))
                return;
            _position += length;
        }
    }

    private int CommentLength()
    {
        var depth = 0;
        for (var i = _position; i < _bytes.Length && !_noMoreComments; i++)
        {
            if (_bytes[i] == '\\')
                i++;
            else if (_bytes[i] == '(')
                depth++;
            else if (_bytes[i] == ')' && --depth == 0)
                return i + 1 - _position;
        }

        _noMoreComments = true; // so that time is linear
        return 0;
    }
}
