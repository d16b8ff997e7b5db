namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>Reads a file of the log line by line, holding one line at a time.</summary>
internal sealed class AuditLineReader(Stream stream)
{
    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    /// <summary>The line that was read, without its LF. Valid until the next one.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>False where the file ended without LF behind the line.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>From 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Bytes up to the end of the line that was read, its LF included.</summary>
    public long Position { get; private set; }

    /// <summary>Goes on to the next line; false at the end.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public bool Read()
    {
        var searched = 0;
        while (true)
        {
            var newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (newline >= 0)
                return Take(searched + newline, isWhole: true);
            searched = _end - _start;
            MakeRoom();
            var read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            if (read == 0)
                return searched > 0 && Take(searched, isWhole: false);
        }
    }

    private bool Take(int length, bool isWhole)
    {
        Line = _buffer.AsMemory(_start, length);
        IsWhole = isWhole;
        LineNumber++;
        var taken = length + (isWhole ? 1 : 0);
        _start += taken;
        Position += taken;
        return true;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            // The line before stays as it is for whoever reads it still: it has been hashed by now.
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
