using System.Text;
using System.Text.Unicode;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>UTF-8, and CESU-8 (Unicode Technical Report 26), in which programs write what lies beyond U+FFFF as two surrogates.</summary>
internal static class Utf8Reader
{
    private const int SurrogateBytes = 3;

    /// <summary>Reads all; each byte sequence without meaning becomes one or more U+FFFD, and a broken one swallows no ASCII.</summary>
    public static Reading Read(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return new(Encoding.UTF8.GetString(bytes), 0);
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var pair = NextSurrogates(bytes);
            text.Append(Encoding.UTF8.GetString(bytes[..pair]));
            bytes = bytes[pair..];
            if (bytes.IsEmpty)
                break;
            text.Append(Surrogate(bytes)).Append(Surrogate(bytes[SurrogateBytes..]));
            bytes = bytes[(2 * SurrogateBytes)..];
        }
        var result = text.ToString();
        return new(result, result.AsSpan().Count('\uFFFD'));
    }

    /// <summary>Where the next pair begins, or the length.</summary>
    private static int NextSurrogates(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (bytes[at..].IndexOf((byte)0xED) is >= 0 and var next)
        {
            at += next;
            if (bytes[at..] is [_, >= 0xA0 and <= 0xAF, >= 0x80 and <= 0xBF, 0xED, >= 0xB0 and <= 0xBF, >= 0x80 and <= 0xBF, ..])
                return at;
            at++;
        }
        return bytes.Length;
    }

    private static char Surrogate(ReadOnlySpan<byte> bytes) => (char)(0xD000 | ((bytes[1] & 0x3F) << 6) | (bytes[2] & 0x3F));
}
