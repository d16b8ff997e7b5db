using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Office;

/// <summary>What becomes of formulas.</summary>
public enum FormulaStyle
{
    /// <summary>Only the last calculated values stay.</summary>
    Values = 0,

    /// <summary>Formulas of functions that only calculate stay; of others the last value.</summary>
    Safe,
}

/// <summary>What becomes of sheets that Excel does not even list as hidden.</summary>
public enum VeryHiddenSheets
{
    /// <summary>They go, with their content.</summary>
    Remove = 0,

    /// <summary>They are shown.</summary>
    Show,
}

/// <summary>What becomes of comments, and of what the document says about itself.</summary>
public enum KeepOrRemove
{
    /// <summary>They go.</summary>
    Remove = 0,

    /// <summary>They stay.</summary>
    Keep,
}

/// <summary>What becomes of tracked changes.</summary>
public enum RevisionStyle
{
    /// <summary>The document is as if all were accepted.</summary>
    Accept = 0,

    /// <summary>They stay as changes.</summary>
    Keep,
}

/// <summary>How Office documents are written.</summary>
public sealed record OfficeOptions
{
    /// <summary>Hyperlinks of http, https and mailto; all others always go. Default keep. Defang names the target in the tip alone.</summary>
    public LinkStyle Links { get; init; } = LinkStyle.Keep;

    /// <summary>Default safe.</summary>
    public FormulaStyle Formulas { get; init; } = FormulaStyle.Safe;

    /// <summary>Default show.</summary>
    public VeryHiddenSheets VeryHiddenSheets { get; init; } = VeryHiddenSheets.Show;

    /// <summary>Default keep.</summary>
    public KeepOrRemove Comments { get; init; } = KeepOrRemove.Keep;

    /// <summary>Default keep.</summary>
    public RevisionStyle Revisions { get; init; } = RevisionStyle.Keep;

    /// <summary>Title, author, dates and the like. Default keep; all other properties always go.</summary>
    public KeepOrRemove Metadata { get; init; } = KeepOrRemove.Keep;
}
