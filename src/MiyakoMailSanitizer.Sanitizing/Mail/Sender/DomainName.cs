using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Sender;

/// <summary>Domain names in their two forms: lower-case ASCII with A-labels (RFC 5890), and as people see them.</summary>
internal static class DomainName
{
    private const int MaxLength = 253; // RFC 1035 §2.3.4, without the length bytes

    private const string Dots = "．。｡․﹒";

    /// <summary>The lower-case ASCII form; null where the text can't be a host name of LDH labels.</summary>
    public static string? ToAscii(string text)
    {
        var domain = Fold(text);
        if (domain.Length is 0 or > MaxLength)
            return null;
        try
        {
            if (!Ascii.IsValid(domain))
                domain = new IdnMapping().GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return null;
        }

        return domain.Length <= MaxLength && domain.Split('.').All(IsLabel) ? domain : null;
    }

    /// <summary>The label as people see it; null where it is an A-label that stands for nothing. Others come back as they are.</summary>
    public static string? ToUnicode(string label)
    {
        if (!label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase))
            return label;
        try
        {
            return new IdnMapping { AllowUnassigned = true }.GetUnicode(label);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A domain as people see it; A-labels that stand for nothing stay as they are.</summary>
    public static string Seen(string asciiDomain) => string.Join('.', asciiDomain.Split('.').Select(label => ToUnicode(label) ?? label));

    /// <summary>True for the domain itself and for all names below it.</summary>
    public static bool IsOrIsBelow(string domain, string parent)
        => domain.EndsWith(parent, StringComparison.OrdinalIgnoreCase)
            && (domain.Length == parent.Length || domain[^(parent.Length + 1)] == '.');

    /// <summary>
    /// Lower case, full-width letters and signs as ASCII, and every character that IDNA or people take for a dot as a dot.
    /// </summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
            folded.Append(Fold(c));
        return folded.ToString();
    }

    private static char Fold(char c) => c switch
    {
        _ when Dots.Contains(c, StringComparison.Ordinal) => '.',
        '\uFE6B' => '@',
        >= '\uFF01' and <= '\uFF5E' => char.ToLowerInvariant((char)(c - 0xFEE0)),
        _ => char.ToLowerInvariant(c),
    };

    private static bool IsLabel(string label)
        => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
            && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
