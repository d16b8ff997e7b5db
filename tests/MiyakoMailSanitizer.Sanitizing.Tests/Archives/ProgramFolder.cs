using System.Diagnostics;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

/// <summary>A folder in which real programs pack what tests have written there.</summary>
internal sealed class ProgramFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("miyako-archives-").FullName;

    public string Of(string path) => Path.Combine(_folder, path);

    public byte[] Read(string path) => File.ReadAllBytes(Of(path));

    public void Write(string path, string text) => Write(path, new UTF8Encoding(false).GetBytes(text));

    public void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Of(path))!);
        File.WriteAllBytes(Of(path), content);
    }

    /// <summary>Zeros, which cost no time.</summary>
    public void WriteZeros(string path, long count)
    {
        using var file = File.Create(Of(path));
        file.SetLength(count);
    }

    /// <summary>Runs a program there; it must succeed.</summary>
    public void Run(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {errors.Result}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
