using System.Text;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>Encodings older than MIME, which some readers still undo inside a text.</summary>
internal static class Uuencode
{
    private const string HqxAlphabet = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";

    /// <summary>A block of uuencode with its begin and end lines.</summary>
    public static string Block(Marker marker) => $"begin 644 {marker.Name}\r\n{Lines(marker.Payload)}`\r\nend\r\n";

    /// <summary>A block of base64 by the same frame (POSIX uuencode -m).</summary>
    public static string Base64Block(Marker marker) => $"begin-base64 644 {marker.Name}\r\n{marker.Base64}\r\n====\r\n";

    public static string YEnc(Marker marker)
    {
        var text = new StringBuilder($"=ybegin line=128 size={marker.Payload.Length} name={marker.Name}\r\n");
        var column = 0;
        foreach (var c in marker.Payload)
        {
            var b = (char)((c + 42) & 0xFF);
            text.Append(b is '\0' or '\r' or '\n' or '=' or '.' ? $"={(char)((b + 64) & 0xFF)}" : b);
            if (++column % 128 == 0)
                text.Append("\r\n");
        }

        return text.Append($"\r\n=yend size={marker.Payload.Length}\r\n").ToString();
    }

    /// <summary>BinHex 4.0 without checksums: readers that look at them only warn.</summary>
    public static string BinHex(Marker marker)
    {
        var size = marker.Payload.Length;
        var plain = $"{(char)marker.Name.Length}{marker.Name}\0APPLDOS \0\0{Long(size)}{Long(0)}\0\0{marker.Payload}\0\0";
        var packed = plain.Replace("\x90", "\x90\0", StringComparison.Ordinal);
        var text = new StringBuilder();
        for (var i = 0; i < packed.Length; i += 3)
        {
            var bits = (packed[i] << 16) | ((i + 1 < packed.Length ? packed[i + 1] : 0) << 8) | (i + 2 < packed.Length ? packed[i + 2] : 0);
            for (var shift = 18; shift >= 0; shift -= 6)
                text.Append(HqxAlphabet[(bits >> shift) & 63]);
        }

        var lines = string.Join("\r\n", $":{text}:".Chunk(64).Select(c => new string(c)));
        return $"(This file must be converted with BinHex 4.0)\r\n\r\n{lines}\r\n";

        static string Long(int n) => $"{(char)((n >> 24) & 255)}{(char)((n >> 16) & 255)}{(char)((n >> 8) & 255)}{(char)(n & 255)}";
    }

    /// <summary>The encoded lines alone.</summary>
    public static string Lines(string content)
    {
        var text = new StringBuilder();
        foreach (var line in content.Chunk(45))
        {
            text.Append(Char(line.Length));
            for (var i = 0; i < line.Length; i += 3)
            {
                var bits = (line[i] << 16) | ((i + 1 < line.Length ? line[i + 1] : 0) << 8) | (i + 2 < line.Length ? line[i + 2] : 0);
                for (var shift = 18; shift >= 0; shift -= 6)
                    text.Append(Char((bits >> shift) & 63));
            }

            text.Append("\r\n");
        }

        return text.ToString();

        static char Char(int six) => six == 0 ? '`' : (char)(six + 32);
    }
}
