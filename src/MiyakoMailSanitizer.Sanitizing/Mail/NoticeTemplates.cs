using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Configuration;
using MiyakoMailSanitizer.Sanitizing.Findings;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>The sections of a notice template; in the file their names are in lower case.</summary>
public enum NoticeSection
{
    /// <summary>Stands once, before all files. Required.</summary>
    Heading = 0,

    /// <summary>A file that was quarantined. Required.</summary>
    Withheld,

    /// <summary>A file that was removed. Required.</summary>
    Removed,

    /// <summary>A file that was written in another format.</summary>
    Converted,

    /// <summary>A file that was written anew in its format.</summary>
    Rebuilt,

    /// <summary>A file that got another name.</summary>
    Renamed,

    /// <summary>Stands once, after all files. Required.</summary>
    Footer,

    /// <summary>Stands above the body: something about the sender should be looked at. One line for each kind.</summary>
    Sender,

    /// <summary>Stands above the body: the message could be read in several ways.</summary>
    Ambiguous,

    /// <summary>Stands above the body: its characters could not be told for certain.</summary>
    Garbled,

    /// <summary>A file that was quarantined because it needs a password; <see cref="Withheld"/> where it is left out.</summary>
    Locked,

    /// <summary>The body of a message that brings files which a password has opened.</summary>
    FollowUp,

    /// <summary>The body of a message that brings files which an operator has released.</summary>
    Released,

    /// <summary>The body of a message that brings originals which two operators have released; <see cref="Released"/> where it is left out.</summary>
    Original,

    /// <summary>The body of a message that tells once more what was kept back.</summary>
    Reminder,
}

/// <summary>
/// What stands for the placeholders. Values may be the sender's words: they are cleaned to one line and never read as templates.
/// </summary>
public sealed record NoticeValues
{
    /// <summary><c>{reference}</c>, the reference number (受付番号).</summary>
    public string Reference { get; init; } = "";

    /// <summary><c>{name}</c>, as the sender called the file; where it is empty, words for "no name" are shown.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>{newName}</c>, the name of the file that is delivered.</summary>
    public string NewName { get; init; } = "";

    /// <summary><c>{size}</c>, see <see cref="ByteSize.Format"/>.</summary>
    public string Size { get; init; } = "";

    /// <summary><c>{format}</c>, the id of the format.</summary>
    public string Format { get; init; } = "";

    /// <summary><c>{reason}</c>, see <see cref="NoticeTemplate.Reason"/>.</summary>
    public string Reason { get; init; } = "";

    /// <summary><c>{detail}</c>, the values that a finding is about, such as two addresses.</summary>
    public string Detail { get; init; } = "";

    /// <summary><c>{rule}</c>, the name of the rule that decided.</summary>
    public string Rule { get; init; } = "";
}

/// <summary>The notice in one language.</summary>
public sealed class NoticeTemplate
{
    private readonly ImmutableDictionary<NoticeSection, ImmutableArray<NoticePiece>> _sections;

    internal NoticeTemplate(string language, ImmutableDictionary<NoticeSection, ImmutableArray<NoticePiece>> sections)
    {
        Language = language;
        _sections = sections;
    }

    /// <summary>From the file's name, e.g. <c>ja</c> or <c>en</c>.</summary>
    public string Language { get; }

    /// <summary>False for an optional section that the file leaves out.</summary>
    public bool Has(NoticeSection section) => _sections.ContainsKey(section);

    /// <summary>The section with its values; lines end with LF, the last one has none. Empty where the file has no such section.</summary>
    public string Render(NoticeSection section, NoticeValues values)
    {
        var text = new StringBuilder();
        foreach (var piece in _sections.GetValueOrDefault(section, []))
        {
            text.Append(piece.Literal);
            if (piece.Value is not { } value)
                continue;
            var clean = TextCleaner.CleanLine(value(values), "notice").Text;
            text.Append(clean.Length == 0 && piece.IsName ? NoName : clean);
        }

        return text.ToString();
    }

    /// <summary>The words of the catalogue for a finding code, in this language; in English where the catalogue has no others.</summary>
    public string Reason(string findingCode)
    {
        var text = FindingCatalog.Describe(findingCode);
        return IsJapanese ? text.Japanese : text.English;
    }

    private bool IsJapanese => Language == "ja";

    private string NoName => IsJapanese ? "（名前なし）" : "(no name)";
}

/// <summary>
/// The notice (無害化結果のお知らせ) in one or more languages, in the order of showing. Parsed from <c>config/notices/*.txt</c>.
/// </summary>
public sealed class NoticeTemplates
{
    /// <summary>In the order of the files' names.</summary>
    public ImmutableArray<NoticeTemplate> Languages { get; init; } = [];
}

/// <summary>Literal text, then a value, or none at the end.</summary>
internal sealed record NoticePiece(string Literal, Func<NoticeValues, string>? Value, bool IsName);
