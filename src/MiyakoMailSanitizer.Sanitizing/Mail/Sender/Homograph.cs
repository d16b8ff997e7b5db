using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Sender;

/// <summary>
/// Tells labels of internationalised domain names that are made to be taken for others (UTS #39 §5): writing systems mixed as no language
/// mixes them, words of Cyrillic or Greek letters that all look Latin, compatibility characters, and A-labels that stand for nothing.
/// Kana, kanji and Latin letters go together, and so does any one writing system alone.
/// </summary>
internal static class Homograph
{
    [Flags]
    private enum Scripts
    {
        None = 0,
        Latin = 1,
        Han = 2,
        Kana = 4,
        Hangul = 8,
        Bopomofo = 16,
        Greek = 32,
        Cyrillic = 64,
        Armenian = 128,
        Cherokee = 256,
        Georgian = 512,
        Other = 1024,
        Compatibility = 2048,
    }

    private static readonly (int First, int Last, Scripts Script)[] Ranges =
    [
        (0x41, 0x5A, Scripts.Latin), (0x61, 0x7A, Scripts.Latin), (0xC0, 0x24F, Scripts.Latin), (0x250, 0x2AF, Scripts.Latin),
        (0x300, 0x36F, Scripts.Compatibility), // IDNA asks for composed letters; a mark that stands alone is made for show.
        (0x370, 0x3FF, Scripts.Greek), (0x400, 0x52F, Scripts.Cyrillic), (0x530, 0x58F, Scripts.Armenian), (0x590, 0x109F, Scripts.Other),
        (0x10A0, 0x10FF, Scripts.Georgian), (0x1100, 0x11FF, Scripts.Hangul), (0x1200, 0x139F, Scripts.Other),
        (0x13A0, 0x13FF, Scripts.Cherokee), (0x1400, 0x1C7F, Scripts.Other), (0x1C80, 0x1C8F, Scripts.Cyrillic),
        (0x1D00, 0x1DBF, Scripts.Compatibility),
        (0x1E00, 0x1EFF, Scripts.Latin), (0x1F00, 0x1FFF, Scripts.Greek), (0x2C60, 0x2C7F, Scripts.Latin),
        (0x2DE0, 0x2DFF, Scripts.Cyrillic),
        (0x2E80, 0x2FDF, Scripts.Han), (0x3005, 0x3007, Scripts.Han), (0x3041, 0x30FF, Scripts.Kana), (0x3100, 0x312F, Scripts.Bopomofo),
        (0x3130, 0x318F, Scripts.Hangul), (0x31F0, 0x31FF, Scripts.Kana), (0x3400, 0x9FFF, Scripts.Han), (0xA640, 0xA69F, Scripts.Cyrillic),
        (0xA720, 0xA7FF, Scripts.Latin), (0xAB70, 0xABBF, Scripts.Cherokee), (0xAC00, 0xD7AF, Scripts.Hangul),
        (0xF900, 0xFAFF, Scripts.Han),
        (0xFF01, 0xFF5E, Scripts.Compatibility), (0xFF66, 0xFF9F, Scripts.Kana), (0x1D400, 0x1D7FF, Scripts.Compatibility),
        (0x20000, 0x3FFFF, Scripts.Han),
    ];

    private static readonly Scripts[] Together =
    [
        Scripts.Latin | Scripts.Han | Scripts.Kana,
        Scripts.Latin | Scripts.Han | Scripts.Hangul,
        Scripts.Latin | Scripts.Han | Scripts.Bopomofo,
    ];

    /// <summary>Letters of other writing systems that no font draws unlike the Latin ones.</summary>
    private const string LooksLatin = "асԁеһіјӏорԛѕԝхуѵү" + "οανρυχ";

    /// <summary>Strokes that are taken for punctuation where no other kana or kanji stands: <c>example.comノlogin</c>.</summary>
    private const string Strokes = "ノ丿丶一ー〇・ヽゝ";

    /// <summary>True where a label of the lower-case ASCII domain is such a one.</summary>
    public static bool Has(string domain)
    {
        var labels = domain.Split('.');
        var isForeign = labels[^1].StartsWith("xn--", StringComparison.OrdinalIgnoreCase);
        return labels.Any(label => label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase)
            && (DomainName.ToUnicode(label) is not { } seen || IsMade(seen, isForeign)));
    }

    private static bool IsMade(string label, bool isBelowForeign)
    {
        var scripts = Scripts.None;
        foreach (var rune in label.EnumerateRunes())
            scripts |= ScriptOf(rune.Value);
        if (scripts.HasFlag(Scripts.Compatibility))
            return true;
        var isOne = (scripts & (scripts - 1)) == 0;
        if (!isOne && !Together.Any(allowed => (scripts & ~allowed) == 0))
            return true;
        if (scripts is Scripts.Cyrillic or Scripts.Greek)
            return !isBelowForeign && label.All(c => !char.IsLetter(c) || LooksLatin.Contains(c, StringComparison.Ordinal));
        return scripts.HasFlag(Scripts.Latin) && !isOne
            && label.All(c => c < 0x250 || Strokes.Contains(c, StringComparison.Ordinal));
    }

    private static Scripts ScriptOf(int value)
    {
        foreach (var (first, last, script) in Ranges)
        {
            if (value >= first && value <= last)
                return script;
        }

        return Scripts.None;
    }
}
