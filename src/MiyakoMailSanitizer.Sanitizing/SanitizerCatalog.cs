using System.Collections.Frozen;
using MiyakoMailSanitizer.Sanitizing.Archives;
using MiyakoMailSanitizer.Sanitizing.Calendars;
using MiyakoMailSanitizer.Sanitizing.Containers;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Html;
using MiyakoMailSanitizer.Sanitizing.Images;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Office;
using MiyakoMailSanitizer.Sanitizing.Pdf;
using MiyakoMailSanitizer.Sanitizing.Rtf;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>Which sanitizer reads which format. A new format is one line in <see cref="With"/>.</summary>
public sealed class SanitizerCatalog
{
    private readonly FrozenDictionary<FileFormat, ISanitizer> _byFormat;

    /// <exception cref="ArgumentException">Two sanitizers name the same format.</exception>
    public SanitizerCatalog(IEnumerable<ISanitizer> sanitizers)
        => _byFormat = sanitizers.SelectMany(s => s.Formats, (s, f) => KeyValuePair.Create(f, s)).ToDictionary().ToFrozenDictionary();

    /// <summary>All sanitizers of this assembly, without a renderer of pages.</summary>
    public static IEnumerable<ISanitizer> Standard { get; } = With(null);

    /// <summary>All sanitizers of this assembly.</summary>
    /// <param name="renderer">What draws pages; null where the host has none.</param>
    public static IReadOnlyList<ISanitizer> With(IPageRenderer? renderer) =>
    [
        new MailSanitizer(),
        new TextSanitizer(),
        new CsvSanitizer(),
        new CalendarSanitizer(),
        new TnefSanitizer(),
        new OutlookSanitizer(),
        new SmimeSanitizer(),
        new HtmlSanitizer(),
        new RtfSanitizer(),
        new ImageSanitizer(),
        new OfficeSanitizer(),
        new ArchiveSanitizer(),
        new PdfSanitizer(renderer),
    ];

    /// <summary>The sanitizer for a format, or null: then the file is withheld.</summary>
    public ISanitizer? Find(FileFormat format) => _byFormat.GetValueOrDefault(format);
}
