using System.Runtime.InteropServices;

namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>Streams over memory without a copy.</summary>
internal static class Streams
{
    public static MemoryStream Of(ReadOnlyMemory<byte> bytes)
        => MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);

    /// <summary>The next <paramref name="length"/> bytes of a stream, as a stream of their own that leaves it open.</summary>
    public static Stream Part(Stream stream, long length) => new PartStream(stream, length);

    private sealed class PartStream(Stream stream, long left) : ReadingStream
    {
        public override int Read(Span<byte> buffer)
        {
            var read = left == 0 ? 0 : stream.Read(buffer[..(int)Math.Min(left, buffer.Length)]);
            left -= read;
            return read;
        }
    }
}

/// <summary>A stream that can only be read, from its start to its end.</summary>
internal abstract class ReadingStream : Stream
{
    public sealed override bool CanRead => true;
    public sealed override bool CanSeek => false;
    public sealed override bool CanWrite => false;
    public sealed override long Length => throw new NotSupportedException();
    public sealed override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public abstract override int Read(Span<byte> buffer);

    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public sealed override void Flush()
    {
    }

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public sealed override void SetLength(long value) => throw new NotSupportedException();
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
