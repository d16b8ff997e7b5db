namespace MiyakoMailSanitizer.Sanitizing.Configuration;

/// <summary>One thing that is wrong with a configuration file. All faults are collected, never only the first.</summary>
/// <param name="File">The file's name as the administrator wrote it.</param>
/// <param name="Path">JSON path such as <c>rules[3].when.formats[0]</c>, or the section of a notice; empty for the file as a whole.</param>
/// <param name="Line">From 1; 0 where the fault has no line, e.g. for a file that is missing.</param>
/// <param name="Column">From 1, in characters; 0 where the fault has none.</param>
/// <param name="Message">Plain English words, one line; what it quotes from the file is escaped and shortened.</param>
public sealed record ConfigFault(string File, string Path, int Line, int Column, string Message)
{
    /// <summary><c>config/rules.json:12:5 rules[3].when.formats[0]: unknown format "dcox"; did you mean "docx"?</c></summary>
    public override string ToString()
    {
        var place = Line == 0 ? File : Column == 0 ? $"{File}:{Line}" : $"{File}:{Line}:{Column}";
        return Path.Length == 0 ? $"{place}: {Message}" : $"{place} {Path}: {Message}";
    }
}
