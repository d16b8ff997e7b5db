using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>An advisory lock between processes (flock(2)).</summary>
internal static partial class FileLock
{
    private const int Exclusive = 2;
    private const int NotBlocking = 4;
    private const int Unlock = 8;
    private const int WouldBlock = 11; // EWOULDBLOCK

    /// <summary>Waits for it.</summary>
    /// <exception cref="IOException">The file can't be locked.</exception>
    public static Held Take(SafeFileHandle file)
    {
        if (Flock(file, Exclusive) != 0)
            throw new IOException($"Can't lock the file (errno {Marshal.GetLastPInvokeError()}).");
        return new Held(file);
    }

    /// <summary>False where someone else has it. It is given back when the handle is closed.</summary>
    /// <exception cref="IOException">The file can't be locked.</exception>
    public static bool TryTake(SafeFileHandle file)
    {
        if (Flock(file, Exclusive | NotBlocking) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        return error == WouldBlock ? false : throw new IOException($"Can't lock the file (errno {error}).");
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);

    /// <summary>Disposing gives the lock back.</summary>
    public readonly ref struct Held(SafeFileHandle file)
    {
        public void Dispose() => _ = Flock(file, Unlock);
    }
}
