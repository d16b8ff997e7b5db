using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>
/// <c>audit.head</c>: the last line of the log, written behind each line, so that a log that was cut at its end is noticed. After a crash it may be one
/// line behind.
/// </summary>
/// <param name="File">Name of the day's file.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Number">Number of the last line; 0: there is none.</param>
/// <param name="Hash">SHA-256 of the last line.</param>
internal sealed record AuditHead(string File, long Length, long Number, string Hash)
{
    /// <summary>Of an empty log.</summary>
    public static AuditHead None { get; } = new(AuditFiles.Of(DateOnly.MinValue), 0, 0, AuditFiles.NoHash);

    /// <summary>The head in a file; null where there is none that can be read.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public static AuditHead? Read(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[256];
        var read = RandomAccess.Read(file, bytes, 0);
        var words = Encoding.ASCII.GetString(bytes[..read]).TrimEnd('\n').Split(' ');
        return words is [var name, var length, var number, { Length: 64 } hash]
            && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytesOf)
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var lines)
            ? new(name, bytesOf, lines, hash)
            : null;
    }

    /// <summary>One write; its size never changes.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Write(SafeFileHandle file)
        => RandomAccess.Write(file, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{File} {Length:D15} {Number:D15} {Hash}\n")), 0);
}
