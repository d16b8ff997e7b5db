using System.Text;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Tests.Settings;

/// <summary>
/// A folder of settings files, each with the faults and warnings that it must give in <c>NAME.faults</c> (none for <c>good-</c>).
/// With the environment variable <c>MIYAKO_WRITE_EXPECTED=1</c> missing ones are written, to be read over by a person.
/// </summary>
public sealed class SettingsCasesTests
{
    private static readonly string Folder = Path.Combine(ConfigFolder.Top, "tests/MiyakoMailSanitizer.Gateway.Tests/Settings/Cases");

    public static IEnumerable<object[]> Cases
        => Directory.GetFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension)
            .Order(StringComparer.Ordinal).Select(n => new object[] { n! });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_fault_and_warning_is_named(string name)
    {
        using var folder = new ConfigFolder(File.ReadAllText(Path.Combine(Folder, $"{name}.json")));
        var result = ConfigurationLoader.Load(folder.SettingsFile, "machine.example");

        var lines = result.Faults.Select(f => f.ToString()).Concat(result.Warnings.Select(w => $"warning: {w}"));
        var actual = string.Concat(lines.Select(l => $"{l}\n")).Replace($"{folder.Path}/", "", StringComparison.Ordinal);
        var expected = Path.Combine(Folder, $"{name}.faults");
        if (!File.Exists(expected) && actual.Length > 0 && Environment.GetEnvironmentVariable("MIYAKO_WRITE_EXPECTED") == "1")
            File.WriteAllText(expected, actual, new UTF8Encoding(false));
        Assert.Equal(File.Exists(expected) ? File.ReadAllText(expected) : "", actual);
        Assert.Equal(name.StartsWith("bad-", StringComparison.Ordinal), !result.Faults.IsEmpty);
        Assert.Equal(name.StartsWith("warning-", StringComparison.Ordinal), result.Faults.IsEmpty && !result.Warnings.IsEmpty);
        Assert.Equal(result.Faults.IsEmpty, result.Configuration is not null);
    }
}
