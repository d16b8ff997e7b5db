using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Raw;

/// <summary>A transfer encoding (RFC 2045 §6), as a program may take it.</summary>
internal enum RawEncoding
{
    /// <summary>7bit, 8bit, binary, or none that is known.</summary>
    Identity = 0,
    Base64,
    QuotedPrintable,
}

/// <summary>Encoded content: is it what its encoding allows, and if not, what may programs make of it?</summary>
internal static class EncodedContent
{
    private static readonly SearchValues<byte> Base64Characters
        = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789ABCDEFabcdef"u8);

    /// <summary>Null where every decoder gives the same bytes, else what is wrong.</summary>
    public static string? Fault(ReadOnlySpan<byte> content, RawEncoding encoding) => encoding switch
    {
        RawEncoding.Base64 => Base64Fault(content),
        RawEncoding.QuotedPrintable => QuotedPrintableFault(content),
        _ => null,
    };

    /// <summary>What decoders make of the content: one reading where they agree.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Readings(ReadOnlyMemory<byte> content, RawEncoding encoding)
    {
        if (encoding == RawEncoding.Identity)
            return [content];
        if (encoding == RawEncoding.QuotedPrintable)
            return [QuotedPrintable(content.Span)];
        return Fault(content.Span, encoding) is null
            ? [Base64(content.Span, Base64Style.SkipAll)]
            : Enum.GetValues<Base64Style>().Select(style => (ReadOnlyMemory<byte>)Base64(content.Span, style));
    }

    private static string? Base64Fault(ReadOnlySpan<byte> content)
    {
        if (System.Buffers.Text.Base64.IsValid(content))
            return HasSpaceWithin(content) ? "base64 with white space within its lines" : null;
        var trimmed = content.TrimEnd(" \t\r\n"u8);
        var padding = trimmed.IndexOf((byte)'=');
        if (padding >= 0 && trimmed[padding..].IndexOfAny(Base64Characters) >= 0)
            return "base64 goes on after its padding";
        foreach (var b in trimmed)
        {
            if (!Base64Characters.Contains(b) && b is not ((byte)'=' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return "base64 with characters that are not of its alphabet";
        }

        return "base64 with a wrong padding";
    }

    private static bool HasSpaceWithin(ReadOnlySpan<byte> content)
    {
        for (var at = content.IndexOfAny((byte)' ', (byte)'\t'); at >= 0;)
        {
            var rest = content[at..].TrimStart(" \t"u8);
            if (!rest.IsEmpty && rest[0] is not ((byte)'\r' or (byte)'\n') && at > 0 && content[at - 1] is not (byte)'\n')
                return true;
            content = rest;
            at = content.IndexOfAny((byte)' ', (byte)'\t');
        }

        return false;
    }

    private static string? QuotedPrintableFault(ReadOnlySpan<byte> content)
    {
        for (var rest = content; rest.IndexOf((byte)'=') is >= 0 and var at;)
        {
            rest = rest[(at + 1)..];
            if (rest.Length >= 2 && Hex.Contains(rest[0]) && Hex.Contains(rest[1]))
                continue;
            var end = rest.IndexOfAnyExcept((byte)' ', (byte)'\t');
            var afterSpace = end < 0 ? [] : rest[end..];
            if (!afterSpace.StartsWith("\n"u8) && !afterSpace.StartsWith("\r\n"u8))
                return "quoted-printable with an equals sign that encodes nothing";
        }

        return null;
    }

    /// <summary>How decoders behave at what is not base64.</summary>
    private enum Base64Style
    {
        /// <summary>Characters outside the alphabet are skipped; padding in the middle begins a new group (RFC 2045 §6.8).</summary>
        SkipAll = 0,

        /// <summary>As above, but nothing after the first padding counts.</summary>
        StopAtPadding,

        /// <summary>Ends at the first character outside the alphabet.</summary>
        StopAtGarbage,

        /// <summary>Padding is skipped as garbage is, without a new group.</summary>
        SkipPadding,

        /// <summary>Padding throws away what came before it.</summary>
        LastPiece,

        /// <summary><c>-</c> and <c>_</c> count (RFC 4648 §5).</summary>
        UrlAlphabet,
    }

    private static byte[] Base64(ReadOnlySpan<byte> content, Base64Style style)
    {
        var bytes = new byte[(content.Length / 4 * 3) + 3];
        int count = 0, bits = 0, value = 0;
        var isPadded = false;
        foreach (var b in content)
        {
            var digit = Digit(b, style == Base64Style.UrlAlphabet);
            if (digit < 0)
            {
                var isSpace = b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
                if ((b == '=' && style == Base64Style.StopAtPadding) || (!isSpace && b != '=' && style == Base64Style.StopAtGarbage))
                    break;
                if (b == '=' && style != Base64Style.SkipPadding)
                    bits = 0;
                isPadded |= b == '=';
                continue;
            }

            if (isPadded && style == Base64Style.LastPiece)
                count = 0;
            isPadded = false;

            value = ((value << 6) | digit) & 0xFFFFFF;
            bits += 6;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[count++] = (byte)(value >> bits);
            }
        }

        return bytes[..count];
    }

    private static int Digit(byte b, bool isUrl) => (char)b switch
    {
        >= 'A' and <= 'Z' => b - 'A',
        >= 'a' and <= 'z' => b - 'a' + 26,
        >= '0' and <= '9' => b - '0' + 52,
        '+' => 62,
        '/' => 63,
        '-' when isUrl => 62,
        '_' when isUrl => 63,
        _ => -1,
    };

    private static byte[] QuotedPrintable(ReadOnlySpan<byte> content)
    {
        var bytes = new byte[content.Length];
        var count = 0;
        while (!content.IsEmpty)
        {
            var b = content[0];
            content = content[1..];
            if (b != '=')
            {
                bytes[count++] = b;
            }
            else if (content.Length >= 2 && Hex.Contains(content[0]) && Hex.Contains(content[1]))
            {
                bytes[count++] = (byte)((HexDigit(content[0]) << 4) | HexDigit(content[1]));
                content = content[2..];
            }
            else
            {
                var end = content.IndexOfAnyExcept((byte)' ', (byte)'\t');
                var line = end < 0 ? [] : content[end..];
                if (line.StartsWith("\n"u8) || line.StartsWith("\r\n"u8))
                    content = line[(line[0] == '\r' ? 2 : 1)..];
                else
                    bytes[count++] = b;
            }
        }

        return bytes[..count];
    }

    private static int HexDigit(byte b) => b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;
}
