using System.Collections.Immutable;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Raw;

/// <summary>What programs read in different ways where parts are divided.</summary>
[Flags]
internal enum DelimiterFlaws
{
    None = 0,

    /// <summary>A line begins with the delimiter but goes on (RFC 2046 §5.1.1 forbids it): some compare the beginning only.</summary>
    Prefix = 1,

    /// <summary>A delimiter after the end delimiter: some stop at the first end, some go on.</summary>
    AfterEnd = 1 << 1,

    /// <summary>There is no end delimiter.</summary>
    NoEnd = 1 << 2,

    /// <summary>No delimiter at all.</summary>
    NoDelimiter = 1 << 3,

    /// <summary>White space between delimiter and line end that is more than padding.</summary>
    Padding = 1 << 4,
}

/// <summary>A multipart body divided at the lines of one boundary.</summary>
internal sealed record MultipartSplit
{
    /// <summary>The parts, without the line end that belongs to the delimiter behind them.</summary>
    public required ImmutableArray<ReadOnlyMemory<byte>> Parts { get; init; }

    /// <summary>What stands before the first delimiter.</summary>
    public required ReadOnlyMemory<byte> Preamble { get; init; }

    /// <summary>What stands after the end delimiter.</summary>
    public required ReadOnlyMemory<byte> Epilogue { get; init; }

    /// <summary>What was seen.</summary>
    public required DelimiterFlaws Flaws { get; init; }

    /// <summary>How many lines divide, the end included.</summary>
    public required int Delimiters { get; init; }

    /// <summary>Divides at lines that are exactly the delimiter, padding apart (RFC 2046 §5.1.1).</summary>
    public static MultipartSplit Strict(ReadOnlyMemory<byte> body, ReadOnlySpan<byte> boundary) => Divide(body, boundary, isLoose: false);

    /// <summary>
    /// Divides wherever the loosest program might: at each line that begins with the delimiter, behind a CR too, and past the end.
    /// </summary>
    public static MultipartSplit Loose(ReadOnlyMemory<byte> body, ReadOnlySpan<byte> boundary) => Divide(body, boundary, isLoose: true);

    /// <summary>
    /// How often a boundary of some length stands in a body, in any case: more often than it divides, and lines that are almost delimiters
    /// are among them. 0 for those that may be a word.
    /// </summary>
    public static int Occurrences(ReadOnlySpan<byte> body, ReadOnlySpan<byte> boundary)
    {
        const int Telling = 6;
        if (boundary.Length < Telling || !boundary.ContainsAnyInRange((byte)'0', (byte)'9'))
            return 0;
        // The last character of a boundary is rarer than the dashes at its beginning.
        var last = boundary[^1];
        var other = char.IsAsciiLetter((char)last) ? (byte)(last ^ 0x20) : last;
        var count = 0;
        for (var at = boundary.Length - 1; at < body.Length;)
        {
            var found = body[at..].IndexOfAny(last, other);
            if (found < 0)
                break;
            at += found + 1;
            if (Ascii.EqualsIgnoreCase(body.Slice(at - boundary.Length, boundary.Length), boundary))
                count++;
        }

        return count;
    }

    private static MultipartSplit Divide(ReadOnlyMemory<byte> body, ReadOnlySpan<byte> boundary, bool isLoose)
    {
        var delimiter = new byte[boundary.Length + 2];
        delimiter.AsSpan().Fill((byte)'-');
        boundary.CopyTo(delimiter.AsSpan(2));
        var search = new DelimiterSearch(body.Span, delimiter);
        var parts = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        var flaws = DelimiterFlaws.None;
        int start = -1, preambleEnd = body.Length, epilogue = -1, delimiters = 0;
        while (search.Next(isLoose, out var at, out var after))
        {
            var rest = search.Rest(after);
            var isEnd = rest.StartsWith("--"u8);
            var tail = isEnd ? rest[2..] : rest;
            if (!tail.Trim(" \t"u8).IsEmpty)
            {
                flaws |= DelimiterFlaws.Prefix;
                if (!isLoose)
                    continue;
            }
            else if (!tail.IsEmpty)
            {
                flaws |= DelimiterFlaws.Padding;
            }

            if (epilogue >= 0)
                flaws |= DelimiterFlaws.AfterEnd;
            if (epilogue >= 0 && !isLoose)
                continue;
            delimiters++;
            if (start >= 0)
                parts.Add(WithoutLineEnd(body[start..at]));
            else if (parts.Count == 0)
                preambleEnd = at;
            var next = HeaderScan.NextLine(body.Span, after, isLoose ? LineEnds.LfOrCr : LineEnds.Lf);
            (start, epilogue) = isEnd && !isLoose ? (-1, next) : (next, isEnd ? next : epilogue);
        }

        if (start >= 0)
            parts.Add(body[start..]);
        flaws |= epilogue < 0 ? DelimiterFlaws.NoEnd : DelimiterFlaws.None;
        flaws |= parts.Count == 0 ? DelimiterFlaws.NoDelimiter : DelimiterFlaws.None;
        return new()
        {
            Parts = parts.ToImmutable(),
            Preamble = parts.Count == 0 && epilogue < 0 ? body : body[..preambleEnd],
            Epilogue = epilogue < 0 || isLoose ? default : body[epilogue..],
            Flaws = flaws,
            Delimiters = delimiters,
        };
    }

    private static ReadOnlyMemory<byte> WithoutLineEnd(ReadOnlyMemory<byte> part)
        => part[..HeaderScan.TrimLineEnd(part.Span).Length];

    /// <summary>Finds delimiters at line starts.</summary>
    private ref struct DelimiterSearch(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter)
    {
        private readonly ReadOnlySpan<byte> _body = body;
        private readonly ReadOnlySpan<byte> _delimiter = delimiter;
        private int _position;

        public bool Next(bool afterCr, out int at, out int after)
        {
            while (_body[_position..].IndexOf("--"u8) is >= 0 and var found)
            {
                at = _position + found;
                after = at + _delimiter.Length;
                var isLineStart = at == 0 || _body[at - 1] == '\n' || (afterCr && _body[at - 1] == '\r');
                if (isLineStart && _body[at..].StartsWith(_delimiter))
                {
                    _position = after;
                    return true;
                }

                _position = isLineStart ? LineEnd(at, afterCr) : SkipDashes(at);
            }

            (at, after) = (_body.Length, _body.Length);
            return false;
        }

        /// <summary>What follows on the line.</summary>
        public readonly ReadOnlySpan<byte> Rest(int after)
        {
            var line = _body[after..];
            var end = line.IndexOfAny((byte)'\n', (byte)'\r');
            return end < 0 ? line : line[..end];
        }

        private readonly int LineEnd(int at, bool afterCr)
        {
            var end = afterCr ? _body[at..].IndexOfAny((byte)'\n', (byte)'\r') : _body[at..].IndexOf((byte)'\n');
            return end < 0 ? _body.Length : at + end;
        }

        private readonly int SkipDashes(int at)
        {
            var end = _body[at..].IndexOfAnyExcept((byte)'-');
            return end < 0 ? _body.Length : at + end;
        }
    }
}
