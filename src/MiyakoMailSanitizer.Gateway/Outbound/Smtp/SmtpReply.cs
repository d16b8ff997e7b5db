using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Gateway.Outbound.Smtp;

/// <summary>A whole reply (RFC 5321 §4.2).</summary>
/// <param name="Code">200 to 599.</param>
/// <param name="Lines">The text of each line after code and separator; printable ASCII, other bytes stand as <c>?</c>.</param>
internal sealed record SmtpReply(int Code, ImmutableArray<string> Lines)
{
    /// <summary>Longest text of <see cref="ToString"/>.</summary>
    public const int MaxTextLength = 500;

    /// <summary>2yz.</summary>
    public bool IsPositive => Code / 100 == 2;

    /// <summary>4yz.</summary>
    public bool IsTransient => Code / 100 == 4;

    /// <summary>5yz.</summary>
    public bool IsPermanent => Code / 100 == 5;

    /// <summary>
    /// The enhanced status code (RFC 3463) in front of the text, e.g. <c>5.1.1</c>; empty if there is none or its class is another.
    /// </summary>
    public string EnhancedCode
    {
        get
        {
            var text = Lines[^1];
            var word = text[..(text.IndexOf(' ') is >= 0 and var end ? end : text.Length)];
            return IsEnhancedCode(word) && word[0] - '0' == Code / 100 ? word : "";
        }
    }

    /// <summary>
    /// One line for people and logs: <c>250 2.0.0 Ok: queued as 4XyZ</c>; the texts of several lines are joined by a space.
    /// </summary>
    public override string ToString()
    {
        var text = $"{Code} {string.Join(' ', Lines)}".TrimEnd();
        return text.Length <= MaxTextLength ? text : text[..MaxTextLength];
    }

    /// <summary>
    /// Whether <paramref name="word"/> is <c>class.subject.detail</c> with class 2, 4 or 5 and at most three digits each.
    /// </summary>
    public static bool IsEnhancedCode(string word)
    {
        var pieces = word.Split('.');
        return pieces is ["2" or "4" or "5", { Length: >= 1 and <= 3 }, { Length: >= 1 and <= 3 }]
            && pieces.All(piece => piece.All(char.IsAsciiDigit));
    }
}
