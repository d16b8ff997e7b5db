using System.Buffers;

namespace MiyakoMailSanitizer.Gateway.Outbound.Smtp;

/// <summary>The transparency of DATA (RFC 5321 §4.5.2), block by block.</summary>
internal ref struct DotStuffing(ReadOnlySpan<byte> content)
{
    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);

    private ReadOnlySpan<byte> _rest = content;
    private bool _atLineStart = true;

    /// <summary>Bytes of the content that were taken so far.</summary>
    public int Taken { get; private set; }

    /// <summary>
    /// Fills <paramref name="block"/> with stuffed content; at the end of the content less than a full block, perhaps 0.
    /// A state of (<see cref="Taken"/>) is enough to go on: see <see cref="Resume"/>.
    /// </summary>
    /// <param name="block">At least 2 bytes.</param>
    public int Fill(Span<byte> block)
    {
        var written = 0;
        while (!_rest.IsEmpty && block.Length - written >= 2)
        {
            if (_atLineStart && _rest[0] == '.')
                block[written++] = (byte)'.';
            var piece = _rest[..Math.Min(_rest.Length, block.Length - written)];
            // A line start with a dot ends the piece: the next round doubles it.
            if (piece.IndexOf("\n."u8) is >= 0 and var lineEnd)
                piece = piece[..(lineEnd + 1)];
            piece.CopyTo(block[written..]);
            written += piece.Length;
            _atLineStart = piece[^1] == '\n';
            _rest = _rest[piece.Length..];
            Taken += piece.Length;
        }
        return written;
    }

    /// <summary>Goes on after <paramref name="taken"/> bytes of the same content.</summary>
    public static DotStuffing Resume(ReadOnlySpan<byte> content, int taken)
        => new(content[taken..]) { Taken = taken, _atLineStart = taken == 0 || content[taken - 1] == '\n' };

    /// <summary>
    /// Whether the content can go through DATA byte for byte: ends with CRLF, CR and LF only as pairs. The verifier has seen to it;
    /// looked at again because a bare line end is what SMTP smuggling is made of.
    /// </summary>
    public static bool CanCarry(ReadOnlySpan<byte> content)
    {
        if (!content.EndsWith("\r\n"u8))
            return false;
        while (content.IndexOfAny(LineBreaks) is >= 0 and var at)
        {
            if (!content[at..].StartsWith("\r\n"u8))
                return false;
            content = content[(at + 2)..];
        }
        return true;
    }
}
