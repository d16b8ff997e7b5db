using System.Security.Cryptography;
using System.Text;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>An inert file that looks like a program and says which gap it lies in.</summary>
internal sealed record Marker(int Number)
{
    public string Name => $"marker-{Number}.exe";

    /// <summary>The line that no reader can see by chance.</summary>
    public string Line => $"MIYAKO-MARKER-{Number}-";

    /// <summary>Begins as a program does; the line lies past the first third, so that a cut file may miss it.</summary>
    public string Payload => "MZ\x90\0\x03\0\0\0 not a program, only a test.\r\n" + new string('.',
        60) + "\r\n" + Line + "\r\n" + new string('-', 41) + "\r\n";

    /// <summary>The payload where only text may stand.</summary>
    public string TextPayload => $"MZ not a program, only a test.\r\n{Line}\r\nend of it\r\n";

    public string Base64 => Wrap(Convert.ToBase64String(Encoding.Latin1.GetBytes(Payload)));

    public string Sha256 => Hash(Payload);

    public string TextSha256 => Hash(TextPayload);

    public static string Wrap(string text) => string.Join("\r\n", text.Chunk(76).Select(c => new string(c)));

    /// <summary>The file as an honest attachment.</summary>
    public MailPart Part() => MailPart.Leaf(
        Base64,
        $"Content-Type: application/octet-stream; name=\"{Name}\"",
        "Content-Transfer-Encoding: base64",
        $"Content-Disposition: attachment; filename=\"{Name}\"");

    /// <summary>The file as an attachment that needs no decoding.</summary>
    public MailPart TextPart() => MailPart.Leaf(
        TextPayload, $"Content-Type: application/octet-stream; name=\"{Name}\"", $"Content-Disposition: attachment; filename=\"{Name}\"");

    /// <summary>Whether it lies there as a text that a person may read, and not as a file that could be named.</summary>
    public bool IsText { get; set; }

    /// <summary>Whether a report names the file: by the beginning of its name, by its hash, or by the line in it.</summary>
    public bool IsNamedIn(string report)
        => report.Contains($"marker-{Number}", StringComparison.Ordinal) || report.Contains($"marker- {Number}",
            StringComparison.Ordinal) || report.Contains(Line, StringComparison.Ordinal)
            || report.Contains(Sha256, StringComparison.OrdinalIgnoreCase) || report.Contains(TextSha256,
                StringComparison.OrdinalIgnoreCase);

    private static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(content)));
}
