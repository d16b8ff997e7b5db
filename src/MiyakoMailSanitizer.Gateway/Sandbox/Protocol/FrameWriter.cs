using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MiyakoMailSanitizer.Gateway.Sandbox.Protocol;

/// <summary>Writes frames. A small frame is one write, a large content is written from where it lies. One thread at a time.</summary>
internal sealed class FrameWriter(Stream stream, FrameBounds bounds)
{
    private const int SmallContent = 32 << 10;
    private const int KeptBuffer = 1 << 20;

    private static readonly JsonWriterOptions JsonOptions = new()
    {
        MaxDepth = FrameJson.MaxDepth,
        Encoder = FrameJson.Strict.Options.Encoder,
    };

    private ArrayBufferWriter<byte> _buffer = new(SmallContent * 2);

    /// <summary>Writes the frame whole.</summary>
    /// <exception cref="FrameTooLargeException">It is over the bounds; nothing was written.</exception>
    /// <exception cref="IOException">The pipe failed.</exception>
    public void Write(FrameHeader header, ReadOnlySpan<byte> content = default)
    {
        _buffer.ResetWrittenCount();
        _buffer.GetSpan(FrameBounds.PrefixLength)[..FrameBounds.PrefixLength].Clear();
        _buffer.Advance(FrameBounds.PrefixLength);
        using (var json = new Utf8JsonWriter(_buffer, JsonOptions))
            JsonSerializer.Serialize(json, header, FrameJson.Strict.FrameHeader);
        var headerLength = _buffer.WrittenCount - FrameBounds.PrefixLength;
        if (headerLength > bounds.Header || content.Length > bounds.Content)
        {
            ForgetLargeBuffer();
            throw new FrameTooLargeException($"a frame of {headerLength} and {content.Length} bytes is over the bounds");
        }

        var small = content.Length <= SmallContent;
        if (small)
            _buffer.Write(content);
        var written = WrittenBytes();
        BinaryPrimitives.WriteInt32LittleEndian(written, headerLength);
        BinaryPrimitives.WriteInt32LittleEndian(written[4..], content.Length);
        stream.Write(written);
        if (!small)
            stream.Write(content);
        stream.Flush();
        ForgetLargeBuffer();
    }

    private Span<byte> WrittenBytes() => MemoryMarshal.AsMemory(_buffer.WrittenMemory).Span;

    private void ForgetLargeBuffer()
    {
        if (_buffer.Capacity > KeptBuffer)
            _buffer = new(SmallContent * 2);
    }
}
