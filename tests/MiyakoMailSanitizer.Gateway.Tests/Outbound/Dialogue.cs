using System.Text;
using System.Text.RegularExpressions;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

/// <summary>
/// A file of <c>Dialogues/</c>. Lines, by their first word:
/// <c>#</c> comment · <c>from:</c> reverse-path · <c>to:</c> recipients · <c>ret: envid: notify:</c> DSN parameters, the last one with its recipient
/// and, behind it, ORCPT · <c>hop</c> the next server (<c>hop off</c>: nobody listens) ·
/// <c>connection</c> its next connection · <c>S:</c> line that it sends (<c>{N*text}</c> repeats) · <c>S!</c> bytes without line end ·
/// <c>C:</c> line that it must get, <c>C: (content)</c> for content and end of data, <c>C: (chunk)</c> for the content by BDAT · <c>close</c>, <c>reset</c>, <c>hang</c> ·
/// <c>=</c> expected state: recipient, status, start of the reply (<c>*</c>: somewhere in it).
/// </summary>
internal sealed partial class Dialogue
{
    public string From { get; private set; } = "a@example.jp";

    public string[] To { get; private set; } = ["b@example.lg.jp"];

    public DsnWish Dsn { get; private set; } = DsnWish.None;

    /// <summary>For each hop its connections, each a list of steps; no list: nobody listens.</summary>
    public List<List<List<string>>?> Hops { get; } = [];

    public List<string> Expected { get; } = [];

    public static string Folder([System.Runtime.CompilerServices.CallerFilePath] string here = "")
        => Path.Combine(Path.GetDirectoryName(here)!, "Dialogues");

    public static Dialogue Read(string name)
    {
        var dialogue = new Dialogue();
        foreach (var line in File.ReadAllLines(Path.Combine(Folder(), name + ".dialogue")))
            dialogue.Take(line);
        return dialogue;
    }

    /// <summary>Text of an <c>S</c> step, with <c>{3*ab}</c> as <c>ababab</c> and <c>\r \n \0</c> as bytes.</summary>
    public static string Expand(string text)
        => Repeat().Replace(text, m => new StringBuilder().Insert(0, m.Groups[2].Value, int.Parse(m.Groups[1].Value)).ToString())
            .Replace("\\r", "\r").Replace("\\n", "\n").Replace("\\0", "\0");

    private void Take(string line)
    {
        if (line.Length == 0 || line[0] == '#')
            return;
        if (line.StartsWith("from:", StringComparison.Ordinal))
            From = line[5..].Trim();
        else if (line.StartsWith("to:", StringComparison.Ordinal))
            To = line[3..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        else if (line.StartsWith("ret:", StringComparison.Ordinal))
            Dsn = Dsn with { Return = line[4..].Trim() };
        else if (line.StartsWith("envid:", StringComparison.Ordinal))
            Dsn = Dsn with { EnvelopeId = line[6..].Trim() };
        else if (line.StartsWith("notify:", StringComparison.Ordinal))
            Dsn = Dsn with { Recipients = Dsn.Recipients.Add(Wish(line[7..].Trim().Split(' '))) };
        else if (line.StartsWith('='))
            Expected.Add(line[1..].Trim());
        else if (line is "hop" or "hop off")
            Hops.Add(line == "hop" ? [] : null);
        else if (line == "connection")
            Hops[^1]!.Add([]);
        else
            Hops[^1]![^1].Add(line);
    }

    private static RecipientWish Wish(string[] words) => new(words[0], words[1], words.Length > 2 ? words[2] : "");

    [GeneratedRegex(@"\{(\d+)\*([^}]*)\}")]
    private static partial Regex Repeat();
}
