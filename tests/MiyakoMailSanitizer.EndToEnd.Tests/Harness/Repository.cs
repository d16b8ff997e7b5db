namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>Folders of the source tree that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Ancestors().FirstOrDefault(d => File.Exists(Path.Combine(d, "MiyakoMailSanitizer.sln")))
        ?? throw new InvalidOperationException("The tests do not lie below the folder of the solution.");

    /// <summary>The messages that came with the project.</summary>
    public static string Samples => Path.Combine(Root, "samples");

    /// <summary>The real mails that lie beside the repository on some machines, or null.</summary>
    public static string? CorpusMail { get; }
        = Ancestors().Select(d => Path.Combine(d, "shared", "corpus", "mail")).FirstOrDefault(Directory.Exists);

    private static IEnumerable<string> Ancestors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return folder.FullName;
    }
}
