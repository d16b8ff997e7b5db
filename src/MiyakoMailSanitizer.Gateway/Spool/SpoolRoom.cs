using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>Whether the spool may take more: free space of its disk, and its own size, looked at every second at most while there is room.</summary>
internal sealed class SpoolRoom(SpoolOptions options)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenCounts = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long _looked;
    private long? _counted;
    private bool _isThere;
    private bool _isFull;

    /// <summary>Name of the file system, e.g. <c>ext4</c>; empty where it can't be told.</summary>
    public string FileSystem
    {
        get
        {
            try
            {
                return Drive().DriveFormat;
            }
            catch (IOException)
            {
                return "";
            }
        }
    }

    /// <summary>False below <see cref="SpoolOptions.MinFreeBytes"/> or above <see cref="SpoolOptions.MaxBytes"/>.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public bool IsThere()
    {
        lock (_lock)
        {
            var now = Environment.TickCount64;
            if (_isThere && now - _looked < BetweenLooks.TotalMilliseconds)
                return true;
            if (_counted is not { } counted || now - counted >= (_isFull ? BetweenLooks : BetweenCounts).TotalMilliseconds)
            {
                _isFull = Size() >= options.MaxBytes;
                _counted = now;
            }

            _isThere = !_isFull && Drive().AvailableFreeSpace >= options.MinFreeBytes;
            _looked = now;
            return _isThere;
        }
    }

    /// <summary>Bytes of the messages in the queues.</summary>
    public long Size()
        => Enum.GetNames<Queue>().Select(q => new DirectoryInfo(Path.Combine(options.Folder, q.ToLowerInvariant())))
            .Where(f => f.Exists).SelectMany(f => f.EnumerateFiles()).Sum(Length);

    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0; // gone meanwhile
        }
    }

    private DriveInfo Drive() => new(options.Folder);
}
