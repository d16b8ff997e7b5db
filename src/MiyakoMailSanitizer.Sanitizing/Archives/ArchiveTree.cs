using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>The names that are taken in the archive that is written: no two are the same, whatever the case, and no file is a folder too.</summary>
internal sealed class ArchiveTree
{
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>A file had to be numbered.</summary>
    public bool HasNumbered { get; private set; }

    /// <summary>The path of a folder, without a slash at its end; empty for the top.</summary>
    public string Folder(ImmutableArray<string> folders)
    {
        var path = "";
        foreach (var folder in folders)
        {
            var next = Join(path, folder);
            if (_files.Contains(Key(next)))
                next = Join(path, Free(path, folder, _files));
            _folders.Add(Key(next));
            path = next;
        }
        return path;
    }

    /// <summary>True where the folder is new; each is written once.</summary>
    public bool Claim(string folder) => folder.Length > 0 && _files.Add(Key(folder) + "/");

    /// <summary>The path of a file that no other has.</summary>
    public string File(ImmutableArray<string> folders, string name)
    {
        var folder = Folder(folders);
        var path = Join(folder, name);
        if (_files.Contains(Key(path)) || _folders.Contains(Key(path)))
        {
            HasNumbered = true;
            path = Join(folder, Free(folder, name, _files, _folders));
        }
        _files.Add(Key(path));
        return path;
    }

    private string Free(string folder, string name, params HashSet<string>[] taken)
    {
        // Remembered, as a million files of one name would else be counted from 2 each.
        var key = Key(Join(folder, name));
        for (var number = _numbers.GetValueOrDefault(key, 2); ; number++)
        {
            var numbered = EntryPath.Numbered(name, number);
            if (taken.Any(t => t.Contains(Key(Join(folder, numbered)))))
                continue;
            _numbers[key] = taken.Length == 1 ? number : number + 1;
            return numbered;
        }
    }

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    private static string Key(string path) => EntryPath.Key([path]);
}
