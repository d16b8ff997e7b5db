namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>What is left of a message's <see cref="Limits"/>.</summary>
internal sealed class Budget(Limits limits)
{
    private long _bytes;
    private int _files;

    /// <exception cref="LimitExceededException">More than <see cref="Limits.MaxUnpackedBytes"/>.</exception>
    public void SpendBytes(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > limits.MaxUnpackedBytes - _bytes)
            throw new LimitExceededException("limit.bytes", $"more than {limits.MaxUnpackedBytes} bytes unpacked");
        _bytes += count;
    }

    /// <summary>Takes back what was counted while it was unpacked, and is about to be counted as a file.</summary>
    public void GiveBack(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes);
        _bytes -= count;
    }

    /// <summary>Counts a file at a depth.</summary>
    /// <exception cref="LimitExceededException">Too deep, or too many.</exception>
    public void SpendFile(int depth)
    {
        if (depth > limits.MaxDepth)
            throw new LimitExceededException("limit.depth", $"files are nested more than {limits.MaxDepth} deep");
        if (++_files > limits.MaxFiles)
            throw new LimitExceededException("limit.files", $"more than {limits.MaxFiles} files");
    }
}
