using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>How a charset is read.</summary>
internal enum CharsetKind
{
    /// <summary>Never read: UTF-7 hides ASCII from every filter.</summary>
    Refused = 0,

    /// <summary>7-bit; anything above is an error.</summary>
    Ascii,

    /// <summary>UTF-8.</summary>
    Utf8,

    /// <summary>UTF-16 or UTF-32 of a fixed byte order, see <see cref="Charset.CodePage"/>.</summary>
    Wide,

    /// <summary>UTF-16 or UTF-32 whose byte order stands in its byte order mark, or must be guessed.</summary>
    WideUnordered,

    /// <summary><see cref="Iso2022JpReader"/>.</summary>
    Iso2022Jp,

    /// <summary><see cref="ShiftJisReader"/>.</summary>
    ShiftJis,

    /// <summary><see cref="EucJpReader"/>.</summary>
    EucJp,

    /// <summary>Another code page of the base library.</summary>
    CodePage,
}

/// <summary>A charset that we read.</summary>
/// <param name="Name">IANA name, lower case.</param>
/// <param name="Kind">How it is read.</param>
/// <param name="CodePage">Windows number, where <paramref name="Kind"/> needs it; <see cref="Year2004"/> for JIS X 0213.</param>
internal sealed record Charset(string Name, CharsetKind Kind, int CodePage = 0)
{
    /// <summary>Stands for the code page of a charset that has JIS X 0213:2004 in place of the vendors' characters.</summary>
    public const int Year2004 = 2004;

    public static readonly Charset Ascii = new("us-ascii", CharsetKind.Ascii);
    public static readonly Charset Utf8 = new("utf-8", CharsetKind.Utf8);
    public static readonly Charset Utf16Le = new("utf-16le", CharsetKind.Wide, 1200);
    public static readonly Charset Utf16Be = new("utf-16be", CharsetKind.Wide, 1201);
    public static readonly Charset Utf32Le = new("utf-32le", CharsetKind.Wide, 12000);
    public static readonly Charset Utf32Be = new("utf-32be", CharsetKind.Wide, 12001);
    public static readonly Charset Iso2022Jp = new("iso-2022-jp", CharsetKind.Iso2022Jp);
    public static readonly Charset ShiftJis = new("shift_jis", CharsetKind.ShiftJis);
    public static readonly Charset EucJp = new("euc-jp", CharsetKind.EucJp);
    public static readonly Charset Windows1252 = new("windows-1252", CharsetKind.CodePage, 1252);

    /// <summary>
    /// The charset, and every name in use for it. Latin-1 and ASCII supersets of Windows stand for their ISO names, as everywhere.
    /// </summary>
    private static readonly (Charset Charset, string Aliases)[] Rows =
    [
        (new("utf-7", CharsetKind.Refused), "utf7 unicode-1-1-utf-7 unicode-2-0-utf-7 csutf7 csunicode11utf7 x-unicode-2-0-utf-7"
            + " x-imap4-modified-utf7 utf-7-imap cp65000"),
        (Ascii, "ascii us ansi_x3.4-1968 ansi_x3.4-1986 iso-ir-6 iso646-us iso_646.irv:1991 csascii cp367 646"),
        (Utf8, "utf8 unicode-1-1-utf-8 csutf8 cp65001 utf-8n utf8n x-utf-8 utf-8-bom utf8mb4 utf8mb3 utf_8 utf"
            + " x-utf8 utf-8-sig utf-8-mac utf8-mac cesu-8 cscesu-8 cesu8 unicode-2-0-utf-8 x-unicode20utf8 utf-8-unix"),
        (new("utf-16", CharsetKind.WideUnordered, 1200), "utf16 csutf16 unicode ucs-2 iso-10646-ucs-2"),
        (Utf16Le, "utf16le utf-16-le unicodelittle x-utf-16le ucs-2le"),
        (Utf16Be, "utf16be utf-16-be unicodefffe x-utf-16be ucs-2be"),
        (new("utf-32", CharsetKind.WideUnordered, 12000), "utf32 csutf32 ucs-4 iso-10646-ucs-4"),
        (Utf32Le, "utf32le"),
        (Utf32Be, "utf32be"),
        (Iso2022Jp, "iso2022jp iso2022-jp iso_2022-jp iso_2022_jp iso-2022jp iso-2022-jp-ms iso2022jpms iso2022jp-ms"
            + " iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-2004 csiso2022jp csiso2022jp2 jis"
            + " cp50220"
            + " cp50221 cp50222 iso-2022-jp-ext x-iso-2022-jp windows-50220 windows-50221 x-windows-50221 x-windows-iso2022jp"
            + " windows-50222 x-windows-50220 cp50220raw iso2022jp1 iso2022jp2 iso2022jp3 iso2022jp-2 iso2022jp-3"
            + " iso2022jp-2004 iso2022jp2004"
            + " iso2022jpext csiso2022jp3 jis7 jis8 jis_encoding csjisencoding iso-2022-jp-1978 iso-2022-7"),
        (ShiftJis, "shift-jis sjis x-sjis shiftjis ms_kanji csshiftjis windows-31j cswindows31j ms932 cp932 windows-932 x-ms-cp932 ms-kanji"
            + " cp943 cp943c ibm943 ibm-943 sjis-win mskanji x-shift-jis x-shift_jis ms_932 x-ms932 x-windows-31j x-sjis-jp sjis-open"
            + " shift_jis-ms x-mswin-932 shift-jis-ms shift_jis_ms"),
        (new("shift_jis-2004", CharsetKind.ShiftJis, Year2004), "shift_jisx0213 sjis-2004 sjis2004 shift_jis_2004"
            + " shift-jis-2004 shiftjisx0213"
            + " shift-jisx0213 sjisx0213 x-sjis_0213 x-sjis-0213"),
        (EucJp, "eucjp x-euc-jp x-eucjp euc_jp eucjp-ms eucjp-win euc-jp-ms cseucpkdfmtjapanese cp51932 cp20932 ujis x-euc"
            + " extended_unix_code_packed_format_for_japanese euc-j eucj euc x-eucjp-ms windows-51932 windows-20932 ms51932 eucjpms"
            + " x-euc-jp-linux x-eucjp-open ibm-eucjp cp33722"),
        (new("euc-jis-2004", CharsetKind.EucJp, Year2004), "euc-jisx0213 eucjis2004 euc_jis_2004 eucjisx0213 euc-jp-2004 euc_jisx0213"),
        (new("iso-8859-1", CharsetKind.CodePage, 1252), "latin1 latin-1 iso8859-1 iso_8859-1 iso88591 iso-ir-100 l1 csisolatin1 cp819"
            + " ibm819 iso_8859-1:1987"),
        (new("iso-8859-2", CharsetKind.CodePage, 28592), "latin2 iso8859-2 iso_8859-2 csisolatin2"),
        (new("iso-8859-3", CharsetKind.CodePage, 28593), "latin3 iso8859-3 iso_8859-3"),
        (new("iso-8859-4", CharsetKind.CodePage, 28594), "latin4 iso8859-4 iso_8859-4"),
        (new("iso-8859-5", CharsetKind.CodePage, 28595), "cyrillic iso8859-5 iso_8859-5"),
        (new("iso-8859-6", CharsetKind.CodePage, 28596), "arabic iso8859-6 iso_8859-6"),
        (new("iso-8859-7", CharsetKind.CodePage, 28597), "greek iso8859-7 iso_8859-7"),
        (new("iso-8859-8", CharsetKind.CodePage, 28598), "hebrew iso8859-8 iso_8859-8 iso-8859-8-i"),
        (new("iso-8859-9", CharsetKind.CodePage, 1254), "latin5 iso8859-9 iso_8859-9"),
        (new("iso-8859-13", CharsetKind.CodePage, 28603), "iso8859-13 latin7"),
        (new("iso-8859-15", CharsetKind.CodePage, 28605), "iso8859-15 iso_8859-15 latin9 latin-9"),
        (new("windows-874", CharsetKind.CodePage, 874), "cp874 tis-620 iso-8859-11 iso8859-11 x-windows-874"),
        (new("windows-1250", CharsetKind.CodePage, 1250), "cp1250 x-cp1250"),
        (new("windows-1251", CharsetKind.CodePage, 1251), "cp1251 x-cp1251"),
        (Windows1252, "cp1252 x-cp1252 ansi"),
        (new("windows-1253", CharsetKind.CodePage, 1253), "cp1253"),
        (new("windows-1254", CharsetKind.CodePage, 1254), "cp1254"),
        (new("windows-1255", CharsetKind.CodePage, 1255), "cp1255"),
        (new("windows-1256", CharsetKind.CodePage, 1256), "cp1256"),
        (new("windows-1257", CharsetKind.CodePage, 1257), "cp1257"),
        (new("windows-1258", CharsetKind.CodePage, 1258), "cp1258"),
        (new("koi8-r", CharsetKind.CodePage, 20866), "koi8r koi8 cskoi8r"),
        (new("koi8-u", CharsetKind.CodePage, 21866), "koi8u"),
        (new("ibm850", CharsetKind.CodePage, 850), "cp850"),
        (new("ibm852", CharsetKind.CodePage, 852), "cp852"),
        (new("ibm866", CharsetKind.CodePage, 866), "cp866"),
        (new("macintosh", CharsetKind.CodePage, 10000), "mac x-mac-roman"),
        (new("gb18030", CharsetKind.CodePage, 54936), "gb-18030 gb2312 gb_2312-80 csgb2312 gbk x-gbk cp936 ms936 windows-936 euc-cn"
            + " x-euc-cn chinese gb_2312 cn-gb"),
        (new("hz-gb-2312", CharsetKind.CodePage, 52936), "hz"),
        (new("big5", CharsetKind.CodePage, 950), "big-5 cp950 csbig5 big5-hkscs x-x-big5 cn-big5 windows-950 ms950"),
        (new("euc-kr", CharsetKind.CodePage, 949), "ks_c_5601-1987 ks_c_5601-1989 ksc5601 ks_c_5601 ksc_5601 cseuckr euckr cp949 ms949"
            + " uhc windows-949 korean iso-ir-149"),
        (new("iso-2022-kr", CharsetKind.CodePage, 50225), "csiso2022kr"),
    ];

    private static readonly FrozenDictionary<string, Charset> ByName = Rows
        .SelectMany(row => row.Aliases.Split(' ').Append(row.Charset.Name).Select(alias => KeyValuePair.Create(alias, row.Charset)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Looks a declared name up; null where nobody knows it. Quotes, white space, and a trailing list or comment are cut off.
    /// </summary>
    public static Charset? Find(string declared)
    {
        var name = declared.AsSpan().Trim(" \t\r\n\"'<>");
        var end = name.IndexOfAny(" \t,;(\"'");
        name = end < 0 ? name : name[..end];
        return ByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var charset) ? charset : null;
    }
}
