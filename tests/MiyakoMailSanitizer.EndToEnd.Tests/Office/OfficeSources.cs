using MimeKit;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>Documents to sanitize: the shared corpus, what its mails carry, and what the samples carry.</summary>
internal static class OfficeSources
{
    private static readonly string[] Extensions =
    [
        ".docx", ".docm", ".dotx", ".dotm", ".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm",
    ];

    /// <summary>The corpus beside the repository, or null.</summary>
    public static string? Corpus { get; } = Repository.CorpusMail is { } mail ? Path.GetDirectoryName(mail) : null;

    /// <summary>All modern Office files of the corpus, by what they are called.</summary>
    public static IEnumerable<(string Source, string Extension, byte[] Content)> OfCorpus()
        => Corpus is null ? [] : Directory.EnumerateFiles(Corpus, "*", SearchOption.AllDirectories).Where(IsOffice).Order(StringComparer.Ordinal)
            .Select(f => (Path.GetRelativePath(Corpus, f), Extension(f), File.ReadAllBytes(f)));

    /// <summary>The Office attachments of the project's own sample mails; many of them are attacks.</summary>
    public static IEnumerable<(string Source, string Extension, byte[] Content)> OfSamples()
        => Directory.GetFiles(Repository.Samples, "mail.eml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(OfMail);

    private static List<(string Source, string Extension, byte[] Content)> OfMail(string path)
    {
        var documents = new List<(string Source, string Extension, byte[] Content)>();
        try
        {
            using var message = MimeMessage.Load(path);
            foreach (var part in message.BodyParts.OfType<MimePart>().Where(p => p.Content is not null && IsOffice(p.FileName ?? "")))
            {
                using var content = new MemoryStream();
                part.Content!.DecodeTo(content);
                documents.Add(($"samples/{Path.GetFileName(Path.GetDirectoryName(path))}", Extension(part.FileName!), content.ToArray()));
            }
        }
        catch (FormatException)
        {
            // Some samples are no mail at all.
        }

        return documents;
    }

    private static bool IsOffice(string name) => Extensions.Contains(Extension(name));

    private static string Extension(string name) => Path.GetExtension(name).ToLowerInvariant();
}
