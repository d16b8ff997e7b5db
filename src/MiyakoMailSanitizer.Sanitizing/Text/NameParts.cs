using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>The steps of <see cref="FileNames"/>. All take text that <see cref="TextCleaner.CleanLine"/> has cleaned.</summary>
internal static class NameParts
{
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"];

    /// <summary>What follows the last slash of either kind, slashes at the end aside, without a drive letter.</summary>
    public static string LastOfPath(string name, out bool hadPath)
    {
        var rest = name.AsSpan().TrimEnd("/\\ ");
        var slash = rest.LastIndexOfAny('/', '\\');
        var last = rest[(slash + 1)..];
        var drive = last.Length >= 2 && char.IsAsciiLetter(last[0]) && last[1] == ':' && (last.Length > 2 || slash < 0);
        hadPath = slash >= 0 || drive || name.AsSpan().TrimEnd(' ').Length != rest.Length;
        return last[(drive ? 2 : 0)..].ToString();
    }

    /// <summary>Whether so many spaces of any kind stand in a row before something else.</summary>
    public static bool HasSpaceRun(string name, int length)
    {
        var run = 0;
        foreach (var c in name)
        {
            if (!IsSpace(c) && run >= length)
                return true;
            run = IsSpace(c) ? run + 1 : 0;
        }
        return false;
    }

    /// <summary>No character that Windows refuses: these become full-width; runs of spaces become one, odd spaces plain ones.</summary>
    public static string Legal(string name)
    {
        var result = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (c is '<' or '>' or ':' or '"' or '|' or '?' or '*' or '/' or '\\')
                result.Append((char)(c - '!' + '！'));
            else if (!IsSpace(c))
                result.Append(c);
            else if (result.Length == 0 || !IsSpace(result[^1]))
                result.Append(c == '\u3000' ? c : ' ');
        }
        return result.ToString();
    }

    /// <summary>
    /// Splits before the last dot where what follows could be an extension; look-alikes (<c>．ｅｘｅ</c>, one-dot leader) count, and come
    /// back as
    /// ASCII. Dots and spaces at the end, which Windows drops, do not count.
    /// </summary>
    public static (string Stem, string Extension) SplitExtension(string name)
    {
        var end = name.Length;
        while (end > 0 && (IsSpace(name[end - 1]) || Fold(name[end - 1]) == '.'))
            end--;
        var dot = end - 1;
        while (dot >= 0 && end - dot <= FileExtensions.MaxLength && IsOfExtension(Fold(name[dot])))
            dot--;
        if (dot < 0 || Fold(name[dot]) != '.')
            return (name, "");
        var extension = string.Concat(name[dot..end].Select(Fold)).Replace(" ", "", StringComparison.Ordinal);
        return extension.Length > 1 ? (name[..dot], extension) : (name, "");
    }

    /// <summary>
    /// Changes the dot of each known extension at the end of <paramref name="stem"/> into <c>_</c>, but of those in
    /// <paramref name="kept"/>.
    /// <paramref name="inner"/> is the last of the changed ones, or empty.
    /// </summary>
    public static string WithoutInnerExtensions(string stem, ImmutableArray<string> kept, out string inner)
    {
        inner = "";
        StringBuilder? changed = null;
        var rest = stem;
        while (SplitExtension(rest) is var (before, extension) && FileExtensions.IsKnown(extension))
        {
            if (!kept.Contains(extension, StringComparer.OrdinalIgnoreCase))
            {
                changed ??= new(stem);
                changed[before.Length] = '_';
                inner = inner.Length > 0 ? inner : extension.ToLowerInvariant();
            }
            rest = before;
        }
        return changed?.ToString() ?? stem;
    }

    /// <summary>Whether Windows takes a file of this stem for a device, whatever its extension.</summary>
    public static bool IsDevice(string stem)
    {
        var dot = stem.IndexOf('.', StringComparison.Ordinal);
        var first = string.Concat((dot < 0 ? stem : stem[..dot]).Take(16).Select(Fold)).TrimEnd().ToUpperInvariant();
        return Devices.Contains(first)
            || (first.Length == 4 && first[..3] is ("COM" or "LPT") && first[3] is (>= '0' and <= '9') or '¹' or '²' or '³');
    }

    /// <summary>Without dots and spaces at both ends, which systems hide or drop, nor a selector that would then stand first.</summary>
    public static string TrimEnds(string name)
    {
        var start = 0;
        while (start < name.Length && (IsEdge(name[start]) || IsSelector(name, start)))
            start += IsEdge(name[start]) || name[start] < '\uD800' || name[start] >= '\uE000' ? 1 : 2;
        var end = name.Length;
        while (end > start && IsEdge(name[end - 1]))
            end--;
        return name[start..end];
    }

    /// <summary>The longest beginning of whole characters, as people count them, that has at most so many bytes of UTF-8.</summary>
    public static string Cut(string name, int maxBytes)
    {
        if (Encoding.UTF8.GetByteCount(name) <= maxBytes)
            return name;
        // No character needs less than one byte, so nothing behind is ever kept.
        var head = name.AsSpan(0, Math.Min(name.Length, maxBytes + 1));
        var length = 0;
        while (length < head.Length)
        {
            var element = StringInfo.GetNextTextElementLength(head[length..]);
            if (Encoding.UTF8.GetByteCount(head[..(length + element)]) > maxBytes)
                break;
            length += element;
        }
        // A heap of marks on one letter is cut within.
        return length > 0 ? name[..length] : CutRunes(name, maxBytes);
    }

    private static string CutRunes(string name, int maxBytes)
    {
        var (length, bytes) = (0, 0);
        foreach (var rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
                break;
            length += rune.Utf16SequenceLength;
        }
        return name[..length];
    }

    private static bool IsSpace(char c) => c == '\u2800' || char.IsWhiteSpace(c);

    private static bool IsOfExtension(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or ' ';

    private static bool IsEdge(char c) => IsSpace(c) || Fold(c) == '.';

    private static bool IsSelector(string name, int i)
        => name[i] == '\u200D' || (char.IsHighSurrogate(name[i]) && i + 1 < name.Length
            ? Forbidden.IsVariationSelector(char.ConvertToUtf32(name[i], name[i + 1]))
            : Forbidden.IsVariationSelector(name[i]));

    /// <summary>What a character looks like in ASCII: full-width forms and small dots.</summary>
    private static char Fold(char c) => c switch
    {
        >= '！' and <= '～' => (char)(c - '！' + '!'),
        '\u2024' or '\uFE52' or '\u0701' or '\u0702' or '\uA4F8' => '.',
        '\u3000' => ' ',
        _ => c,
    };
}
