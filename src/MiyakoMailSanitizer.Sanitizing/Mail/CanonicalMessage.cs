using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>A message as we write it: one shape that every program reads alike. <see cref="CanonicalWriter"/> makes the bytes.</summary>
internal sealed record CanonicalMessage
{
    /// <summary>Top-level fields in the order of <see cref="HeaderRebuilder"/>, values as written but not folded.</summary>
    public required ImmutableArray<CanonicalField> Fields { get; init; }

    /// <summary>The body, cleaned, lines ending in LF.</summary>
    public required string Body { get; init; }

    /// <summary>The body without the notice around it.</summary>
    public string Text { get; init; } = "";

    /// <summary>Safe files that follow the body.</summary>
    public required ImmutableArray<SafeFile> Attachments { get; init; }

    /// <summary><c>=_miyako-</c>, 16 hex digits and the nesting depth of the message in two digits.</summary>
    public required string Boundary { get; init; }
}

/// <summary>A header field, its value cut where a fold may stand.</summary>
/// <param name="Name">Field name.</param>
/// <param name="Pieces">Pieces that are joined by a space, or by a fold where the line gets long. Printable ASCII without spaces at their
/// ends.</param>
internal sealed record CanonicalField(string Name, ImmutableArray<string> Pieces);
