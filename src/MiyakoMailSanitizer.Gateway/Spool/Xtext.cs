using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>How parameters of SMTP write any text in printable ASCII (RFC 3461 §4).</summary>
internal static class Xtext
{
    /// <summary>What xtext stands for; null where it is none.</summary>
    public static string? Decode(string text)
    {
        var decoded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < '!' or > '~' or '=')
                return null;
            if (text[i] != '+')
            {
                decoded.Append(text[i]);
                continue;
            }

            if (i + 2 >= text.Length || !IsUpperHex(text[i + 1]) || !IsUpperHex(text[i + 2]))
                return null;
            decoded.Append((char)byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            i += 2;
        }

        return decoded.ToString();
    }

    private static bool IsUpperHex(char c) => char.IsAsciiDigit(c) || c is >= 'A' and <= 'F';
}
