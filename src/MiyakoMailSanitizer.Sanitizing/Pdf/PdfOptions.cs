using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Configuration;

namespace MiyakoMailSanitizer.Sanitizing.Pdf;

/// <summary>What becomes of links to the Internet.</summary>
public enum PdfLinkStyle
{
    /// <summary>They go; their text stays.</summary>
    Remove = 0,

    /// <summary>Links to http, https and mailto stay; all others go.</summary>
    Keep,
}

/// <summary>How PDFs are written.</summary>
public sealed record PdfOptions
{
    /// <summary>Links to http, https and mailto. Default keep.</summary>
    public PdfLinkStyle Links { get; init; } = PdfLinkStyle.Keep;

    /// <summary>Pages; a document with more is withheld. Default 10,000, 1 to 100,000.</summary>
    public int MaxPages { get; init; } = 10_000;
}

/// <summary>Reads the section <c>pdf</c> of the rules file.</summary>
internal static class PdfSettings
{
    private static readonly ImmutableArray<(string Word, PdfLinkStyle Value)> Links = [("keep", PdfLinkStyle.Keep), ("remove", PdfLinkStyle.Remove)];

    public static PdfOptions Read(ConfigSection section)
    {
        var standard = new PdfOptions();
        var pdf = new PdfOptions
        {
            Links = section.Choice("links", standard.Links, Links),
            MaxPages = section.Integer("maxPages", standard.MaxPages, 1, 100_000),
        };
        section.Close();
        return pdf;
    }
}
