using MiyakoMailSanitizer.Sanitizing.Archives;
using MiyakoMailSanitizer.Sanitizing.Images;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Office;
using MiyakoMailSanitizer.Sanitizing.Pdf;

namespace MiyakoMailSanitizer.Sanitizing.Rules;

/// <summary>All that an administrator decides about sanitizing: <c>config/rules.json</c> as read.</summary>
public sealed record Policy
{
    private static readonly Lazy<Policy> BuiltIn = new(() => PolicyReader.ReadDefault().Policy
        ?? throw new InvalidOperationException("The built-in rules are faulty."));

    /// <summary>What <c>config/</c> held when this was built.</summary>
    public static Policy Default => BuiltIn.Value;

    /// <summary>Ordered; the first rule that fits decides.</summary>
    public required RuleSet Rules { get; init; }

    /// <summary>The budget of one message.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>How Office documents are written.</summary>
    public OfficeOptions Office { get; init; } = new();

    /// <summary>How PDFs are written.</summary>
    public PdfOptions Pdf { get; init; } = new();

    /// <summary>How bodies and header fields are written.</summary>
    public MailOptions Mail { get; init; } = new();

    /// <summary>How pictures are read and written.</summary>
    public ImageOptions Images { get; init; } = new();

    /// <summary>How archives are read and written.</summary>
    public ArchiveOptions Archives { get; init; } = new();

    /// <summary>
    /// SHA-256 of the rules file and the notice templates, 64 lower-case hex digits; written to every report and audit line.
    /// </summary>
    public string Hash { get; init; } = "";

    /// <summary>The notice that stands in the body for what was withheld.</summary>
    public required NoticeTemplates Notices { get; init; }
}
