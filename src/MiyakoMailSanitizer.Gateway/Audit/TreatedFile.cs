namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>A file in the field <c>treated</c> of an audit line: <c>format outcome rule</c>, joined by <c> | </c>.</summary>
/// <param name="Format">Id of the format.</param>
/// <param name="Outcome"><c>rebuilt converted imaged removed quarantined held</c>; <c>imaged</c>: its pages as pictures.</param>
/// <param name="Rule">The rule that decided.</param>
internal readonly record struct TreatedFile(string Format, string Outcome, string Rule)
{
    private const string Between = " | ";

    /// <summary>The files of a field; what is no file is left out.</summary>
    public static IEnumerable<TreatedFile> ReadAll(string field)
        => field.Split(Between, StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split(' ', 3)).Where(f => f.Length == 3).Select(f => new TreatedFile(f[0], f[1], f[2]));

    /// <summary>The field of some files.</summary>
    public static string WriteAll(IEnumerable<TreatedFile> files)
        => string.Join(Between, files.Select(f => $"{f.Format} {f.Outcome} {f.Rule.Replace(Between, " ", StringComparison.Ordinal)}"));
}
