using System.Collections.Frozen;
using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Detection;

/// <summary>What name and declared media type say. They break ties between texts, and where they mislead it is a finding.</summary>
internal sealed class Declared
{
    private static readonly FrozenDictionary<string, FileFormat[]> ByExtension = FileFormat.All
        .SelectMany(f => f.Extensions, (f, e) => (Extension: e, Format: f))
        .GroupBy(p => p.Extension, p => p.Format, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.OrdinalIgnoreCase);

    // Names that senders use besides the one that we write.
    private static readonly (string MediaType, FileFormat Format)[] OtherMediaTypes =
    [
        ("text/tab-separated-values", FileFormat.Csv), ("text/comma-separated-values", FileFormat.Csv),
        ("application/csv", FileFormat.Csv), ("text/xml", FileFormat.Xml), ("text/json", FileFormat.Json),
        ("application/xhtml+xml", FileFormat.Html), ("text/x-vcard", FileFormat.Vcf), ("text/x-vcalendar", FileFormat.Ics),
        ("text/rtf", FileFormat.Rtf), ("application/x-rtf", FileFormat.Rtf), ("text/markdown", FileFormat.Text),
        ("image/jpg", FileFormat.Jpeg), ("image/pjpeg", FileFormat.Jpeg), ("image/x-png", FileFormat.Png),
        ("image/x-ms-bmp", FileFormat.Bmp), ("image/x-icon", FileFormat.Ico), ("image/heif", FileFormat.Heic),
        ("application/x-pdf", FileFormat.Pdf), ("application/x-zip-compressed", FileFormat.Zip), ("application/x-zip", FileFormat.Zip),
        ("application/x-compressed", FileFormat.Zip), ("application/x-lzh", FileFormat.Lzh), ("application/x-lha", FileFormat.Lzh),
        ("application/x-rar-compressed", FileFormat.Rar), ("application/x-rar", FileFormat.Rar), ("application/x-gzip", FileFormat.Gz),
        ("application/x-msdownload", FileFormat.Exe), ("application/x-msdos-program", FileFormat.Exe),
        ("application/x-dosexec", FileFormat.Exe), ("text/javascript", FileFormat.Script), ("application/javascript", FileFormat.Script),
        ("application/x-sh", FileFormat.Script), ("audio/x-wav", FileFormat.Wav), ("audio/mp4", FileFormat.Mp4),
        ("video/quicktime", FileFormat.Mp4), ("video/webm", FileFormat.Mkv), ("application/vnd.ms-tnef", FileFormat.Tnef),
        ("application/x-pkcs7-mime", FileFormat.P7m), ("application/x-pkcs7-signature", FileFormat.P7s),
        ("application/pgp-signature", FileFormat.Pgp), ("application/pgp-keys", FileFormat.Pgp), ("message/global", FileFormat.Mail),
        ("message/news", FileFormat.Mail),
    ];

    private static readonly FrozenDictionary<string, FileFormat> ByMediaType = FileFormat.All.Where(f => f != FileFormat.Unknown)
        .Select(f => (f.MediaType, Format: f)).Concat(OtherMediaTypes).DistinctBy(p => p.MediaType)
        .ToFrozenDictionary(p => p.MediaType, p => p.Format, StringComparer.Ordinal);

    // Texts that look like the header of a mail but are none (RFC 3462 §2, RFC 3464, RFC 8098, RFC 5965).
    private static readonly FrozenSet<string> ReportTexts = new[]
    {
        "text/rfc822-headers", "message/delivery-status", "message/global-delivery-status", "message/global-headers",
        "message/disposition-notification", "message/global-disposition-notification", "message/feedback-report",
    }.ToFrozenSet();

    // Texts that people send as plain text.
    private static readonly FileFormat[] OtherTexts =
    [
        FileFormat.Script, FileFormat.Pgp, FileFormat.Certificate, FileFormat.Uue, FileFormat.Sxf, FileFormat.Dxf,
    ];

    // The old binary formats may hold macros under their ordinary names.
    private static readonly FileFormat[] MacroFormats =
    [
        FileFormat.Docm, FileFormat.Dotm, FileFormat.Xlsm, FileFormat.Xltm, FileFormat.Xlam, FileFormat.Xlsb, FileFormat.Pptm,
        FileFormat.Ppsm, FileFormat.Potm, FileFormat.Ppam, FileFormat.Doc, FileFormat.Xls, FileFormat.Ppt, FileFormat.Ole, FileFormat.Vsd,
    ];

    private Declared(string extension, string mediaType)
    {
        Extension = Shown(extension);
        MediaType = Shown(mediaType);
        Named = ByExtension.GetValueOrDefault(extension) ?? [];
        Typed = ByMediaType.GetValueOrDefault(mediaType);
    }

    /// <summary>The last extension as Windows would see it, with its dot, in lower case; empty where there is none.</summary>
    public string Extension { get; }

    /// <summary>Without parameters, in lower case; may be empty.</summary>
    public string MediaType { get; }

    private FileFormat[] Named { get; }
    private FileFormat? Typed { get; }

    public bool IsMail => MediaType is "message/rfc822" or "message/global" or "message/news";
    public bool HasMailName => Named.Contains(FileFormat.Mail);
    public bool IsReportText => ReportTexts.Contains(MediaType);

    /// <summary>Nothing is said.</summary>
    public static Declared Nothing { get; } = new("", "");

    public static Declared From(UntrustedFile file)
    {
        var semicolon = file.DeclaredMediaType.IndexOf(';', StringComparison.Ordinal);
        var mediaType = (semicolon < 0 ? file.DeclaredMediaType : file.DeclaredMediaType[..semicolon]).Trim().ToLowerInvariant();
        return new(ExtensionOf(file.Name), mediaType);
    }

    public bool IsNamed(FileFormat format) => Named.Contains(format);

    public bool IsCalled(FileFormat format) => Typed == format || IsNamed(format);

    /// <summary>What misleads about <paramref name="format"/>, in words; null where nothing does.</summary>
    public string? Contradiction(FileFormat format)
    {
        if (format == FileFormat.Unknown)
            return null;
        if (Named.Length > 0)
            return Array.Exists(Named, n => Agrees(n, format)) ? null : $"named {Extension} but is {format}";
        return Typed is null || Agrees(Typed, format) ? null : $"declared {MediaType} but is {format}";
    }

    /// <summary>
    /// The families are the same, and neither macros nor a program come under a harmless name. Also what is usual: a compressed SVG, a
    /// text that happens to look like a mail, one office format under the name of another.
    /// </summary>
    private static bool Agrees(FileFormat claimed, FileFormat format)
    {
        if (claimed == format || claimed.Family == "program" && format.Family == "text")
            return true;
        if (claimed.Family is "text" or "mail" && format.Family is "text" or "mail")
            return true;
        if (claimed == FileFormat.Xml && format == FileFormat.Svg || claimed == FileFormat.Text && Array.IndexOf(OtherTexts, format) >= 0)
            return true;
        return claimed.Family == format.Family && (!HasMacros(format) || HasMacros(claimed));
    }

    private static bool HasMacros(FileFormat format) => Array.IndexOf(MacroFormats, format) >= 0;

    // It is quoted in findings.
    private static string Shown(string text)
        => new([.. text.Take(60).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+' or '/' or '_' ? c : '?')]);

    private static string ExtensionOf(string name)
    {
        // Windows drops dots and blanks at the end, and what follows a colon names a stream of the file.
        var shown = new string([.. name.Where(c => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format))]);
        var colon = shown.IndexOf(':', StringComparison.Ordinal);
        shown = (colon > 1 ? shown[..colon] : shown).TrimEnd(' ', '.', '\u3000');
        var dot = shown.LastIndexOf('.');
        return dot < 0 || shown.Length - dot > 20 ? "" : shown[dot..].ToLowerInvariant();
    }
}
