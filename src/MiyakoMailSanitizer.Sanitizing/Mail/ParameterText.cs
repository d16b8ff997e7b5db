using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// What a parameter of a field says, of all the ways in which programs write Japanese into one: RFC 2231 with or without its charset, its
/// pieces in any order, encoded-words, raw bytes of any charset, percent signs without any mark.
/// </summary>
internal static class ParameterText
{
    /// <summary>Every value that the field gives to <paramref name="name"/>, the one to take first; none is empty.</summary>
    public static ImmutableArray<string> Values(
        RawParameterField field, string name, string where, ImmutableArray<Finding>.Builder findings)
    {
        var found = field.Parameters.Select((p, i) => (Parameter: p, Index: i)).Where(p => p.Parameter.Name == name).ToList();
        var values = new List<string>();
        foreach (var (parameter, _) in found.Where(p => p.Parameter.Section is null && p.Parameter.IsEncoded))
            values.Add(Extended([parameter], where, findings));
        if (Pieces(found.Select(p => p.Parameter)) is { Count: > 0 } pieces)
        {
            values.Add(pieces.Any(p => p.IsEncoded)
                ? Extended(pieces, where, findings)
                : Plain([.. pieces.SelectMany(p => p.Value.ToArray())], where, findings));
        }

        foreach (var (parameter, index) in found.Where(p => p.Parameter.Section is null && !p.Parameter.IsEncoded))
            values.Add(Plain(Whole(field.Parameters, parameter, index), where, findings));
        return [.. values.Select(v => v.Trim()).Where(v => v.Length > 0)];
    }

    /// <summary>RFC 2231 §3: by number, whatever their order; of two with one number the first. A missing one leaves no gap.</summary>
    private static List<RawParameter> Pieces(IEnumerable<RawParameter> parameters)
        => [.. parameters.Where(p => p.Section is not null).OrderBy(p => p.Section).DistinctBy(p => p.Section)];

    private static string Extended(List<RawParameter> pieces, string where, ImmutableArray<Finding>.Builder findings)
    {
        var bytes = new List<byte>();
        var pending = new List<byte>();
        string? charset = null;
        foreach (var piece in pieces)
        {
            var value = piece.Value.Span;
            // Only the first piece has a charset (RFC 2231 §4.1); some programs write it before each.
            var length = CharsetLength(value, mustBeKnown: charset is not null || !piece.IsEncoded);
            if (length > 0)
                charset ??= Encoding.ASCII.GetString(value[..value.IndexOf((byte)'\'')]);
            if (!piece.IsEncoded && length == 0)
            {
                Flush();
                bytes.AddRange(value);
                continue;
            }

            // Some cut the pieces within a percent escape.
            pending.AddRange(value[length..]);
        }

        Flush();
        var decoded = TextDecoder.Decode([.. bytes], charset, where);
        findings.AddRange(decoded.Findings);
        return EncodedWords.Decode(decoded.Text, where, findings);

        void Flush()
        {
            bytes.AddRange(Unpercent([.. pending]));
            pending.Clear();
        }
    }

    private static string Plain(byte[] value, string where, ImmutableArray<Finding>.Builder findings)
    {
        if (value.AsSpan().Contains((byte)'%') && !value.AsSpan().ContainsAnyExceptInRange((byte)0x20, (byte)0x7E))
        {
            if (CharsetLength(value, mustBeKnown: true) > 0)
            {
                var whole = new RawParameter { Name = "", Section = null, IsEncoded = true, Value = value, WasQuoted = false };
                return Extended([whole], where, findings);
            }

            var bytes = Unpercent(value);
            if (bytes.AsSpan().ContainsAnyInRange((byte)0x80, (byte)0xFF) && Utf8.IsValid(bytes))
                return Encoding.UTF8.GetString(bytes); // a URL's way; what is no UTF-8 may be a name with percent signs
        }

        return EncodedWords.Decode(EncodedWords.Unfold(value, where, findings), where, findings);
    }

    /// <summary>
    /// A value with what broke off: after a quote within, after a semicolon that was not quoted, in a second quoted string.
    /// </summary>
    private static byte[] Whole(ImmutableArray<RawParameter> parameters, RawParameter parameter, int index)
    {
        var value = parameter.Value.ToArray();
        var tail = parameter.Tail.Span;
        if (tail.Length > 1 && tail[0] == '"')
            return [.. value, (byte)' ', .. tail.Trim((byte)'"')];
        if (tail.Length > 0 && tail[0] != '(')
            return [.. value, (byte)'"', .. tail.TrimEnd((byte)'"')];
        if (parameter.WasQuoted || value.AsSpan().Contains((byte)'.'))
            return value; // an extension ends a name
        var joined = new List<byte>(value);
        for (var next = index + 1; next < parameters.Length && parameters[next].Name.Length == 0; next++)
        {
            joined.Add((byte)';');
            joined.AddRange(parameters[next].Value.Span);
        }

        return [.. joined];
    }

    /// <summary>Length of <c>charset'language'</c> (RFC 2231 §4), where one quote alone also counts; 0 where there is none.</summary>
    private static int CharsetLength(ReadOnlySpan<byte> value, bool mustBeKnown)
    {
        var first = value.IndexOf((byte)'\'');
        if (first < 0 || value[..first].ContainsAnyExceptInRange((byte)'!', (byte)'~') || value[..first].Contains((byte)'%'))
            return 0;
        var isKnown = TextDecoder.IsKnown(Encoding.ASCII.GetString(value[..first]));
        var second = value[(first + 1)..].IndexOf((byte)'\'');
        var language = second < 0 ? [] : value.Slice(first + 1, second);
        var isLanguage = second >= 0 && language.Length <= 20 && !language.ContainsAny(" .%"u8);
        if (!isLanguage)
            return isKnown && first > 0 ? first + 1 : 0;
        return isKnown || !mustBeKnown ? first + second + 2 : 0;
    }

    /// <summary>RFC 2231 §4; a percent sign without two hex digits stays.</summary>
    private static byte[] Unpercent(ReadOnlySpan<byte> value)
    {
        var bytes = new byte[value.Length];
        var length = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var (high, low) = i + 2 < value.Length ? ((char)value[i + 1], (char)value[i + 2]) : default;
            if (value[i] == '%' && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low))
            {
                bytes[length++] = Convert.FromHexString([high, low])[0];
                i += 2;
            }
            else
            {
                bytes[length++] = value[i];
            }
        }

        return bytes[..length];
    }
}
