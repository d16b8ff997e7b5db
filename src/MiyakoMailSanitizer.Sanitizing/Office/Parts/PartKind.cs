namespace MiyakoMailSanitizer.Sanitizing.Office.Parts;

/// <summary>Which application a document is for; it is the folder of its parts.</summary>
internal enum OfficeApp
{
    Word = 0,
    Xl,
    Ppt,
}

/// <summary>A kind of part that may be written.</summary>
/// <param name="Type">Short name of the relationship type that leads to it; see <see cref="Package.RelationshipTypes"/>.</param>
/// <param name="Path">Its name in the new package; <c>{app}</c> is the folder, <c>#</c> a number.</param>
/// <param name="ContentType">Without <c>application/</c>.</param>
/// <param name="Root">Its root element.</param>
internal sealed record PartKind(string Type, string Path, string ContentType, string Root)
{
    /// <summary>Null where parts of all applications may be it.</summary>
    public OfficeApp? App { get; init; }

    /// <summary>Content types that are read for it besides <see cref="ContentType"/>.</summary>
    public string[] AlsoRead { get; init; } = [];

    /// <summary>Relationships that it has without naming them in its XML.</summary>
    public string[] Implicit { get; init; } = [];

    /// <summary>The full type of the relationship, where it is an extension of Microsoft's.</summary>
    public string? RelationshipUri { get; init; }

    /// <summary>No <c>&lt;?xml?&gt;</c> and no namespace of its own: the old drawings.</summary>
    public bool IsVml => Type == "vmlDrawing";

    public bool Reads(string contentType)
        => Matches(contentType, ContentType) || Array.Exists(AlsoRead, a => Matches(contentType, a));

    private static bool Matches(string contentType, string expected)
        => contentType.StartsWith("application/", StringComparison.Ordinal)
            && contentType.AsSpan("application/".Length).Equals(expected, StringComparison.OrdinalIgnoreCase);
}
