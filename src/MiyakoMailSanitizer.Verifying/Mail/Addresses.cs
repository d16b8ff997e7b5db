using System.Buffers;

namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>Address fields (RFC 5322 §3.4) in the forms we write: no comments, no groups but one empty one, no obsolete syntax.</summary>
internal static class Addresses
{
    private const int MaxMailboxes = 1_000;
    private const int MaxDomain = 255; // RFC 1035 §2.3.4
    private const int MaxLabel = 63;

    private static readonly SearchValues<char> Atext
        = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~");

    /// <summary>LDH and, as it occurs in real mail, the underscore.</summary>
    private static readonly SearchValues<char> LabelCharacters
        = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly SearchValues<char> LiteralCharacters
        = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.:");

    /// <summary>Null, or what is wrong.</summary>
    public static string? Mailboxes(string value) => Fault(value, MaxMailboxes);

    /// <summary>Null, or what is wrong.</summary>
    public static string? OneMailbox(string value) => Fault(value, 1);

    /// <summary>Null, or what is wrong.</summary>
    public static string? MailboxesOrNobody(string value) => value == "undisclosed-recipients:;" ? null : Mailboxes(value);

    /// <summary>RFC 5322 §3.2.3: atoms joined by single dots.</summary>
    public static bool IsDotAtom(ReadOnlySpan<char> text)
    {
        foreach (var atom in text.Split('.'))
        {
            if (text[atom].IsEmpty || text[atom].ContainsAnyExcept(Atext))
                return false;
        }

        return true;
    }

    private static string? Fault(string value, int max)
    {
        var rest = value.AsSpan();
        for (var count = 1; count <= max; count++)
        {
            if (ReadMailbox(ref rest) is { } fault)
                return fault;
            if (rest.IsEmpty)
                return null;
            if (!Skip(ref rest, ", "))
                return "mailboxes are not separated by a comma and a space";
        }

        return "there are too many mailboxes";
    }

    private static string? ReadMailbox(ref ReadOnlySpan<char> rest)
    {
        if (ReadPhrase(ref rest) is { } fault)
            return fault;
        var inAngle = Skip(ref rest, "<");
        if (!ReadLocal(ref rest))
            return "the local part is not well formed";
        if (!Skip(ref rest, "@") || !ReadDomain(ref rest))
            return "the domain is not well formed";
        return inAngle && !Skip(ref rest, ">") ? "an angle bracket is not closed" : null;
    }

    /// <summary>A quoted string or encoded-words, then the space before the angle bracket; nothing where there is no name.</summary>
    private static string? ReadPhrase(ref ReadOnlySpan<char> rest)
    {
        int length;
        if (rest.StartsWith("\""))
        {
            length = QuotedLength(rest);
            if (length < 0)
                return "a quoted string is not well formed";
            var quoted = rest[..length];
            if (rest[length..].StartsWith("@"))
                return null; // a quoted local part without a phrase
            if (quoted[1..^1].IsWhiteSpace() || quoted.Contains("=?", StringComparison.Ordinal))
                return "a quoted string is empty or holds the start of an encoded-word";
        }
        else if (rest.StartsWith("=?"))
        {
            length = rest.IndexOf(" <");
            if (length < 0)
                return "encoded-words are not followed by an address";
            if (EncodedWords.Phrase(rest[..length]) is { } fault)
                return fault;
        }
        else
        {
            return null;
        }

        rest = rest[length..];
        if (!rest.StartsWith(" <"))
            return "a phrase is not followed by a space and an angle bracket";
        rest = rest[1..];
        return null;
    }

    private static bool ReadLocal(ref ReadOnlySpan<char> rest)
    {
        var isQuoted = rest.StartsWith("\"");
        var length = isQuoted ? QuotedLength(rest) : rest.IndexOf('@');
        if (length <= (isQuoted ? 2 : 0))
            return false;
        var local = rest[..length];
        rest = rest[length..];
        // Some readers decode encoded-words even here, and would see another address.
        return (isQuoted || IsDotAtom(local)) && !local.Contains("=?", StringComparison.Ordinal);
    }

    /// <summary>Length with both quotes; -1 where it does not end, or where a backslash escapes anything but a quote or itself.</summary>
    private static int QuotedLength(ReadOnlySpan<char> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
                return i + 1;
            if (text[i] == '\\' && (++i >= text.Length || text[i] is not ('"' or '\\')))
                return -1;
        }

        return -1;
    }

    private static bool ReadDomain(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny(",> ");
        var domain = end < 0 ? rest : rest[..end];
        rest = rest[domain.Length..];
        if (domain.Length is 0 or > MaxDomain)
            return false;
        if (domain is ['[', .. var literal, ']'])
            return !literal.IsEmpty && !literal.ContainsAnyExcept(LiteralCharacters);
        foreach (var range in domain.Split('.'))
        {
            var label = domain[range];
            if (label.Length is 0 or > MaxLabel || label[0] == '-' || label[^1] == '-' || label.ContainsAnyExcept(LabelCharacters))
                return false;
        }

        return true;
    }

    private static bool Skip(ref ReadOnlySpan<char> rest, string text)
    {
        if (!rest.StartsWith(text))
            return false;
        rest = rest[text.Length..];
        return true;
    }
}
