using System.Collections.Immutable;
using MiyakoMailSanitizer.Verifying.Formats.Pdf;
using MiyakoMailSanitizer.Verifying.Formats.Pictures;

namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>A media type that may leave.</summary>
internal sealed record MediaType
{
    /// <summary>Lower case, without parameters.</summary>
    public required string Name { get; init; }

    /// <summary>Extensions a file of it must have one of; any case.</summary>
    public required ImmutableArray<string> Extensions { get; init; }

    /// <summary>Checks the content.</summary>
    public required IFormatChecker Checker { get; init; }

    /// <summary>The one transfer encoding of its parts. Default base64.</summary>
    public string TransferEncoding { get; init; } = "base64";

    /// <summary>What follows the name in Content-Type. Default nothing.</summary>
    public string Parameters { get; init; } = "";

    /// <summary>The one value of Content-Type.</summary>
    public string ContentType => Name + Parameters;

    /// <summary>Checks name and content of a file.</summary>
    public void Check(string fileName, ReadOnlyMemory<byte> content, Place place, FaultList faults)
    {
        if (!Extensions.Any(e => fileName.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
            faults.Add("file.extension", place.Path, "the extension is none of the media type");
        if (FileNameRules.Fault(fileName) is { } fault)
            faults.Add("file.name", place.Path, fault);
        Checker.Check(content, place, faults);
    }
}

/// <summary>Which media types may leave as files. One row for each.</summary>
internal static class MediaTypes
{
    private const string Utf8 = "; charset=utf-8";

    private static readonly ImmutableArray<MediaType> Rows =
    [
        new()
        {
            Name = "text/plain",
            Extensions = [".txt", ".text", ".log", ".md"],
            Parameters = Utf8,
            Checker = new TextChecker(mayHaveMark: false),
        },
        // Japanese Excel reads CSV as CP932 unless it begins with a byte order mark.
        new()
        {
            Name = "text/csv",
            Extensions = [".csv", ".tsv"],
            Parameters = Utf8,
            Checker = new TextChecker(mayHaveMark: true),
        },
        new()
        {
            Name = "text/calendar",
            Extensions = [".ics"],
            Parameters = Utf8,
            Checker = new ContentLineChecker(isCard: false),
        },
        new()
        {
            Name = "text/vcard",
            Extensions = [".vcf"],
            Parameters = Utf8,
            Checker = new ContentLineChecker(isCard: true),
        },
        // RFC 2046 §5.2.1: never base64. Other endings of mail files (.mht) would open in a browser.
        new()
        {
            Name = "message/rfc822",
            Extensions = [".eml"],
            TransferEncoding = "7bit",
            Checker = new MessageFileChecker(),
        },
        new()
        {
            Name = "image/png",
            Extensions = [".png"],
            Checker = new PngChecker(),
        },
        new()
        {
            Name = "image/jpeg",
            Extensions = [".jpg", ".jpeg", ".jpe", ".jfif"],
            Checker = new JpegChecker(),
        },
        new()
        {
            Name = "image/gif",
            Extensions = [".gif"],
            Checker = new GifChecker(),
        },
        new()
        {
            Name = "image/tiff",
            Extensions = [".tif", ".tiff"],
            Checker = new TiffChecker(),
        },
        new()
        {
            Name = "application/pdf",
            Extensions = [".pdf"],
            Checker = new PdfChecker(),
        },
        Document("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", "word"),
        Document("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", "xl"),
        Document("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx", "ppt"),
        new()
        {
            Name = "application/zip",
            Extensions = [".zip"],
            Checker = new ZipChecker(),
        },
    ];

    private static MediaType Document(string name, string extension, string folder)
        => new() { Name = name, Extensions = [extension], Checker = new OfficeChecker(folder) };

    /// <summary>Null where the media type may not leave.</summary>
    public static MediaType? Find(string name) => Rows.FirstOrDefault(row => row.Name == name);

    /// <summary>Null where the value is none that we write.</summary>
    public static MediaType? FindByContentType(string value) => Rows.FirstOrDefault(row => row.ContentType == value);

    /// <summary>The media type of a file in an archive, by its extension; null where it may not leave.</summary>
    public static MediaType? FindByName(string fileName)
        => Rows.FirstOrDefault(row => row.Extensions.Any(e => fileName.EndsWith(e, StringComparison.OrdinalIgnoreCase)));
}
