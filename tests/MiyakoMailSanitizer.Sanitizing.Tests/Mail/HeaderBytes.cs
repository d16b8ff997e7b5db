using System.Text;
using System.Text.RegularExpressions;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

/// <summary>
/// Bytes of header fields as tests write them: <c>{sjis:表}</c>, <c>{euc:…}</c>, <c>{jis:…}</c>, <c>{utf8:…}</c> are raw bytes,
/// <c>{w:utf-8:B:日本}</c> is an encoded-word, <c>{b:sjis:表}</c> base64 of bytes, <c>{p:sjis:表}</c> percent-coded ones; the rest is Latin-1.
/// </summary>
internal static partial class HeaderBytes
{
    static HeaderBytes() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static string Latin1(string form) => Piece().Replace(form, m => Written(m.Groups[1].Value.Split(':')));

    public static byte[] Of(string form) => Encoding.Latin1.GetBytes(Latin1(form));

    private static string Written(string[] parts) => parts switch
    {
        ["w", var charset, "B" or "b", var text] => $"=?{charset}?{parts[2]}?{Convert.ToBase64String(Bytes(charset, text))}?=",
        ["w", var charset, var q, var text] => $"=?{charset}?{q}?{string.Concat(Bytes(charset, text).Select(b => $"={b:X2}"))}?=",
        ["b", var charset, var text] => Convert.ToBase64String(Bytes(charset, text)),
        ["p", var charset, var text] => string.Concat(Bytes(charset, text).Select(b => $"%{b:X2}")),
        [var charset, var text] => Encoding.Latin1.GetString(Bytes(charset, text)),
        _ => throw new ArgumentException(string.Join(':', parts)),
    };

    public static byte[] Bytes(string charset, string text) => Encoding.GetEncoding(charset.ToLowerInvariant() switch
    {
        "sjis" or "shift_jis" or "windows-31j" or "x-sjis" => 932,
        "euc" or "euc-jp" or "euc-jp-ms" => 51932,
        "jis" or "iso-2022-jp" or "iso-2022-jp-ms" => 50220,
        "iso-8859-1" => 1252,
        _ => 65001,
    }).GetBytes(text);

    [GeneratedRegex(@"\{((?:w:[^:}]*:|b:|p:)?[A-Za-z0-9_-]+:[^}]*)\}")]
    private static partial Regex Piece();
}
