using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>What was done with one file and with all that lay in it: a tree, as the files are.</summary>
public sealed record FileReport
{
    /// <summary>The name as the sender gave it, cleaned for showing.</summary>
    public required string Name { get; init; }

    /// <summary>The format told from the bytes.</summary>
    public required FileFormat Format { get; init; }

    /// <summary>What the carrier said it is.</summary>
    public required string DeclaredMediaType { get; init; }

    /// <summary>Size of the original in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the original, 64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Which rule asked for which treatment.</summary>
    public required Decision Decision { get; init; }

    /// <summary>What came of it.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The files that lay in this one, in their order.</summary>
    public ImmutableArray<FileReport> Nested { get; init; } = [];

    /// <summary>This file and all below it, parents first.</summary>
    public IEnumerable<FileReport> Walk() => Nested.SelectMany(n => n.Walk()).Prepend(this);

    /// <summary>For a message: true where nothing of it may be delivered until an operator decides.</summary>
    public bool IsHeld => Outcome.IsWithheld || Walk().Any(r => r.Decision.Treatment == Treatment.Hold);
}
