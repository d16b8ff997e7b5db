using System.Text;

namespace MiyakoMailSanitizer.Gateway.Tests.Settings;

/// <summary>A temporary folder with <c>gateway.json</c>, the rules and the notices of <c>config/</c>.</summary>
internal sealed class ConfigFolder : IDisposable
{
    public ConfigFolder(string? settings = null)
    {
        Path = Directory.CreateTempSubdirectory("miyako-config-").FullName;
        foreach (var file in Directory.GetFiles(Shipped, "*", SearchOption.AllDirectories))
            Write(System.IO.Path.GetRelativePath(Shipped, file), File.ReadAllBytes(file));
        if (settings is not null)
            Write("gateway.json", settings);
    }

    /// <summary>The root of the repository.</summary>
    public static string Top { get; } = FindTop();

    /// <summary><c>config/</c>.</summary>
    public static string Shipped => System.IO.Path.Combine(Top, "config");

    public string Path { get; }

    public string SettingsFile => System.IO.Path.Combine(Path, "gateway.json");

    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public void Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    public string Read(string name) => File.ReadAllText(System.IO.Path.Combine(Path, name));

    public void Delete(string name) => File.Delete(System.IO.Path.Combine(Path, name));

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string FindTop()
    {
        var top = new DirectoryInfo(AppContext.BaseDirectory);
        while (top is not null && !File.Exists(System.IO.Path.Combine(top.FullName, "MiyakoMailSanitizer.sln")))
            top = top.Parent;
        return top?.FullName ?? throw new DirectoryNotFoundException("The tests must run inside the repository.");
    }
}
