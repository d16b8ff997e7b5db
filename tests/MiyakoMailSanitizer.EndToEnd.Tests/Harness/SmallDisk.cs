using System.Diagnostics;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>Skipped where a test may not mount file systems.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Reason = new(() =>
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return "Only root on Linux may mount a tmpfs.";
        try
        {
            using var disk = new SmallDisk(1 << 20);
            return null;
        }
        catch (IOException e)
        {
            return $"No tmpfs can be mounted here: {e.Message}";
        }
    });

    public SmallDiskFactAttribute() => Skip = Reason.Value;
}

/// <summary>A tmpfs of few bytes.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("miyako-disk-").FullName;

    /// <exception cref="IOException">It can't be mounted.</exception>
    public SmallDisk(long bytes)
    {
        try
        {
            Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", _folder);
        }
        catch
        {
            Directory.Delete(_folder);
            throw;
        }
    }

    public string Of(string name) => Path.Combine(_folder, name);

    public long FreeBytes => new DriveInfo(_folder).AvailableFreeSpace;

    /// <summary>Leaves only so many bytes free, until <see cref="MakeRoom"/>; fewer where others write meanwhile.</summary>
    public void Fill(long freeBytes)
    {
        try
        {
            File.WriteAllBytes(Of("ballast"), new byte[Math.Max(0, FreeBytes - freeBytes)]);
        }
        catch (IOException)
        {
            // It is full, as it should be.
        }
    }

    public void MakeRoom() => File.Delete(Of("ballast"));

    public void Dispose()
    {
        Run("umount", "--lazy", _folder);
        Directory.Delete(_folder);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new IOException(errors.Trim());
    }
}
