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

    /// <summary>Pages with a picture or a font that can't be copied are drawn and become pictures, where there is a renderer. Default true.</summary>
    public bool DrawLossyPages { get; init; } = true;

    /// <summary>How pages are drawn.</summary>
    public PdfImageOptions Image { get; init; } = new();
}

/// <summary>What a page that becomes a picture keeps of its colours.</summary>
public enum PdfImageColors
{
    /// <summary>Shades of grey.</summary>
    Gray = 0,

    /// <summary>All.</summary>
    Color,
}

/// <summary>Pages that become pictures.</summary>
public sealed record PdfImageOptions
{
    /// <summary>Pixels an inch. Default 150, 50 to 600.</summary>
    public int Dpi { get; init; } = 150;

    /// <summary>Default color.</summary>
    public PdfImageColors Colors { get; init; } = PdfImageColors.Color;

    /// <summary>Of the JPEGs. Default 85, 50 to 100.</summary>
    public int Quality { get; init; } = 85;

    /// <summary>The text lies invisibly behind the picture, to be searched and copied. Default true.</summary>
    public bool TextLayer { get; init; } = true;

    /// <summary>Pages of a document that may be drawn. Default 500, 1 to 10,000.</summary>
    public int MaxPages { get; init; } = 500;

    /// <summary>A page that takes longer ends the drawing. Default 20, 1 to 600.</summary>
    public int SecondsPerPage { get; init; } = 20;
}

/// <summary>Reads the section <c>pdf</c> of the rules file.</summary>
internal static class PdfSettings
{
    private static readonly ImmutableArray<(string Word, PdfLinkStyle Value)> Links = [("keep", PdfLinkStyle.Keep), ("remove", PdfLinkStyle.Remove)];

    private static readonly ImmutableArray<(string Word, PdfImageColors Value)> Colors = [("color", PdfImageColors.Color), ("gray", PdfImageColors.Gray)];

    public static PdfOptions Read(ConfigSection section)
    {
        var standard = new PdfOptions();
        var pdf = new PdfOptions
        {
            Links = section.Choice("links", standard.Links, Links),
            MaxPages = section.Integer("maxPages", standard.MaxPages, 1, 100_000),
            DrawLossyPages = section.Flag("drawLossyPages", standard.DrawLossyPages),
            Image = ReadImage(section.Section("image"), standard.Image),
        };
        section.Close();
        return pdf;
    }

    private static PdfImageOptions ReadImage(ConfigSection section, PdfImageOptions standard)
    {
        var image = new PdfImageOptions
        {
            Dpi = section.Integer("dpi", standard.Dpi, 50, 600),
            Colors = section.Choice("colors", standard.Colors, Colors),
            Quality = section.Integer("quality", standard.Quality, 50, 100),
            TextLayer = section.Flag("textLayer", standard.TextLayer),
            MaxPages = section.Integer("maxPages", standard.MaxPages, 1, 10_000),
            SecondsPerPage = section.Integer("secondsPerPage", standard.SecondsPerPage, 1, 600),
        };
        section.Close();
        return image;
    }
}
