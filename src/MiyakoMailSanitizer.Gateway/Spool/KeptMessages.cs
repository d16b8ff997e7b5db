using System.Globalization;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>
/// <c>kept/YYYY-MM-DD/ID</c>: messages that have gone their way, by the UTC day of their receiving, as the spool's files that they were. Rules are
/// tried on them; nothing is ever sent from here.
/// </summary>
internal sealed class KeptMessages(SpoolOptions options)
{
    private const string Day = "yyyy-MM-dd";

    private readonly string _folder = Path.Combine(options.Folder, "kept");

    /// <summary>True where the settings ask for it.</summary>
    public bool IsOn => options.KeepDays > 0;

    /// <summary>Takes a message's file, in one rename. Mail that we wrote ourselves is not kept.</summary>
    /// <returns>False where it is not to be kept.</returns>
    /// <exception cref="IOException">The disk fails.</exception>
    public bool TryTake(MailItem item, string path)
    {
        if (!IsOn || item.Sanitized is { PolicyHash: "" })
            return false;
        var day = Path.Combine(_folder, item.Envelope.ReceivedAt.UtcDateTime.ToString(Day, CultureInfo.InvariantCulture));
        Directory.CreateDirectory(day);
        File.Move(path, Path.Combine(day, item.Id), overwrite: true);
        return true;
    }

    /// <summary>Paths of all that were received from that moment on, as far as days tell; oldest first.</summary>
    public IEnumerable<string> List(DateTimeOffset since)
        => Days().Where(d => string.CompareOrdinal(Path.GetFileName(d), since.UtcDateTime.ToString(Day, CultureInfo.InvariantCulture)) >= 0)
            .SelectMany(d => Directory.GetFiles(d).Order(StringComparer.Ordinal));

    /// <summary>Reads one.</summary>
    /// <exception cref="FileNotFoundException">Its time was over meanwhile.</exception>
    /// <exception cref="InvalidDataException">It is torn.</exception>
    public static MailItem Read(string path) => SpoolFile.Read(Queue.Outgoing, File.ReadAllBytes(path));

    /// <summary>Deletes days whose time is over, and the oldest as long as the disk has no room for new mail.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Prune(DateTimeOffset now, Func<bool> hasRoom)
    {
        var first = now.UtcDateTime.AddDays(-options.KeepDays).ToString(Day, CultureInfo.InvariantCulture);
        foreach (var day in Days())
        {
            if (string.CompareOrdinal(Path.GetFileName(day), first) >= 0 && hasRoom())
                return;
            Directory.Delete(day, recursive: true);
        }
    }

    private IEnumerable<string> Days() => Directory.Exists(_folder) ? Directory.GetDirectories(_folder).Order(StringComparer.Ordinal) : [];
}
