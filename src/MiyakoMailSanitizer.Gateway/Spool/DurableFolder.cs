using System.Runtime.InteropServices;

namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>Syncs a folder, so that a rename in it outlives a power cut (fsync(2)); .NET can't open folders.</summary>
internal static partial class DurableFolder
{
    private const int ReadOnly = 0; // O_RDONLY; O_DIRECTORY differs between processors and is not needed

    /// <exception cref="IOException">It can't be opened or synced.</exception>
    public static void Sync(string folder)
    {
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
            throw new IOException($"Can't open the folder {folder} (errno {Marshal.GetLastPInvokeError()}).");
        var failed = FSync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (failed)
            throw new IOException($"Can't sync the folder {folder} (errno {error}).");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
