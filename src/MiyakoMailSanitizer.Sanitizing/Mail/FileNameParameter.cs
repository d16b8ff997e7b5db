using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>Writes <c>attachment; filename=…</c> (RFC 2183), RFC 2231 where the name is not plain ASCII.</summary>
internal static class FileNameParameter
{
    private const int MaxPiece = 50;

    /// <summary>The value of Content-Disposition, in pieces that fit a line.</summary>
    public static ImmutableArray<string> Pieces(string name)
    {
        if (name.Length <= MaxPiece && !name.AsSpan().ContainsAnyExceptInRange(' ', '~') && name.AsSpan().IndexOfAny('"', '\\') < 0
            && !HoldsEscape(name))
            return ["attachment;", $"filename=\"{name}\""];

        var pieces = Encode(name);
        if (pieces.Count == 1)
            return ["attachment;", $"filename*=UTF-8''{pieces[0]}"];
        return ["attachment;", .. pieces.Select((piece, i) =>
            string.Create(
                CultureInfo.InvariantCulture, $"filename*{i}*={(i == 0 ? "UTF-8''" : "")}{piece}{(i < pieces.Count - 1 ? ";" : "")}"))];
    }

    /// <summary>Some programs decode percent signs in plain names too, and would show another one.</summary>
    private static bool HoldsEscape(string name)
    {
        for (var at = name.IndexOf('%', StringComparison.Ordinal); at >= 0 && at + 2 < name.Length; at = name.IndexOf('%', at + 1))
        {
            if (char.IsAsciiHexDigit(name[at + 1]) && char.IsAsciiHexDigit(name[at + 2]))
                return true;
        }

        return false;
    }

    private static List<string> Encode(string name)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in name.EnumerateRunes())
        {
            var encoded = new StringBuilder();
            foreach (var b in utf8[..rune.EncodeToUtf8(utf8)])
            {
                if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_')
                    encoded.Append((char)b);
                else
                    encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }

            if (piece.Length + encoded.Length > MaxPiece)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }

            piece.Append(encoded);
        }

        pieces.Add(piece.ToString());
        return pieces;
    }
}
