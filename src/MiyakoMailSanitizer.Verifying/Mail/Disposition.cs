using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Verifying.Text;

namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>Content-Disposition (RFC 2183) as we write it: an attachment with a name, RFC 2231 where it is not plain.</summary>
internal static class Disposition
{
    private const int MaxPieces = 40;
    private const string Attachment = "attachment; ";
    private const string Plain = "filename=\"";
    private const string Charset = "UTF-8''";

    /// <summary>The decoded file name, or null where the value is of another form.</summary>
    public static string? FileName(string value)
    {
        if (!value.StartsWith(Attachment, StringComparison.Ordinal))
            return null;
        var parameters = value[Attachment.Length..];
        if (!parameters.StartsWith(Plain, StringComparison.Ordinal))
            return Extended(parameters.Split("; ", MaxPieces + 1));
        var name = parameters[Plain.Length..];
        return name.EndsWith('"') && name.AsSpan(0, name.Length - 1).IndexOfAny('"', '\\') < 0 ? name[..^1] : null;
    }

    /// <summary>RFC 2231 §3 and §4: one parameter, or numbered ones, each of whole characters: a reader may decode it alone.</summary>
    private static string? Extended(string[] parameters)
    {
        if (parameters.Length > MaxPieces)
            return null;
        var name = new StringBuilder();
        for (var i = 0; i < parameters.Length; i++)
        {
            var number = parameters.Length == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"*{i}");
            var start = $"filename{number}*={(i == 0 ? Charset : "")}";
            if (!parameters[i].StartsWith(start, StringComparison.Ordinal))
                return null;
            if (Decode(parameters[i].AsSpan(start.Length)) is not { Length: > 0 } piece)
                return null;
            name.Append(piece);
        }

        return name.ToString();
    }

    /// <summary>Null where a character stands plain that must be coded, or is coded that needn't be.</summary>
    private static string? Decode(ReadOnlySpan<char> encoded)
    {
        var bytes = new List<byte>(encoded.Length);
        for (var i = 0; i < encoded.Length; i++)
        {
            if (IsUnreserved(encoded[i]))
            {
                bytes.Add((byte)encoded[i]);
                continue;
            }

            if (encoded[i..] is not ['%', var high, var low, ..] || !char.IsAsciiHexDigitUpper(high) || !char.IsAsciiHexDigitUpper(low))
                return null;
            var value = byte.Parse([high, low], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (IsUnreserved((char)value))
                return null;
            bytes.Add(value);
            i += 2;
        }

        return TextRules.DecodeUtf8([.. bytes]);
    }

    private static bool IsUnreserved(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_';
}
