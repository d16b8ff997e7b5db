namespace MiyakoMailSanitizer.Gateway.Sandbox.Protocol;

/// <summary>4 bytes header length, 4 bytes content length (little-endian), the header as UTF-8 JSON, the content as it is.</summary>
internal readonly record struct Frame(FrameHeader Header, ReadOnlyMemory<byte> Content);

/// <summary>How much of a frame is taken from the other side.</summary>
/// <param name="Header">Bytes of a header. Default 16 MiB: the report of 50,000 files.</param>
/// <param name="Content">Bytes of a content.</param>
internal readonly record struct FrameBounds(int Header, int Content)
{
    public const int DefaultHeader = 16 << 20;

    /// <summary>Bytes of lengths before the header.</summary>
    public const int PrefixLength = 8;
}

/// <summary>The other side sent something that is not a frame within the bounds, or one that does not fit here.</summary>
internal sealed class FrameException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>What is to be sent is over the bounds; nothing was sent.</summary>
internal sealed class FrameTooLargeException(string message) : Exception(message);
