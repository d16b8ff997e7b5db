namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

/// <summary>Skipped, with the reason, where one of the programs is not installed.</summary>
internal sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(params string[] programs) => Skip = Programs.Missing(programs);
}

/// <inheritdoc cref="ProgramFactAttribute"/>
internal sealed class ProgramTheoryAttribute : TheoryAttribute
{
    public ProgramTheoryAttribute(params string[] programs) => Skip = Programs.Missing(programs);
}

internal static class Programs
{
    /// <summary>The archives of the shared corpus; null where it is absent.</summary>
    public static string? Corpus { get; } = Ancestors().Select(f => Path.Combine(f, "shared", "corpus", "archive")).FirstOrDefault(Directory.Exists);

    public static bool IsThere(string program) => File.Exists("/usr/bin/" + program) || File.Exists("/bin/" + program);

    public static string? Missing(params string[] programs)
        => programs.Where(p => !IsThere(p)).ToArray() is { Length: > 0 } missing ? $"not installed: {string.Join(", ", missing)}" : null;

    private static IEnumerable<string> Ancestors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return folder.FullName;
    }
}
