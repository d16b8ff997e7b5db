namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>A folder of a test's own, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("miyako-test-").FullName;

    public string Of(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>All files below, by their relative paths.</summary>
    public string[] Files(string below) =>
    [
        .. Directory.GetFiles(Of(below), "*", SearchOption.AllDirectories)
            .Select(f => System.IO.Path.GetRelativePath(Of(below), f)).Order(StringComparer.Ordinal),
    ];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
