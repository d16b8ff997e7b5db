using System.Diagnostics.CodeAnalysis;
using MiyakoMailSanitizer.Sanitizing.Configuration;

namespace MiyakoMailSanitizer.Gateway.Settings;

/// <summary>Reading small files, where every trouble is a fault and no exception.</summary>
internal static class ConfigFiles
{
    /// <summary>More than any configuration file may have (4 MiB), so that a wrong path does not read a disk image into memory.</summary>
    private const long MaxBytes = 8L << 20;

    /// <summary>The whole file, or one fault under <paramref name="shownName"/>.</summary>
    public static bool TryRead(string path, string shownName, out ReadOnlyMemory<byte> content, [NotNullWhen(false)] out ConfigFault? fault)
    {
        (content, fault) = (default, null);
        try
        {
            if (!File.Exists(path))
                fault = Trouble(shownName, Directory.Exists(path) ? "it is a folder, not a file" : "there is no such file");
            else if (new FileInfo(path).Length > MaxBytes)
                fault = Trouble(shownName, $"the file is larger than {MaxBytes} bytes");
            else
                content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            fault = Trouble(shownName, $"the file can't be read: {OneLine(e.Message)}");
        }

        return fault is null;
    }

    /// <summary>The <c>*.txt</c> files of a folder in the order of their names, or one fault under <paramref name="shownName"/>.</summary>
    public static bool TryList(string folder, string shownName, out string[] names, [NotNullWhen(false)] out ConfigFault? fault)
    {
        (names, fault) = ([], null);
        try
        {
            names = [.. Directory.GetFiles(folder, "*.txt").Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            fault = Trouble(shownName, $"the folder can't be read: {OneLine(e.Message)}");
        }

        return fault is null;
    }

    private static ConfigFault Trouble(string shownName, string message) => new(shownName, "", 0, 0, message);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
