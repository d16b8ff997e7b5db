using System.Text;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>Drains a worker's standard error, so that it never blocks, and keeps the end of it for the log.</summary>
internal sealed class StderrTail
{
    private const int Kept = 4_096;

    private readonly Lock _lock = new();
    private readonly byte[] _ring = new byte[Kept];
    private readonly Thread _thread;
    private long _total;

    public StderrTail(Stream stream)
    {
        _thread = new Thread(() => Drain(stream), maxStackSize: 128 << 10) { IsBackground = true, Name = "worker stderr" };
        _thread.Start();
    }

    /// <summary>The last lines as one, printable; waits a little for the stream to end.</summary>
    public string Read(TimeSpan patience)
    {
        _thread.Join(patience);
        byte[] bytes;
        lock (_lock)
        {
            var start = (int)(_total % Kept);
            bytes = _total <= Kept ? _ring[..(int)_total] : [.. _ring[start..], .. _ring[..start]];
        }
        // It may quote hostile bytes: no line ends, no escape sequences for the terminal of whoever reads the log.
        return string.Concat(Encoding.UTF8.GetString(bytes).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
    }

    private void Drain(Stream stream)
    {
        var buffer = new byte[Kept];
        using var ours = stream;
        try
        {
            while (stream.Read(buffer) is var count and > 0)
            {
                lock (_lock)
                {
                    foreach (var b in buffer.AsSpan(0, count))
                        _ring[_total++ % Kept] = b;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The worker is gone; what came is kept.
        }
    }
}
