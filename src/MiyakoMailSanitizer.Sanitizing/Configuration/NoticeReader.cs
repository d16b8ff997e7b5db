using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Configuration;

/// <summary>Reads the folder of notice templates.</summary>
internal static class NoticeReader
{
    private const int MaxLanguages = 10;

    /// <summary>All templates in the order of their names, and all faults.</summary>
    public static (NoticeTemplates Templates, ImmutableArray<ConfigFault> Faults) Read(
        IReadOnlyList<(string FileName, ReadOnlyMemory<byte> Content)> files)
    {
        var faults = ImmutableArray.CreateBuilder<ConfigFault>();
        var languages = new Dictionary<string, NoticeTemplate>(StringComparer.Ordinal);
        var templates = ImmutableArray.CreateBuilder<NoticeTemplate>();
        foreach (var (fileName, content) in files.OrderBy(f => BaseName(f.FileName), StringComparer.Ordinal).Take(MaxLanguages))
        {
            if (LanguageOf(BaseName(fileName)) is not { } language)
                faults.Add(new(fileName, "", 0, 0, "the name must be two digits, a hyphen, the language and .txt, such as 10-ja.txt"));
            else if (new NoticeParser(fileName, language).Parse(content.Span, faults) is not { } template)
                continue;
            else if (languages.TryAdd(language, template))
                templates.Add(template);
            else
                faults.Add(new(fileName, "", 0, 0, $"there is another notice for the language {ConfigText.Quote(language)}"));
        }

        if (files.Count == 0)
            faults.Add(new("notices", "", 0, 0, "there is no notice template; at least one such as 10-ja.txt is needed"));
        if (files.Count > MaxLanguages)
            faults.Add(new("notices", "", 0, 0, $"there are more than {MaxLanguages} notice templates"));
        return (new() { Languages = templates.ToImmutable() }, faults.ToImmutable());
    }

    /// <summary>The name without folders.</summary>
    internal static string BaseName(string fileName) => fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary><c>10-ja.txt</c> is <c>ja</c>; two or three letters (ISO 639).</summary>
    private static string? LanguageOf(string name)
        => name.Length is 9 or 10 && char.IsAsciiDigit(name[0]) && char.IsAsciiDigit(name[1]) && name[2] == '-'
            && name.EndsWith(".txt", StringComparison.Ordinal) && name[3..^4].All(char.IsAsciiLetterLower)
            ? name[3..^4]
            : null;
}
