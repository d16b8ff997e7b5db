using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>What became of a file. Closed: there is no "passed unchanged".</summary>
public abstract record Outcome
{
    private Outcome() { }

    /// <summary>What was seen on the way; empty by default.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>Written anew in the same format.</summary>
    public sealed record Rebuilt(SafeFile File) : Outcome;

    /// <summary>Written anew in another, simpler format.</summary>
    public sealed record Converted(SafeFile File) : Outcome;

    /// <summary>Left out for good; the original is not kept for this file's sake.</summary>
    /// <param name="Reason">Plain English words, one sentence.</param>
    public sealed record Removed(string Reason) : Outcome;

    /// <summary>Left out; the original waits for an operator.</summary>
    /// <param name="Reason">Plain English words, one sentence.</param>
    public sealed record Quarantined(string Reason) : Outcome;

    /// <summary>The safe file, or null where nothing safe came out.</summary>
    public SafeFile? Delivered => Match<SafeFile?>(r => r.File, c => c.File, _ => null, _ => null);

    /// <summary>True where the file does not reach the recipient.</summary>
    public bool IsWithheld => Delivered is null;

    /// <summary>Handles every case; a fifth one would break every caller.</summary>
    public T Match<T>(Func<Rebuilt, T> rebuilt, Func<Converted, T> converted, Func<Removed, T> removed, Func<Quarantined, T> quarantined)
        => this switch
        {
            Rebuilt r => rebuilt(r),
            Converted c => converted(c),
            Removed r => removed(r),
            Quarantined q => quarantined(q),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
