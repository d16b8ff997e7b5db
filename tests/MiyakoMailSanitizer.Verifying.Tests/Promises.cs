using System.Text;
using System.Text.RegularExpressions;

namespace MiyakoMailSanitizer.Verifying.Tests;

/// <summary>What must be true of every message that passes, looked at with means of its own: lines and patterns, no parser.</summary>
internal static partial class Promises
{
    private static readonly string[] FieldNames =
    [
        .. new CanonicalSample().Fields.Select(f => f.Split(':')[0]).Distinct(),
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    ];

    public static void Hold(ReadOnlySpan<byte> message)
    {
        Assert.Equal(-1, message.IndexOfAnyExcept([.. Enumerable.Range(0x20, 0x5F).Select(b => (byte)b), (byte)'\r', (byte)'\n']));
        var text = Encoding.ASCII.GetString(message);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        Assert.Equal(text, text.ReplaceLineEndings("\n").Replace("\n", "\r\n", StringComparison.Ordinal));
        var lines = text.Split("\r\n");
        Assert.True(lines.Max(line => line.Length) <= 998);
        var header = text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.All(header.Split("\r\n"), line => Assert.Matches(FieldOrFold(), line));
        Fields(header.Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n"));
        foreach (var line in text.Replace(";\r\n ", "; ", StringComparison.Ordinal).Split("\r\n").Where(IsContentType))
            Assert.Matches(ContentType(), line);
    }

    private static bool IsContentType(string line) => line.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Known fields in order, single ones once; nothing that a reader could decode but well-formed encoded-words.</summary>
    private static void Fields(string[] fields)
    {
        var names = fields.Select(field => field.Split(':')[0]).ToList();
        Assert.All(names, name => Assert.Contains(name, FieldNames));
        Assert.Equal(names.OrderBy(name => Array.IndexOf(FieldNames, name)), names);
        var single = names.Where(name => name is not ("Received" or "Authentication-Results")).ToList();
        Assert.Equal(single.Distinct(), single);
        Assert.Contains("From", names);
        foreach (var word in fields.SelectMany(field => field.Split(' ')).Where(word => word.Contains("=?", StringComparison.Ordinal)))
            Assert.True(EncodedWord().IsMatch(word) || MessageId().IsMatch(word), word);
    }

    [GeneratedRegex("^(?: [^ ].*[^ ]|  ?[^ ]|[!-9;-~]+: [^ ](?:.*[^ ])?)$")]
    private static partial Regex FieldOrFold();

    [GeneratedRegex("^Content-Type: (?:text/plain; charset=(?:utf-8|iso-2022-jp)|text/csv; charset=utf-8|message/rfc822"
        + "|multipart/mixed; boundary=\"=_miyako-[0-9a-f]{16}-[0-9]{2}\")$")]
    private static partial Regex ContentType();

    [GeneratedRegex(@"^=\?(?:UTF-8|ISO-2022-JP)\?B\?[A-Za-z0-9+/]+=*\?=$")]
    private static partial Regex EncodedWord();

    [GeneratedRegex("^<[^ @]+@[^ @]+>$")]
    private static partial Regex MessageId();
}
