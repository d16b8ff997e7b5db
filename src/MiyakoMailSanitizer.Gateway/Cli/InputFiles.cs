namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary>An input of the offline command.</summary>
/// <param name="Path">As given, or found below a folder that was given.</param>
/// <param name="Relative">Where its output goes below the output folder.</param>
internal sealed record InputFile(string Path, string Relative);

/// <summary>Finds the inputs.</summary>
internal static class InputFiles
{
    /// <summary>Files as they are, folders recursively in name order, links to folders not followed.</summary>
    public static IEnumerable<InputFile> Expand(IEnumerable<string> inputs)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var input in inputs)
        {
            if (!Directory.Exists(input))
            {
                yield return new InputFile(input, Path.GetFileName(input));
                continue;
            }

            foreach (var file in Directory.EnumerateFiles(input, "*", options).Order(StringComparer.Ordinal))
                yield return new InputFile(file, Path.GetRelativePath(input, file));
        }
    }
}
