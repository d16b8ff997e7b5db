using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>Reads names whose charset nothing tells for certain.</summary>
internal static class EntryNames
{
    private const int MaxTogether = 256 << 10;

    /// <summary>
    /// Reads all names at once, as one short name says little about its charset; a name of another charset than the rest is read by its own.
    /// </summary>
    public static List<string> Detect(IReadOnlyList<byte[]> names)
    {
        if (names.All(n => Ascii.IsValid(n) && n.AsSpan().IndexOf((byte)0x1B) < 0))
            return [.. names.Select(n => Encoding.ASCII.GetString(n))];
        var bytes = new List<byte>();
        foreach (var name in names)
        {
            bytes.AddRange(name);
            bytes.Add((byte)'\n');
        }
        if (bytes.Count <= MaxTogether && !names.Any(n => n.AsSpan().IndexOfAny((byte)'\n', (byte)'\r') >= 0))
        {
            var lines = TextDecoder.DecodeAuto(bytes.ToArray(), "").Text.Split('\n');
            if (lines.Length == names.Count + 1)
                return [.. lines.Take(names.Count)];
        }
        return [.. names.Select(n => TextDecoder.DecodeAuto(n, "").Text)];
    }

    /// <summary>The name where it is UTF-8, else null.</summary>
    public static string? Utf8(ReadOnlySpan<byte> name)
        => System.Text.Unicode.Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : null;
}
