using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Gateway.Outbound.Smtp;

/// <summary>Puts the lines of one reply together. Strict, as the peer may be hostile; bounded in lines and bytes.</summary>
internal sealed class ReplyParser
{
    /// <summary>Bytes of a line with its end. RFC 5321 §4.5.3.1.5 says 512; we bear more.</summary>
    public const int MaxLineBytes = 4_096;

    /// <summary>Lines of a reply. The longest that are known are replies to EHLO of some 30 lines.</summary>
    public const int MaxLines = 100;

    /// <summary>Bytes of all lines of a reply.</summary>
    public const int MaxBytes = 32_768;

    private readonly ImmutableArray<string>.Builder _lines = ImmutableArray.CreateBuilder<string>(1);
    private int _code;
    private int _bytes;

    /// <summary>Takes the next line, without its end. Returns the reply once it is complete.</summary>
    /// <exception cref="HopException">It is no line of a reply, or the reply is too long.</exception>
    public SmtpReply? Add(ReadOnlySpan<byte> line)
    {
        var code = ReadCode(line);
        if (code == 0 || (_code != 0 && code != _code))
            throw new HopException(HopFault.Protocol, $"not an SMTP reply: {Printable(line[..Math.Min(line.Length, 80)])}");
        _code = code;
        _bytes += line.Length;
        _lines.Add(line.Length > 4 ? Printable(line[4..]) : "");
        if (_lines.Count > MaxLines || _bytes > MaxBytes)
            throw new HopException(HopFault.Protocol, "the reply is too long");
        return line.Length > 3 && line[3] == '-' ? null : new SmtpReply(_code, _lines.DrainToImmutable());
    }

    private static int ReadCode(ReadOnlySpan<byte> line)
    {
        if (line.Length < 3 || line[0] is < (byte)'2' or > (byte)'5' || line[1..3].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return 0;
        if (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-'))
            return 0;
        return ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0');
    }

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[MaxLineBytes];
        for (var i = 0; i < bytes.Length; i++)
            text[i] = bytes[i] is >= 0x20 and <= 0x7E ? (char)bytes[i] : '?';
        return new string(text[..bytes.Length]);
    }
}
