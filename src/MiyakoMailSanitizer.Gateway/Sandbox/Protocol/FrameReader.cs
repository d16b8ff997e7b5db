using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace MiyakoMailSanitizer.Gateway.Sandbox.Protocol;

/// <summary>Reads frames. Both sides use it, and each bounds what it takes before it reserves memory. One thread at a time.</summary>
internal sealed class FrameReader(Stream stream, FrameBounds bounds)
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    /// <summary>The next frame; null where the stream ends between two frames.</summary>
    /// <exception cref="FrameException">Over the bounds, or not our JSON.</exception>
    /// <exception cref="EndOfStreamException">The stream ended within a frame.</exception>
    /// <exception cref="IOException">The pipe failed.</exception>
    public Frame? Read()
    {
        Span<byte> prefix = stackalloc byte[FrameBounds.PrefixLength];
        var got = Fill(prefix);
        if (got == 0)
            return null;
        if (got < prefix.Length)
            throw new EndOfStreamException("the stream ended within a frame");
        var headerLength = Bounded(prefix, bounds.Header, "header");
        var contentLength = Bounded(prefix[4..], bounds.Content, "content");
        var header = ReadHeader(headerLength);
        if (contentLength == 0)
            return new Frame(header, ReadOnlyMemory<byte>.Empty);
        var content = GC.AllocateUninitializedArray<byte>(contentLength);
        FillAll(content);
        return new Frame(header, content);
    }

    private static int Bounded(ReadOnlySpan<byte> length, int most, string what)
    {
        var value = BinaryPrimitives.ReadUInt32LittleEndian(length);
        return value <= most ? (int)value : throw new FrameException($"a frame's {what} of {value} bytes is over the bound of {most}");
    }

    private FrameHeader ReadHeader(int length)
    {
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var bytes = rented.AsSpan(0, length);
            FillAll(bytes);
            if (HasNullInArray(bytes))
                throw new FrameException("a frame's header has a null where a value is due");
            return JsonSerializer.Deserialize(bytes, FrameJson.Strict.FrameHeader) ?? throw new FrameException("a frame's header is null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new FrameException("a frame's header is not what it should be", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The serializer checks properties for null, but not the elements of arrays.</summary>
    private static bool HasNullInArray(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("null"u8) < 0)
            return false;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = FrameJson.MaxDepth });
        var previous = JsonTokenType.None;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Null && previous != JsonTokenType.PropertyName)
                return true;
            previous = reader.TokenType;
        }
        return false;
    }

    private void FillAll(Span<byte> target)
    {
        if (Fill(target) < target.Length)
            throw new EndOfStreamException("the stream ended within a frame");
    }

    /// <summary>Fills as much of the target as the stream gives; what is long goes past the buffer.</summary>
    private int Fill(Span<byte> target)
    {
        var filled = 0;
        while (filled < target.Length)
        {
            if (_start == _end)
            {
                var missing = target[filled..];
                if (missing.Length >= _buffer.Length)
                {
                    var direct = stream.Read(missing);
                    if (direct == 0)
                        break;
                    filled += direct;
                    continue;
                }
                _start = 0;
                _end = stream.Read(_buffer);
                if (_end == 0)
                    break;
            }
            var count = Math.Min(_end - _start, target.Length - filled);
            _buffer.AsSpan(_start, count).CopyTo(target[filled..]);
            _start += count;
            filled += count;
        }
        return filled;
    }
}
