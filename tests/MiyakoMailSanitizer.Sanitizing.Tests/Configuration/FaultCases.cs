using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Configuration;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Configuration;

/// <summary>
/// A folder of faulty files, each with the faults that it must give in <c>NAME.faults</c>, one a line and in order.
/// With the environment variable <c>MIYAKO_WRITE_EXPECTED=1</c> missing ones are written, to be read over by a person.
/// </summary>
internal static class FaultCases
{
    public static IEnumerable<object[]> Names(string folder, string pattern)
        => Directory.GetFiles(PathOf(folder), pattern).Order(StringComparer.Ordinal).Select(f => new object[] { Path.GetFileName(f) });

    public static byte[] Read(string folder, string name) => File.ReadAllBytes(Path.Combine(PathOf(folder), name));

    public static void AssertFaults(string folder, string name, ImmutableArray<ConfigFault> faults)
    {
        var actual = string.Concat(faults.Select(f => $"{f}\n"));
        var file = Path.Combine(PathOf(folder), Path.ChangeExtension(name, ".faults"));
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("MIYAKO_WRITE_EXPECTED") == "1")
            File.WriteAllText(file, actual, new UTF8Encoding(false));
        Assert.NotEmpty(faults);
        Assert.Equal(File.ReadAllText(file), actual);
    }

    private static string PathOf(string folder)
    {
        var top = new DirectoryInfo(AppContext.BaseDirectory);
        while (top is not null && !File.Exists(Path.Combine(top.FullName, "MiyakoMailSanitizer.sln")))
            top = top.Parent;
        Assert.NotNull(top);
        return Path.Combine(top.FullName, "tests/MiyakoMailSanitizer.Sanitizing.Tests", folder);
    }
}
