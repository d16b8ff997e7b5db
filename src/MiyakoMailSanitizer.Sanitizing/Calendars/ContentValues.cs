using System.Text;
using System.Text.RegularExpressions;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Calendars;

/// <summary>What a value may be.</summary>
internal enum ContentKind
{
    Text,

    /// <summary>Texts between commas.</summary>
    List,

    /// <summary>Texts between semicolons, each a list.</summary>
    Structured,

    /// <summary>Dates or times between commas (RFC 5545 §3.3.4, §3.3.5).</summary>
    Times,

    /// <summary>Periods between commas (§3.3.9).</summary>
    Periods,
    Duration,
    Recurrence,
    Integer,
    Offset,

    /// <summary>A duration or a time (§3.8.6.3).</summary>
    Trigger,

    /// <summary>A mail address, with or without <c>mailto:</c>.</summary>
    Address,

    /// <summary>A word of letters and hyphens.</summary>
    Word,

    /// <summary>A telephone number.</summary>
    Number,
}

/// <summary>Reads values and writes them anew.</summary>
internal static partial class ContentValues
{
    private const int MaxText = 100_000;

    /// <summary>The value in its one form; null where it is none of the kind.</summary>
    public static string? Rewrite(ContentKind kind, string value) => kind switch
    {
        ContentKind.Text => Escape(Unescape(value)),
        ContentKind.List => string.Join(',', Parts(value, ',').Select(p => Escape(Unescape(p)))),
        ContentKind.Structured => string.Join(';', Parts(value, ';').Select(p => string.Join(',', Parts(p, ',').Select(q => Escape(Unescape(q)))))),
        ContentKind.Address => Address(value),
        ContentKind.Word => Matching(Word(), value.Trim().ToUpperInvariant()),
        ContentKind.Times => Matching(Times(), value.Trim().ToUpperInvariant()),
        ContentKind.Periods => Matching(Periods(), value.Trim().ToUpperInvariant()),
        ContentKind.Duration => Matching(Duration(), value.Trim().ToUpperInvariant()),
        ContentKind.Recurrence => Matching(Recurrence(), value.Trim().ToUpperInvariant().TrimEnd(';')),
        ContentKind.Integer => Matching(Integer(), value.Trim()),
        ContentKind.Offset => Matching(Offset(), value.Trim()),
        ContentKind.Trigger => Matching(Trigger(), value.Trim().ToUpperInvariant()),
        _ => Matching(Telephone(), value.Trim()),
    };

    /// <summary>What a text says (RFC 5545 §3.3.11).</summary>
    public static string Unescape(string value)
    {
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length && text.Length < MaxText; i++)
        {
            if (value[i] != '\\' || i + 1 == value.Length)
                text.Append(value[i]);
            else
                text.Append(value[++i] is 'n' or 'N' ? '\n' : value[i]);
        }
        // What was apart by an escape may make something else together.
        return TextCleaner.CleanLines(text.ToString(), "").Text;
    }

    /// <summary>The parts between separators that are not escaped.</summary>
    public static IEnumerable<string> Parts(string value, char separator)
    {
        var start = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\')
            {
                i++;
            }
            else if (value[i] == separator)
            {
                yield return value[start..i];
                start = i + 1;
            }
        }
        yield return value[start..];
    }

    private static string Escape(string text)
        => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    private static string? Address(string value)
    {
        var text = value.Trim();
        if (text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            text = text[7..];
        return Mailbox().IsMatch(text) && text.Length <= 254 ? text : null;
    }

    private static string? Matching(Regex shape, string value) => value.Length <= 2_000 && shape.IsMatch(value) ? value : null;

    private const string Time = "[0-9]{8}(?:T[0-9]{6}Z?)?", Length = "[+-]?P(?:[0-9]{1,5}W|(?:[0-9]{1,5}D)?(?:T(?:[0-9]{1,5}H)?(?:[0-9]{1,5}M)?(?:[0-9]{1,6}S)?)?)";

    [GeneratedRegex(@"\A[A-Z0-9-]{1,40}\z")]
    private static partial Regex Word();

    [GeneratedRegex($@"\A{Time}(?:,{Time}){{0,500}}\z")]
    private static partial Regex Times();

    [GeneratedRegex($@"\A{Time}/(?:{Time}|{Length})(?:,{Time}/(?:{Time}|{Length})){{0,500}}\z")]
    private static partial Regex Periods();

    [GeneratedRegex($@"\A{Length}\z")]
    private static partial Regex Duration();

    [GeneratedRegex($@"\A(?:{Length}|{Time})\z")]
    private static partial Regex Trigger();

    [GeneratedRegex(@"\A(?:FREQ|UNTIL|COUNT|INTERVAL|BYSECOND|BYMINUTE|BYHOUR|BYDAY|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYMONTH|BYSETPOS|WKST)=[A-Z0-9+,-]{1,200}"
        + @"(?:;(?:FREQ|UNTIL|COUNT|INTERVAL|BYSECOND|BYMINUTE|BYHOUR|BYDAY|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYMONTH|BYSETPOS|WKST)=[A-Z0-9+,-]{1,200}){0,13}\z")]
    private static partial Regex Recurrence();

    [GeneratedRegex(@"\A-?[0-9]{1,9}\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A[+-][0-9]{4}(?:[0-9]{2})?\z")]
    private static partial Regex Offset();

    [GeneratedRegex(@"\A[0-9+*#() .;=/x-]{1,60}\z")]
    private static partial Regex Telephone();

    [GeneratedRegex(@"\A[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\z")]
    private static partial Regex Mailbox();
}
