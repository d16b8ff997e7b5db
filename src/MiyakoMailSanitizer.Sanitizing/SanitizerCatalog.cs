using System.Collections.Frozen;
using MiyakoMailSanitizer.Sanitizing.Archives;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Html;
using MiyakoMailSanitizer.Sanitizing.Images;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Office;
using MiyakoMailSanitizer.Sanitizing.Pdf;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>Which sanitizer reads which format. A new format is one line in <see cref="Standard"/>.</summary>
public sealed class SanitizerCatalog
{
    private readonly FrozenDictionary<FileFormat, ISanitizer> _byFormat;

    /// <exception cref="ArgumentException">Two sanitizers name the same format.</exception>
    public SanitizerCatalog(IEnumerable<ISanitizer> sanitizers)
        => _byFormat = sanitizers.SelectMany(s => s.Formats, (s, f) => KeyValuePair.Create(f, s)).ToDictionary().ToFrozenDictionary();

    /// <summary>All sanitizers of this assembly.</summary>
    public static IEnumerable<ISanitizer> Standard { get; } =
    [
        new MailSanitizer(),
        new TextSanitizer(),
        new CsvSanitizer(),
        new HtmlSanitizer(),
        new ImageSanitizer(),
        new OfficeSanitizer(),
        new ArchiveSanitizer(),
        new PdfSanitizer(),
    ];

    /// <summary>The sanitizer for a format, or null: then the file is withheld.</summary>
    public ISanitizer? Find(FileFormat format) => _byFormat.GetValueOrDefault(format);
}
