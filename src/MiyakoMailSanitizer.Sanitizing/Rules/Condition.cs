using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Rules;

/// <summary>
/// The <c>when</c> of a rule. Whatever is given must fit; of a list one value is enough; what is not given fits always, so that an empty
/// condition fits every file.
/// </summary>
public sealed record Condition
{
    /// <summary>Formats told from the bytes.</summary>
    public ImmutableArray<FileFormat> Formats { get; init; } = [];

    /// <summary>Families of formats.</summary>
    public ImmutableArray<string> Families { get; init; } = [];

    /// <summary>
    /// The file's name as people see it: without control and formatting characters, and without dots and spaces at its end.
    /// </summary>
    public ImmutableArray<Glob> Names { get; init; } = [];

    /// <summary>Bytes; a file of exactly this size does not fit.</summary>
    public long? LargerThan { get; init; }

    /// <summary>Bytes; a file of exactly this size does not fit.</summary>
    public long? SmallerThan { get; init; }

    /// <summary>True: only files within attachments (depth 2 and more); false: only the message and what lies directly in it.</summary>
    public bool? Nested { get; init; }

    /// <summary>Least depth; 0 is the message itself, 1 what lies directly in it.</summary>
    public int? MinDepth { get; init; }

    /// <summary>Reverse-path of the envelope; the null reverse-path reads <c>&lt;&gt;</c>. Anyone can forge it.</summary>
    public ImmutableArray<Glob> From { get; init; } = [];

    /// <summary>A recipient of the envelope.</summary>
    public ImmutableArray<Glob> To { get; init; } = [];

    /// <summary>Finding codes; a condition that has them is looked at after the treatment.</summary>
    public ImmutableArray<Glob> Findings { get; init; } = [];

    /// <summary>The least and greatest depth that can fit.</summary>
    internal (int Least, int Greatest) Depths => (Math.Max(MinDepth ?? 0, Nested == true ? 2 : 0), Nested == false ? 1 : int.MaxValue);

    /// <summary>All but <see cref="To"/> and <see cref="Findings"/>.</summary>
    internal bool FitsFile(FileFacts facts)
        => FitsFormat(facts.Format.Id, facts.Format.Family)
        && !(facts.Size <= LargerThan)
        && !(facts.Size >= SmallerThan)
        && facts.Depth >= Depths.Least && facts.Depth <= Depths.Greatest
        && (From.IsEmpty || FitsAny(From, facts.Message.ReversePath.Length == 0 ? "<>" : facts.Message.ReversePath))
        && (Names.IsEmpty || FitsAny(Names, AsSeen(facts.Name)));

    /// <summary>Why <see cref="FitsFile"/> is false, in English; null where it is true.</summary>
    internal string? WhyNotFile(FileFacts facts)
    {
        if (!Formats.IsEmpty && Formats.All(f => f.Id != facts.Format.Id))
            return $"formats: it is {facts.Format.Id}";
        if (!Families.IsEmpty && !Families.Contains(facts.Format.Family))
            return $"families: it is of {facts.Format.Family}";
        if (facts.Size <= LargerThan)
            return $"largerThan {LargerThan}: it has {facts.Size} bytes";
        if (facts.Size >= SmallerThan)
            return $"smallerThan {SmallerThan}: it has {facts.Size} bytes";
        if (facts.Depth < Depths.Least || facts.Depth > Depths.Greatest)
            return $"depth: it lies at {facts.Depth}";
        if (!From.IsEmpty && !FitsAny(From, facts.Message.ReversePath.Length == 0 ? "<>" : facts.Message.ReversePath))
            return $"from: the sender is {(facts.Message.ReversePath.Length == 0 ? "<>" : facts.Message.ReversePath)}";
        return Names.IsEmpty || FitsAny(Names, AsSeen(facts.Name)) ? null : $"names: it is called \"{AsSeen(facts.Name)}\"";
    }

    /// <summary><see cref="Formats"/> and <see cref="Families"/> only.</summary>
    internal bool FitsFormat(string id, string family)
        => (Formats.IsEmpty || Formats.Any(f => f.Id == id)) && (Families.IsEmpty || Families.Contains(family));

    /// <summary><see cref="To"/> only; null is a message without recipients.</summary>
    internal bool FitsRecipient(string? recipient) => To.IsEmpty || (recipient is not null && FitsAny(To, recipient));

    /// <summary><see cref="Findings"/> only.</summary>
    internal bool FitsFinding(string code) => FitsAny(Findings, code);

    private static bool FitsAny(ImmutableArray<Glob> globs, string text) => globs.Any(g => g.Matches(text));

    /// <summary>
    /// Windows drops dots and spaces at the end, and nobody sees the rest: <c>evil.exe&#x200B;.</c> is an <c>.exe</c> to its reader.
    /// </summary>
    private static string AsSeen(string name)
    {
        var seen = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format))
                seen.Append(rune.ToString());
        }

        return seen.ToString().TrimEnd(' ', '.', '\u00A0', '\u3000');
    }
}
