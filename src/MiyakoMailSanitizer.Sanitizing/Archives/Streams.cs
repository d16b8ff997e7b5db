using System.Runtime.InteropServices;

namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>Streams over memory without a copy.</summary>
internal static class Streams
{
    public static MemoryStream Of(ReadOnlyMemory<byte> bytes)
        => MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
}
