using System.Collections.Immutable;
using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>Gives files of one message different names, as mail programs save them into one folder.</summary>
internal static class UniqueNames
{
    /// <summary>The same files; of equal names (case apart) the later ones get <c> (2)</c>, <c> (3)</c> … before the extension.</summary>
    public static ImmutableArray<SafeFile> Apply(ImmutableArray<SafeFile> files)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var next = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        return [.. files.Select(file => taken.Add(file.Name) ? file : new SafeFile(Free(file.Name), file.Format, file.Content))];

        string Free(string name)
        {
            var dot = name.LastIndexOf('.');
            var (stem, extension) = dot > 0 ? (name[..dot], name[dot..]) : (name, "");
            while (true)
            {
                var number = next[name] = next.GetValueOrDefault(name, 1) + 1;
                var candidate = string.Create(CultureInfo.InvariantCulture, $"{stem} ({number}){extension}");
                if (taken.Add(candidate))
                    return candidate;
            }
        }
    }
}
