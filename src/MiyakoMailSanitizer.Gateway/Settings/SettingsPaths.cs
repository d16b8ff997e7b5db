using System.Diagnostics.CodeAnalysis;
using MiyakoMailSanitizer.Sanitizing.Configuration;

namespace MiyakoMailSanitizer.Gateway.Settings;

/// <summary>Paths of the settings file; relative ones start at its folder, absolute ones come out.</summary>
internal sealed class SettingsPaths(string baseFolder)
{
    /// <summary>A folder that is made when it is needed. A file in its place is a fault.</summary>
    public string Folder(ConfigSection section, string key, string standard)
    {
        var folder = Resolve(section.Text(key, standard, SettingsText.AnyPath) ?? standard);
        if (File.Exists(folder))
            section.Fault(key, $"{ConfigText.QuotePath(folder)} is a file, not a folder");
        return folder;
    }

    /// <summary>A folder that must be there.</summary>
    public string ExistingFolder(ConfigSection section, string key, string standard)
    {
        var folder = Resolve(section.Text(key, standard, SettingsText.AnyPath) ?? standard);
        if (!Directory.Exists(folder))
            section.Fault(key, $"there is no folder {ConfigText.QuotePath(folder)}");
        return folder;
    }

    /// <summary>A file that is made when it is needed. A folder in its place is a fault.</summary>
    public string NewFile(ConfigSection section, string key, string standard)
    {
        var file = Resolve(section.Text(key, standard, SettingsText.AnyPath) ?? standard);
        if (Directory.Exists(file))
            section.Fault(key, $"{ConfigText.QuotePath(file)} is a folder, not a file");
        return file;
    }

    /// <summary>A file that must be there, where one is given.</summary>
    [return: NotNullIfNotNull(nameof(standard))]
    public string? ExistingFile(ConfigSection section, string key, string? standard)
    {
        if ((section.Text(key, standard, SettingsText.AnyPath) ?? standard) is not { } text)
            return null;
        var file = Resolve(text);
        if (Directory.Exists(file))
            section.Fault(key, $"{ConfigText.QuotePath(file)} is a folder, not a file");
        else if (!File.Exists(file))
            section.Fault(key, $"there is no file {ConfigText.QuotePath(file)}");
        return file;
    }

    private string Resolve(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, baseFolder));
}
