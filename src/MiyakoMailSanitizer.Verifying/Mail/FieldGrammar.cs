using System.Globalization;

namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>Grammar of field values that are neither text nor addresses. Each gives null, or what is wrong.</summary>
internal static class FieldGrammar
{
    private const int MaxIds = 100;

    /// <summary>Characters, angle brackets included.</summary>
    private const int MaxId = 252;

    /// <summary>Printable ASCII that no reader can take for an encoded-word.</summary>
    public static string? Printable(string value)
        => value.Contains("=?", StringComparison.Ordinal) ? "it holds the start of an encoded-word" : null;

    public static string? OneOf(string value, params ReadOnlySpan<string> allowed)
        => allowed.Contains(value) ? null : "the value is none of the allowed words";

    /// <summary>RFC 5322 §3.3 in one form: <c>Mon, 23 Nov 2026 10:11:12 +0900</c>; the day of the week must be that of the date.</summary>
    public static string? Date(string value)
    {
        const string Form = "ddd, dd MMM yyyy HH:mm:ss";
        if (value.Length != Form.Length + " +0900".Length)
            return "it is no date of the one form";
        var culture = CultureInfo.InvariantCulture;
        var local = value[..Form.Length];
        // Reading is lenient about upper and lower case: writing it again must give the same.
        if (!DateTime.TryParseExact(local, Form, culture, DateTimeStyles.None, out var time) || time.ToString(Form, culture) != local)
            return "it is no date of the one form";
        return IsZone(value.AsSpan(Form.Length)) ? null : "it has no zone";
    }

    public static string? MessageId(string value) => IsMessageId(value) ? null : "it is no message id";

    public static string? MessageIds(string value)
    {
        var ids = value.Split(' ', MaxIds + 1);
        return ids.Length <= MaxIds && ids.All(IsMessageId) ? null : "it is no list of message ids";
    }

    /// <summary>RFC 2919 §3, without a phrase; nothing that could be decoded as an encoded-word.</summary>
    public static string? ListId(string value)
        => value.Length is > 2 and <= MaxId && value[0] == '<' && value[^1] == '>' && Addresses.IsDotAtom(value.AsSpan(1, value.Length - 2))
            && !value.Contains("=?", StringComparison.Ordinal)
            ? null
            : "it is no list id";

    /// <summary>RFC 3464 §2.1.2: a type, <c>; </c> and something.</summary>
    public static string? Typed(string value, params ReadOnlySpan<string> types)
    {
        var end = value.IndexOf("; ", StringComparison.Ordinal);
        return end > 0 && end + 2 < value.Length && types.Contains(value[..end]) ? null : "it is no type that we write and a value";
    }

    /// <summary>RFC 3463 §2: class 2, 4 or 5, subject and detail of 1 to 3 digits.</summary>
    public static string? StatusCode(string value)
    {
        var parts = value.Split('.');
        return parts.Length == 3 && parts[0] is "2" or "4" or "5" && parts.All(IsNumber) ? null : "it is no status code";

        static bool IsNumber(string part)
            => part.Length is 1 or 2 or 3 && !part.AsSpan().ContainsAnyExceptInRange('0', '9') && (part.Length == 1 || part[0] != '0');
    }

    private static bool IsZone(ReadOnlySpan<char> text)
    {
        if (text is not [' ', '+' or '-', .. var digits] || digits.ContainsAnyExceptInRange('0', '9'))
            return false;
        var number = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return number / 100 <= 14 && number % 100 < 60;
    }

    /// <summary>RFC 5322 §3.6.4, wider in its characters, without quoting.</summary>
    private static bool IsMessageId(string id)
    {
        if (id.Length is < 5 or > MaxId || id[0] != '<' || id[^1] != '>')
            return false;
        var inner = id.AsSpan(1, id.Length - 2);
        var at = inner.IndexOf('@');
        return at > 0 && at < inner.Length - 1 && inner.Count('@') == 1 && inner.IndexOfAny("<>,;\"()\\ ") < 0;
    }
}
