namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>
/// A file that is read again when it changes. A bad first read throws; a bad later one keeps what was there, and is logged.
/// </summary>
internal sealed class ReloadedFile<T>
    where T : class
{
    /// <summary>How often the file's time is looked at, at most.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly Func<string, T> _read;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private (DateTime Written, long Length) _stamp;
    private long _looked;
    private T _value;

    /// <param name="path">The file.</param>
    /// <param name="read">Reads it; throws <see cref="InvalidDataException"/> where it is bad.</param>
    /// <param name="time">When to look.</param>
    /// <param name="logger">Gets failed later reads.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is bad.</exception>
    public ReloadedFile(string path, Func<string, T> read, TimeProvider time, ILogger logger)
    {
        (_path, _read, _time, _logger) = (path, read, time, logger);
        _stamp = Stamp();
        _looked = time.GetTimestamp();
        _value = read(path);
    }

    /// <summary>What the file says now, as far as it is good.</summary>
    public T Value
    {
        get
        {
            lock (_lock)
            {
                if (_time.GetElapsedTime(_looked) >= Pause)
                {
                    _looked = _time.GetTimestamp();
                    Refresh();
                }

                return _value;
            }
        }
    }

    private void Refresh()
    {
        var stamp = Stamp();
        if (stamp == _stamp)
            return;
        _stamp = stamp;
        try
        {
            _value = _read(_path);
            InboundLog.Reloaded(_logger, _path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            InboundLog.ReloadFailed(_logger, _path, e.Message);
        }
    }

    /// <summary>A missing file has a stamp too, so that its return is a change.</summary>
    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
