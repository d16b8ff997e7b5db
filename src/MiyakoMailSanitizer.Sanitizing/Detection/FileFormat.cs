using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace MiyakoMailSanitizer.Sanitizing.Detection;

/// <summary>A file format as told from the bytes. One row for each; rules, reports and the command line name it by <see cref="Id"/>.</summary>
public sealed class FileFormat
{
    private FileFormat(string id, string family, string mediaType, params string[] extensions)
    {
        Id = id;
        Family = family;
        MediaType = mediaType;
        Extensions = [.. extensions];
    }

    /// <summary>Short lower-case name, e.g. <c>docx</c>.</summary>
    public string Id { get; }

    /// <summary>Group that rules can name at once: <c>mail text web image office pdf archive program media other</c>.</summary>
    public string Family { get; }

    /// <summary>The media type that we write for it.</summary>
    public string MediaType { get; }

    /// <summary>Extensions with their dot, the canonical one first; empty for <see cref="Unknown"/>.</summary>
    public ImmutableArray<string> Extensions { get; }

    /// <summary>Nothing is known about it; it is withheld.</summary>
    public static FileFormat Unknown { get; } = new("unknown", "other", "application/octet-stream");

    public static FileFormat Mail { get; } = new("mail", "mail", "message/rfc822", ".eml");
    public static FileFormat Text { get; } = new("text", "text", "text/plain", ".txt", ".text", ".log", ".md");
    public static FileFormat Csv { get; } = new("csv", "text", "text/csv", ".csv", ".tsv");
    public static FileFormat Html { get; } = new("html", "web", "text/html", ".html", ".htm");

    /// <summary>Drills of the sandbox in tests; no sanitizer for it unless the worker is started with one.</summary>
    public static FileFormat FaultDrill { get; } = new("fault-drill", "other", "application/x-miyako-fault-drill", ".fault-drill");

    /// <summary>Every format, in the order of the table.</summary>
    public static ImmutableArray<FileFormat> All { get; } = [Unknown, Mail, Text, Csv, Html, FaultDrill];

    /// <summary>Finds a format by its <see cref="Id"/>.</summary>
    public static bool TryGet(string id, [NotNullWhen(true)] out FileFormat? format)
    {
        format = All.FirstOrDefault(f => f.Id == id);
        return format is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Id;
}
