using System.Runtime.InteropServices;

namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>Keeps an array where it is while native code works on it.</summary>
internal sealed class PinnedBytes(byte[] bytes) : IDisposable
{
    private GCHandle _handle = GCHandle.Alloc(bytes, GCHandleType.Pinned);

    /// <summary>Address of a byte of the array.</summary>
    public IntPtr At(int offset) => Marshal.UnsafeAddrOfPinnedArrayElement(bytes, offset);

    public void Dispose() => _handle.Free();
}
