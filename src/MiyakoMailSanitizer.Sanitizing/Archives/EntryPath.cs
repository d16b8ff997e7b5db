using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>A path within an archive, cleaned: it can't lead out of where it is unpacked.</summary>
/// <param name="Folders">Safe on Windows, macOS and Linux; outermost first.</param>
/// <param name="Name">The last part as decoded; the sanitizer of its format cleans it.</param>
/// <param name="IsUnsafe">It led out of the archive, or bore a name that systems take for something else.</param>
internal sealed record EntryPath(ImmutableArray<string> Folders, string Name, bool IsUnsafe)
{
    /// <summary>Deeper folders run together with the last one.</summary>
    public const int MaxFolders = 32;

    private const int MaxFolderBytes = 120, MaxRaw = 8_192;

    /// <summary>What systems add by themselves.</summary>
    private static readonly ImmutableArray<string> Junk = [".DS_Store", "Thumbs.db", "desktop.ini", ".localized", "__MACOSX"];

    /// <summary>Metadata of macOS or Windows that nobody has put there.</summary>
    public bool IsJunk => Junk.Contains(Name, StringComparer.OrdinalIgnoreCase) || Folders.Contains("__MACOSX")
        || Name.StartsWith("._", StringComparison.Ordinal);

    /// <summary>Reads a path of any system.</summary>
    public static EntryPath Read(string path, bool isFolder)
    {
        var isUnsafe = path.Length > MaxRaw || path.StartsWith('/') || path.StartsWith('\\');
        if (path.Length > MaxRaw)
            path = path[^MaxRaw..];
        var parts = path.Split('/', '\\').ToList();
        if (parts[0].Length >= 2 && parts[0][1] == ':' && char.IsAsciiLetter(parts[0][0]))
        {
            isUnsafe = true;
            parts[0] = parts[0][2..];
        }
        isUnsafe |= parts.Contains("..");
        parts.RemoveAll(p => p.Trim() is "" or "." or "..");
        var name = isFolder || parts.Count == 0 ? "" : parts[^1];
        if (!isFolder && parts.Count > 0)
            parts.RemoveAt(parts.Count - 1);
        var folders = parts.Take(MaxFolders).Select(p => Folder(p, ref isUnsafe)).ToImmutableArray();
        return new(folders, name, isUnsafe || IsRisky(name));
    }

    private static string Folder(string part, ref bool isUnsafe)
    {
        isUnsafe |= IsRisky(part);
        var name = NameParts.Legal(NameComposer.Compose(TextCleaner.CleanLine(part, "").Text));
        name = NameParts.TrimEnds(NameParts.Cut(NameParts.TrimEnds(name), MaxFolderBytes));
        name = TextCleaner.CleanLine(name, "").Text;
        if (name.Length == 0)
            return "folder";
        return NameParts.IsDevice(name) ? "_" + name : name;
    }

    /// <summary>The name of a device, of a stream (<c>a.txt:b</c>), with dots or spaces that Windows drops, or with characters that hide.</summary>
    private static bool IsRisky(string part)
        => part.Length > 0 && (NameParts.IsDevice(part) || part.Contains(':', StringComparison.Ordinal) || part[^1] is '.' or ' '
            || TextCleaner.CleanLine(part, "").Findings.Any(f => f.Code is "text.bidi" or "text.zero-width" or "text.control" or "text.tag-characters"));

    /// <summary>As reports show it.</summary>
    public override string ToString() => string.Join('/', Folders.Append(Name));

    /// <summary>Two names that Windows or macOS take for the same have the same key.</summary>
    public static string Key(IEnumerable<string> parts) => string.Join('/', parts).ToUpperInvariant();

    /// <summary>Puts a number before the extension.</summary>
    public static string Numbered(string name, int number)
    {
        var dot = name.LastIndexOf('.');
        var (stem, extension) = dot <= 0 ? (name, "") : (name[..dot], name[dot..]);
        var mark = $" ({number})";
        return new StringBuilder(NameParts.TrimEnds(NameParts.Cut(stem, FileNames.MaxBytes - extension.Length - mark.Length)))
            .Append(mark).Append(extension).ToString();
    }
}
