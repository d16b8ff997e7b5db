using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using AngleSharp.Html;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>Character references (HTML §13.2.5.72 ff.); the table of names is AngleSharp's.</summary>
internal static class HtmlReferences
{
    /// <summary>The longest name with its semicolon is <c>CounterClockwiseContourIntegral;</c>.</summary>
    private const int MaxName = 32;

    /// <summary>The longest that works without semicolon, e.g. <c>frac34</c>.</summary>
    private const int MaxBareName = 6;

    // Numbers 0x80-0x9F mean Windows-1252.
    private const string Windows =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F" +
        "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    // The most common, found without making a string.
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Common = new Dictionary<string, string>
    {
        ["nbsp"] = "\u00A0",
        ["amp"] = "&",
        ["lt"] = "<",
        ["gt"] = ">",
        ["quot"] = "\"",
        ["copy"] = "\u00A9",
        ["yen"] = "\u00A5",
        ["middot"] = "\u00B7",
        ["reg"] = "\u00AE",
        ["shy"] = "\u00AD",
    }.ToFrozenDictionary().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Appends the text with its references resolved.</summary>
    /// <param name="text">Characters as written.</param>
    /// <param name="isAttribute">In attributes, names without semicolon don't count before a letter, digit or equals sign.</param>
    /// <param name="output">Where to.</param>
    public static void Append(ReadOnlySpan<char> text, bool isAttribute, StringBuilder output)
    {
        while (text.IndexOf('&') is >= 0 and var at)
        {
            output.Append(text[..at]);
            text = text[at..];
            text = text[AppendOne(text, isAttribute, output)..];
        }
        output.Append(text);
    }

    /// <summary>Characters used.</summary>
    private static int AppendOne(ReadOnlySpan<char> text, bool isAttribute, StringBuilder output)
    {
        var used = text.Length > 1 && text[1] == '#' ? Number(text, output) : Name(text, isAttribute, output);
        if (used == 0)
            output.Append('&');
        return Math.Max(1, used);
    }

    private static int Number(ReadOnlySpan<char> text, StringBuilder output)
    {
        var isHex = text.Length > 2 && text[2] is 'x' or 'X';
        var start = isHex ? 3 : 2;
        var at = start;
        var value = 0;
        for (; at < text.Length && (isHex ? char.IsAsciiHexDigit(text[at]) : char.IsAsciiDigit(text[at])); at++)
        {
            var digit = text[at] <= '9' ? text[at] - '0' : (text[at] | 0x20) - 'a' + 10;
            value = Math.Min(0x110000, value * (isHex ? 16 : 10) + digit);
        }
        if (at == start)
            return 0;
        if (value is >= 0x80 and <= 0x9F)
            output.Append(Windows[value - 0x80]);
        else
            output.Append((Rune.IsValid(value) && value > 0 ? new Rune(value) : Rune.ReplacementChar).ToString());
        return at < text.Length && text[at] == ';' ? at + 1 : at;
    }

    private static int Name(ReadOnlySpan<char> text, bool isAttribute, StringBuilder output)
    {
        var length = 1;
        while (length < text.Length && length <= MaxName && char.IsAsciiLetterOrDigit(text[length]))
            length++;
        var name = text[1..length];
        if (name.IsEmpty)
            return 0;
        if (length < text.Length && text[length] == ';' && Symbol(name, hasSemicolon: true) is { } symbol)
        {
            output.Append(symbol);
            return length + 1;
        }
        for (var bare = Math.Min(name.Length, MaxBareName); bare > 1; bare--)
        {
            if (isAttribute && 1 + bare < text.Length && (text[1 + bare] == '=' || char.IsAsciiLetterOrDigit(text[1 + bare])))
                continue;
            if (Symbol(name[..bare], hasSemicolon: false) is not { } found)
                continue;
            output.Append(found);
            return 1 + bare;
        }
        return 0;
    }

    private static string? Symbol(ReadOnlySpan<char> name, bool hasSemicolon)
        => Common.TryGetValue(name, out var symbol)
            ? symbol
            : HtmlEntityProvider.Resolver.GetSymbol(hasSemicolon ? string.Concat(name, ";") : name.ToString());
}
