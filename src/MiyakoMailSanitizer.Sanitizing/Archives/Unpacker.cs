using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Passwords;

namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>
/// The one way from packed to unpacked bytes: the message's budget and the archive's limits are asked before memory is taken, and no claim
/// of a header is believed.
/// </summary>
internal sealed class Unpacker(SanitizeScope scope, ArchiveOptions options, CancellationToken cancellationToken)
{
    /// <summary>Below this size nothing is a bomb.</summary>
    private const long Harmless = 8 << 20;

    private const int FirstPiece = 64 << 10;

    private long _claimed;

    /// <summary>What may be tried on entries that need a password.</summary>
    public PasswordRing Passwords => scope.Passwords;

    public ArchiveOptions Options { get; } = options;

    /// <summary>For loops over headers.</summary>
    public void Tick() => cancellationToken.ThrowIfCancellationRequested();

    /// <summary>Counts the entries of a directory before anything of them is kept.</summary>
    /// <exception cref="LimitExceededException">A message may not hold so many files.</exception>
    public void ClaimEntries(long count)
    {
        if (count > scope.Limits.MaxFiles)
            throw new LimitExceededException("limit.files", Text($"the archive holds more than {scope.Limits.MaxFiles} files"));
    }

    /// <summary>Looks at what a header claims. Content is counted when it comes; here the archive is refused before any of it does.</summary>
    /// <param name="unpacked">Bytes claimed; negative counts as too many.</param>
    /// <param name="packed">Bytes that they come from; negative where not known.</param>
    /// <param name="where">Name of the entry.</param>
    public void ClaimSize(long unpacked, long packed, string where)
    {
        if (unpacked < 0 || unpacked > scope.Limits.MaxUnpackedBytes - _claimed)
            throw Bomb(where, Text($"the archive unpacks to more than {scope.Limits.MaxUnpackedBytes} bytes"));
        _claimed += unpacked;
        CheckSize(unpacked, packed, where);
    }

    /// <summary>Memory that a method asks for, as its properties say.</summary>
    /// <exception cref="EntryRefusedException">More than the limit.</exception>
    public void ClaimDictionary(long bytes)
    {
        if (bytes < 0 || bytes > Options.MaxDictionaryBytes)
            throw new EntryRefusedException("archive.dictionary", Text($"unpacking it takes {bytes} bytes of memory; the limit is {Options.MaxDictionaryBytes}"));
    }

    /// <summary>All that a stream gives.</summary>
    /// <param name="stream">Unpacks while it is read.</param>
    /// <param name="claimed">Bytes claimed, which must be met exactly; -1 where nothing is claimed.</param>
    /// <param name="packed">Bytes that they come from; negative where not known.</param>
    /// <param name="where">Name of the entry.</param>
    /// <exception cref="ArchiveRefusedException">More than claimed, or more than any honest file.</exception>
    /// <exception cref="EntryRefusedException">It is damaged.</exception>
    public ReadOnlyMemory<byte> ReadAll(Stream stream, long claimed, long packed, string where)
    {
        var limit = claimed >= 0 ? claimed : long.MaxValue;
        var buffer = Array.Empty<byte>();
        var length = 0;
        while (true)
        {
            Tick();
            if (length == buffer.Length)
                buffer = Grow(buffer, limit, packed, where);
            if (length == buffer.Length)
                break;
            var read = Guarded(() => stream.Read(buffer, length, Math.Min(buffer.Length - length, 1 << 20)));
            if (read <= 0)
                break;
            length += read;
        }
        if (length < claimed)
            throw new EntryRefusedException("archive.damaged", Text($"it ends after {length} of {claimed} bytes"));
        if (claimed >= 0 && Guarded(() => stream.Read(new byte[1], 0, 1)) > 0)
            throw new ArchiveRefusedException("archive.lying-size", where, Text($"it unpacks to more than the {claimed} bytes it claims"));
        scope.GiveBack(buffer.Length - length);
        return buffer.AsMemory(0, length);
    }

    /// <summary>Reads a stream without keeping it: it gives so many bytes, with this checksum. False where it is damaged, too.</summary>
    public bool HasCrc(Stream stream, long size, uint crc)
    {
        var sum = new Office.Package.Crc32();
        var scratch = new byte[64 << 10];
        try
        {
            for (var left = size; left > 0;)
            {
                Tick();
                var read = Guarded(() => stream.Read(scratch, 0, (int)Math.Min(left, scratch.Length)));
                if (read <= 0)
                    return false;
                sum.Add(scratch.AsSpan(0, read));
                left -= read;
            }
        }
        catch (EntryRefusedException)
        {
            return false;
        }
        return sum.Value == crc;
    }

    /// <summary>For content that lies in the archive as it is: counts it as <see cref="ReadAll"/> does.</summary>
    public void CheckStored(long size, string where)
    {
        CheckSize(size, size, where);
        scope.Spend(size);
    }

    /// <summary>Runs a decoder; what it throws at broken data becomes <c>archive.damaged</c>.</summary>
    public static T Guarded<T>(Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception e) when (IsDecoderFault(e))
        {
            throw new EntryRefusedException("archive.damaged", "it can't be unpacked");
        }
    }

    /// <summary>What decoders throw at broken data. The library's own exceptions derive from one.</summary>
    public static bool IsDecoderFault(Exception e)
        => e is InvalidDataException or IOException or SharpCompress.Common.SharpCompressException or ArgumentException or ArithmeticException
            or IndexOutOfRangeException or NullReferenceException or InvalidOperationException or NotSupportedException or InvalidCastException
            or NotImplementedException or FormatException or KeyNotFoundException;

    /// <summary>Content that was counted as it was unpacked counts itself as a file next.</summary>
    public void HandOver(ReadOnlyMemory<byte> content) => scope.GiveBack(content.Length);

    public static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = new Office.Package.Crc32();
        crc.Add(bytes);
        return crc.Value;
    }

    /// <summary>Doubles; the size claimed is never exceeded.</summary>
    private byte[] Grow(byte[] buffer, long limit, long packed, string where)
    {
        var size = Math.Min(limit, buffer.Length == 0 ? FirstPiece : buffer.Length * 2L);
        if (size <= buffer.Length)
            return buffer;
        // What is not claimed grows up to the first byte that is too much.
        CheckSize(limit == long.MaxValue ? buffer.Length : size, packed, where);
        size = Math.Min(size, Options.MaxEntryBytes + 1);
        if (packed >= 0)
            size = Math.Min(size, Math.Max(Harmless, packed * Options.MaxRatio) + 1);
        scope.Spend(size - buffer.Length);
        Array.Resize(ref buffer, (int)size);
        return buffer;
    }

    private void CheckSize(long unpacked, long packed, string where)
    {
        if (unpacked > Options.MaxEntryBytes)
            throw Bomb(where, Text($"a file in it has more than {Options.MaxEntryBytes} bytes"));
        if (packed >= 0 && unpacked > Math.Max(Harmless, packed * Options.MaxRatio))
            throw Bomb(where, Text($"{packed} bytes unpack to {unpacked} or more"));
    }

    private static ArchiveRefusedException Bomb(string where, string detail) => new("archive.bomb", where, detail);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
