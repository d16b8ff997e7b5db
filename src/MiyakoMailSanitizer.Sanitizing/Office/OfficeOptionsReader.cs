using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Configuration;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Office;

/// <summary>Reads the <c>office</c> section of <c>config/rules.json</c>.</summary>
internal static class OfficeOptionsReader
{
    private static readonly ImmutableArray<(string Word, LinkStyle Value)> Links =
        [("keep", LinkStyle.Keep), ("defang", LinkStyle.Defang), ("remove", LinkStyle.Remove)];

    private static readonly ImmutableArray<(string Word, FormulaStyle Value)> Formulas =
        [("safe", FormulaStyle.Safe), ("values", FormulaStyle.Values)];

    private static readonly ImmutableArray<(string Word, VeryHiddenSheets Value)> Sheets =
        [("show", VeryHiddenSheets.Show), ("remove", VeryHiddenSheets.Remove)];

    private static readonly ImmutableArray<(string Word, KeepOrRemove Value)> KeepOrNot =
        [("keep", KeepOrRemove.Keep), ("remove", KeepOrRemove.Remove)];

    private static readonly ImmutableArray<(string Word, RevisionStyle Value)> Revisions =
        [("keep", RevisionStyle.Keep), ("accept", RevisionStyle.Accept)];

    public static OfficeOptions Read(ConfigSection section)
    {
        var standard = new OfficeOptions();
        var office = new OfficeOptions
        {
            Links = section.Choice("links", standard.Links, Links),
            Formulas = section.Choice("formulas", standard.Formulas, Formulas),
            VeryHiddenSheets = section.Choice("veryHiddenSheets", standard.VeryHiddenSheets, Sheets),
            Comments = section.Choice("comments", standard.Comments, KeepOrNot),
            Revisions = section.Choice("revisions", standard.Revisions, Revisions),
            Metadata = section.Choice("metadata", standard.Metadata, KeepOrNot),
        };
        section.Close();
        return office;
    }
}
