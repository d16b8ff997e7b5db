using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Configuration;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Rules;

/// <summary>Reads the list <c>rules</c>.</summary>
internal sealed class RuleReader(ImmutableArray<string> findingCodes)
{
    private const int MaxRules = 1_000;
    private const int MaxDepth = 64;

    private static readonly ImmutableArray<(string Word, Treatment Value)> Treatments =
        [.. Enum.GetValues<Treatment>().Select(t => (t.ToString().ToLowerInvariant(), t))];

    /// <summary>The families of <see cref="FileFormat.Family"/>; some have no format yet, and rules may name them already.</summary>
    internal static readonly ImmutableArray<string> Families =
        [.. new[] { "mail", "text", "web", "image", "office", "pdf", "archive", "program", "media", "other" }
            .Union(FileFormat.All.Select(f => f.Family))];

    /// <summary>The rules; those with faults are read as far as they go.</summary>
    public ImmutableArray<(Rule Rule, ConfigSection Section)> Read(ConfigSection root)
    {
        root.Require("rules");
        var sections = root.Sections("rules", mayBeEmpty: false);
        if (sections.Length > MaxRules)
            root.Fault("rules", $"more than {MaxRules} rules");
        // Learns the keys also where the list is empty.
        ReadRule(new ConfigSection(root.Document, null, "rules[]"));
        return [.. sections.Take(MaxRules).Select(s => (ReadRule(s), s))];
    }

    private Rule ReadRule(ConfigSection section)
    {
        section.Require("when");
        section.Require("treat");
        var name = section.RequiredText("name", "", ParseName);
        var whenSection = section.Section("when");
        var when = ReadCondition(whenSection);
        var treat = section.Choice("treat", Treatment.Hold, Treatments);
        var fallbacks = section.Texts<Treatment>("else", [], ParseTreatment, mayBeEmpty: false);
        section.Close();
        if (!when.Findings.IsEmpty && treat > Treatment.Remove)
            section.Fault("treat", "a rule with \"findings\" can only be \"hold\", \"quarantine\" or \"remove\"");
        if (!fallbacks.IsEmpty && treat <= Treatment.Remove)
            section.Fault("else", "only \"rebuild\", \"image\" and \"convert\" can come to nothing");
        else if (!fallbacks.IsEmpty && !fallbacks.Prepend(treat).Zip(fallbacks).All(pair => pair.Second < pair.First))
            section.Fault("else", "each treatment has to be stricter than the one before it");
        return new(name, when, treat) { Else = fallbacks };
    }

    private static string? ParseTreatment(string text, out Treatment treatment)
    {
        treatment = Treatment.Hold;
        var words = Treatments.Select(t => t.Word);
        if (!words.Contains(text))
            return $"unknown treatment {ConfigText.Quote(text)}{ConfigText.DidYouMean(text, words)}";
        treatment = Treatments.First(t => t.Word == text).Value;
        return null;
    }

    private Condition ReadCondition(ConfigSection section)
    {
        var condition = new Condition
        {
            Formats = section.Texts<FileFormat>("formats", [], ParseFormat, mayBeEmpty: false),
            Families = section.Texts<string>("families", [], ParseFamily, mayBeEmpty: false),
            Names = section.Texts<Glob>("names", [], ParseName, mayBeEmpty: false),
            LargerThan = section.OptionalBytes("largerThan", 0, long.MaxValue),
            SmallerThan = section.OptionalBytes("smallerThan", 1, long.MaxValue),
            From = section.Texts<Glob>("from", [], ParseSender, mayBeEmpty: false),
            To = section.Texts<Glob>("to", [], ParseAddress, mayBeEmpty: false),
            Findings = section.Texts<Glob>("findings", [], ParseFinding, mayBeEmpty: false),
        };
        var depth = section.Section("depth");
        condition = condition with
        {
            Nested = depth.OptionalFlag("nested"),
            MinDepth = depth.OptionalInteger("minDepth", 0, MaxDepth),
        };
        if (depth.Node is { Members.IsEmpty: true })
            section.Fault("depth", "the object is empty");
        depth.Close();
        section.Close();
        return condition;
    }

    private static string? ParseName(string text, out string name)
    {
        name = text;
        return text.Length > 100 ? "the name is longer than 100 characters" : null;
    }

    private static string? ParseFormat(string text, out FileFormat format)
    {
        format = FileFormat.Unknown;
        if (FileFormat.TryGet(text, out var found))
        {
            format = found;
            return null;
        }

        return $"unknown format {ConfigText.Quote(text)}{ConfigText.DidYouMean(text, FileFormat.All.Select(f => f.Id))}";
    }

    private static string? ParseFamily(string text, out string family)
    {
        family = text;
        return Families.Contains(text) ? null : $"unknown family {ConfigText.Quote(text)}{ConfigText.DidYouMean(text, Families)}";
    }

    private static string? ParseName(string text, out Glob glob)
        => ParseGlob(text, out glob) ?? (text.EndsWith('.') ? "never fits, as names are compared without dots at their end" : null);

    private static string? ParseSender(string text, out Glob glob)
        => text == "<>" ? ParseGlob(text, out glob) : ParseAddress(text, out glob);

    private static string? ParseAddress(string text, out Glob glob)
    {
        if (ParseGlob(text, out glob) is { } fault)
            return fault;
        if (text.AsSpan().ContainsAny(" <>,;"))
            return $"{ConfigText.Quote(text)} is no address";
        if (text.Contains('@') || text.Contains('*') || text.Equals("postmaster", StringComparison.OrdinalIgnoreCase))
            return null;
        return $"{ConfigText.Quote(text)} has no \"@\"; did you mean {ConfigText.Quote($"*@{text}")}?";
    }

    private string? ParseFinding(string text, out Glob glob)
    {
        if (ParseGlob(text, out var parsed) is { } fault)
        {
            glob = parsed;
            return fault;
        }

        glob = parsed;
        return findingCodes.Any(c => parsed.Matches(c))
            ? null
            : $"no finding has the code {ConfigText.Quote(text)}{ConfigText.DidYouMean(text, findingCodes)}";
    }

    private static string? ParseGlob(string text, out Glob glob)
    {
        var fits = text.Length <= Glob.MaxLength;
        glob = new Glob(fits ? text : "*");
        return fits ? null : $"the pattern is longer than {Glob.MaxLength} characters";
    }
}
