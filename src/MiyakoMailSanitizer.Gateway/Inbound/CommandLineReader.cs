using System.Buffers;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>What <see cref="CommandLineReader"/> has found.</summary>
internal enum CommandLine
{
    /// <summary>No line yet; all that can be used of the buffer is used.</summary>
    None = 0,
    Complete,
    BareLineFeed,
    TooLong,

    /// <summary>So much without a line end that the connection should be closed.</summary>
    Endless,
}

/// <summary>Takes command lines from a buffer without ever holding more than <see cref="MaxLine"/> bytes of one.</summary>
internal sealed class CommandLineReader
{
    /// <summary>Bytes without CRLF. RFC 5321 §4.5.3.1.4 says 512, and that extensions make it longer.</summary>
    public const int MaxLine = 2_048;

    private const int MaxSkipped = 65_536;

    private byte[]? _joined;
    private long _skipped;

    /// <summary>Takes one line, and moves <paramref name="buffer"/> behind it.</summary>
    public CommandLine Read(ref ReadOnlySequence<byte> buffer, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } lineFeed)
            return Skip(ref buffer);
        var text = buffer.Slice(0, lineFeed);
        buffer = buffer.Slice(buffer.GetPosition(1, lineFeed));
        var length = text.Length + _skipped;
        _skipped = 0;
        if (length > MaxLine + 1)
            return CommandLine.TooLong;
        var span = text.IsSingleSegment ? text.FirstSpan : Join(text);
        // RFC 5321 §2.3.8: a line ends with CRLF and nothing else.
        if (span.IsEmpty || span[^1] != '\r')
            return CommandLine.BareLineFeed;
        line = span[..^1];
        return CommandLine.Complete;
    }

    private CommandLine Skip(ref ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length + _skipped <= MaxLine + 1)
            return CommandLine.None;
        _skipped += buffer.Length;
        buffer = buffer.Slice(buffer.End);
        return _skipped > MaxSkipped ? CommandLine.Endless : CommandLine.None;
    }

    private ReadOnlySpan<byte> Join(ReadOnlySequence<byte> text)
    {
        _joined ??= new byte[MaxLine + 1];
        text.CopyTo(_joined);
        return _joined.AsSpan(0, (int)text.Length);
    }
}
