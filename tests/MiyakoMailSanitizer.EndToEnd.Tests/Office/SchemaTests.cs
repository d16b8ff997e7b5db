using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Xunit.Abstractions;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>The validator of the Open XML SDK over documents before and after.</summary>
[Collection(OfficeCollection.Name)]
public sealed partial class SchemaTests(OfficeRun run, ITestOutputHelper output)
{
    private const int MaxErrors = 5000;

    [CorpusFact]
    public void The_schema_finds_no_error_that_was_not_there_before()
    {
        var (clean, before, after) = (0, 0, 0);
        OfficeOutputTests.Nowhere(run.Corpus.Where(d => d.Output is not null), d =>
        {
            var (old, made) = (Errors(d.Input), Errors(d.Output!));
            (before, after, clean) = (before + old.Count, after + made.Count, clean + (made.Count == 0 ? 1 : 0));
            var known = old.Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
            return OfficeOutputTests.Lines([.. made.Where(e => !known.Contains(e.Key)).Select(e => $"{e.Key}: {e.Description}").Distinct()]);
        });
        output.WriteLine($"{run.Corpus.Length} documents, {before} errors before, {after} after, {clean} without any after");
    }

    // What was poisoned breaks the schema by itself, and hides which of its errors is new.
    [Fact]
    public void What_comes_of_attacks_is_free_of_errors_that_were_not_there_before() => OfficeOutputTests.Nowhere(
        run.Samples.Where(d => d.Output is not null), d =>
        {
            var known = Errors(d.Input).Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
            return OfficeOutputTests.Lines([.. Errors(d.Output!).Where(e => !known.Contains(e.Key)).Select(e => $"{e.Key}: {e.Description}").Distinct()]);
        });

    /// <summary>The kind of each error with the path of its element without numbers.</summary>
    private static List<(string Key, string Description)> Errors(string path)
    {
        try
        {
            using var stream = new MemoryStream(File.ReadAllBytes(path));
            using var document = Open(stream, path);
            return [.. new OpenXmlValidator(FileFormatVersions.Microsoft365) { MaxNumberOfErrors = MaxErrors }.Validate(document)
                .Select(e => ($"{e.Id} {Numbers().Replace(e.Path?.XPath ?? "", "")}", e.Description))];
        }
        catch (Exception e) when (e is OpenXmlPackageException or InvalidOperationException or System.Xml.XmlException or FormatException
            or InvalidDataException or ArgumentException or IOException)
        {
            return [($"unreadable {e.GetType().Name}", e.Message)];
        }
    }

    private static OpenXmlPackage Open(Stream stream, string path) => Path.GetExtension(path)[1] switch
    {
        'd' => WordprocessingDocument.Open(stream, false),
        'x' => SpreadsheetDocument.Open(stream, false),
        _ => PresentationDocument.Open(stream, false),
    };

    [GeneratedRegex(@"\[[0-9]+\]", RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();
}
