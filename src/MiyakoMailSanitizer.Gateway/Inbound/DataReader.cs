using System.Buffers;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>What is wrong with a message, as far as its lines go; the same whatever pieces it comes in.</summary>
[Flags]
internal enum DataFaults
{
    None = 0,

    /// <summary>LF without CR before it (RFC 5321 §2.3.8 and §4.1.1.4: SMTP smuggling).</summary>
    BareLineFeed = 1,

    /// <summary>CR without LF after it (RFC 5321 §2.3.8).</summary>
    BareCarriageReturn = 2,

    /// <summary>NUL (RFC 5322 §4.1).</summary>
    Nul = 4,

    /// <summary>More than the message may have.</summary>
    MessageTooLarge = 8,

    /// <summary>The header section is too large.</summary>
    HeaderTooLarge = 16,

    /// <summary>A line is too long.</summary>
    LineTooLong = 32,

    /// <summary>Too many Received fields (RFC 5321 §6.3).</summary>
    Loop = 64,
}

/// <summary>Bounds of a message, in bytes as they are kept: without dot-stuffing (RFC 1870 §6).</summary>
internal sealed record DataLimits(long MessageBytes, int HeaderBytes, int LineBytes, int ReceivedFields);

/// <summary>
/// The text after DATA as a state machine over bytes: finds the end, takes dot-stuffing off (RFC 5321 §4.5.2), notes faults. Only
/// CR LF ends a line, and only CR LF . CR LF ends the message; a fault never ends it, so that what follows cannot become commands.
/// </summary>
/// <param name="limits">What a message may have.</param>
/// <param name="isChunked">It comes by BDAT (RFC 3030): dots mean nothing, and <see cref="End"/> says when it has ended.</param>
internal sealed class DataReader(DataLimits limits, bool isChunked = false)
{
    private enum Place
    {
        /// <summary>After CR LF, or at the beginning: the CR LF of the DATA command counts (RFC 5321 §4.1.1.4).</summary>
        LineStart = 0,
        Line,
        AfterDot,
        AfterDotCr,
        AfterCr,
    }

    private const int FieldCounted = -1;

    private static readonly SearchValues<byte> Special = SearchValues.Create("\r\n\0"u8);

    private Place _place;
    private bool _inHeader = true;
    private long _line;
    private int _received;

    /// <summary>Letters of <c>received</c> that the line has matched; <see cref="FieldCounted"/> where it can't match any more.</summary>
    private int _match;

    /// <summary>All that was found so far. Once there is one, nothing more is handed out.</summary>
    public DataFaults Faults { get; private set; }

    /// <summary>Bytes of the message so far.</summary>
    public long Length { get; private set; }

    /// <summary>The end of the message was seen.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Reads until the input or the message ends.</summary>
    /// <param name="input">Bytes from the client.</param>
    /// <param name="output">At least as long as the input.</param>
    /// <param name="written">Bytes that were written to the output.</param>
    /// <returns>Bytes of the input that belong to the message or its end.</returns>
    public int Read(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        var from = 0;
        var i = 0;
        while (i < input.Length && !IsEnded)
        {
            switch (_place)
            {
                case Place.LineStart when input[i] == '.' && !isChunked:
                    Keep(input[from..i], output, ref written);
                    from = ++i;
                    _place = Place.AfterDot;
                    break;
                case Place.AfterDot when input[i] == '\r':
                    from = ++i;
                    _place = Place.AfterDotCr;
                    break;
                case Place.AfterDotCr when input[i] == '\n':
                    from = ++i;
                    IsEnded = true;
                    break;
                case Place.AfterCr when input[i] == '\n':
                    i++;
                    EndLine();
                    break;
                case Place.LineStart or Place.AfterDot:
                    _place = Place.Line;
                    break;
                case Place.AfterDotCr or Place.AfterCr:
                    Faults |= DataFaults.BareCarriageReturn;
                    _place = Place.Line;
                    break;
                default:
                    i += ReadLine(input[i..]);
                    break;
            }
        }

        Keep(input[from..i], output, ref written);
        return i;
    }

    /// <summary>The last piece has come. A last line without its end gets one, as every line of a message has one.</summary>
    /// <param name="output">Two bytes at least.</param>
    /// <returns>Bytes that were written to it.</returns>
    public int End(Span<byte> output)
    {
        var written = 0;
        if (_place == Place.AfterCr)
            Faults |= DataFaults.BareCarriageReturn;
        if (_place == Place.Line)
        {
            EndLine();
            Keep("\r\n"u8, output, ref written);
        }

        IsEnded = true;
        return written;
    }

    /// <summary>Reads within a line, up to and with its CR LF if that is there.</summary>
    private int ReadLine(ReadOnlySpan<byte> input)
    {
        var run = input.IndexOfAny(Special);
        var text = run < 0 ? input : input[..run];
        if (_inHeader && _match != FieldCounted)
            MatchReceived(text);
        Count(text.Length);
        if (run < 0)
            return input.Length;
        if (input[run] == '\r')
        {
            if (run + 1 < input.Length && input[run + 1] == '\n')
            {
                EndLine();
                return run + 2;
            }

            _place = Place.AfterCr;
            return run + 1;
        }

        Faults |= input[run] == '\n' ? DataFaults.BareLineFeed : DataFaults.Nul;
        Count(1);
        return run + 1;
    }

    private void Count(int bytes)
    {
        _line += bytes;
        if (_line > limits.LineBytes)
            Faults |= DataFaults.LineTooLong;
        Grow(bytes);
    }

    private void Grow(int bytes)
    {
        Length += bytes;
        if (_inHeader && Length > limits.HeaderBytes)
            Faults |= DataFaults.HeaderTooLarge;
        if (Length > limits.MessageBytes)
            Faults |= DataFaults.MessageTooLarge;
    }

    private void EndLine()
    {
        // RFC 5322 §2.1: the first empty line ends the header section.
        if (_line == 0)
            _inHeader = false;
        Grow(2);
        _line = 0;
        _match = 0;
        _place = Place.LineStart;
    }

    /// <summary>Counts lines that begin with <c>Received:</c>, also with the white space before the colon of RFC 5322 §4.5.</summary>
    private void MatchReceived(ReadOnlySpan<byte> text)
    {
        var name = "received"u8;
        foreach (var b in text)
        {
            if (_match < name.Length)
            {
                if ((b | 0x20) != name[_match])
                {
                    _match = FieldCounted;
                    return;
                }

                _match++;
            }
            else if (b is not ((byte)' ' or (byte)'\t'))
            {
                _match = FieldCounted;
                if (b == ':' && ++_received > limits.ReceivedFields)
                    Faults |= DataFaults.Loop;
                return;
            }
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes, Span<byte> output, ref int written)
    {
        if (Faults != DataFaults.None || bytes.IsEmpty)
            return;
        bytes.CopyTo(output[written..]);
        written += bytes.Length;
    }
}
