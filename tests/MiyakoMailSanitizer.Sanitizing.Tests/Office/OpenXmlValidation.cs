using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Office;

/// <summary>The Open XML SDK's reading of a document, with its schema and semantic rules: a second opinion of another maker.</summary>
internal static class OpenXmlValidation
{
    /// <summary>Kinds of errors: what is wrong with which element, without where; one where the SDK can't open it at all.</summary>
    public static List<string> Errors(byte[] content, string extension)
    {
        try
        {
            using var document = Open(new MemoryStream(content), extension);
            return [.. new OpenXmlValidator(FileFormatVersions.Microsoft365).Validate(document)
                .Select(e => $"{e.Id} {e.Node?.GetType().Name} {e.RelatedNode?.LocalName}: {e.Description}")];
        }
        catch (Exception e) when (e is OpenXmlPackageException or InvalidOperationException or System.Xml.XmlException or FormatException or UriFormatException or InvalidDataException)
        {
            return [$"unreadable: {e.Message}"];
        }
    }

    private static OpenXmlPackage Open(Stream stream, string extension) => extension[1] switch
    {
        'd' => WordprocessingDocument.Open(stream, false),
        'x' => SpreadsheetDocument.Open(stream, false),
        _ => PresentationDocument.Open(stream, false),
    };
}
