using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimeKit;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>What one program makes of one message.</summary>
/// <param name="Tree">
/// One line an entity: its place, media type, file name and the SHA-256 of a leaf's decoded bytes with LF line ends.
/// </param>
/// <param name="Markers">The numbers of the markers that it sees in decoded leaves.</param>
internal sealed record Reading(string Tree, HashSet<int> Markers);

/// <summary>Programs that read mail and share no code, each over a whole folder.</summary>
internal static partial class MailReaders
{
    /// <summary>The readers that stand for the programs behind us. MimeKit is the first of them.</summary>
    public static readonly string[] Names = ["MimeKit", "Python email", "MIME::Parser", "reformime"];

    private static readonly string Scripts = Path.Combine(AppContext.BaseDirectory, "Ambiguity", "Parsers");

    /// <summary>Why the readers can't run here, or null.</summary>
    public static string? Missing()
        => !Runs("python3", "-c", "import email") ? "Python 3 is not installed (Debian package python3)."
            : !Runs("perl", "-MMIME::Parser", "-e", "1") ? "MIME::Parser is not installed (Debian package libmime-tools-perl)."
            : !Runs("reformime", "-v") ? "reformime is not installed (Debian package maildrop)."
            : null;

    /// <summary>All four readers, in the order of <see cref="Names"/>.</summary>
    /// <param name="folder">Where the messages lie.</param>
    /// <param name="digests">Whether the digests of all leaves are needed.</param>
    public static async Task<Dictionary<string, Reading>[]> ReadAsync(string folder, bool digests)
    {
        var mimeKit = Task.Run(() => ByMimeKit(folder));
        return await Task.WhenAll(
            mimeKit,
            Script("python3", "read_email.py", folder),
            Script("perl", "read_mime_tools.pl", folder),
            Script("python3", "read_reformime.py", digests ? [folder, "--digests"] : [folder]));
    }

    /// <summary>The markers that some reading shows, however unlikely.</summary>
    public static Task<Dictionary<string, Reading>> ReadAnyWayAsync(string folder) => Script("python3", "read_any_way.py", folder);

    private static async Task<Dictionary<string, Reading>> Script(string program, string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, [Path.Combine(Scripts, script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}: {await errors}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)
            .ToDictionary(l => l.GetProperty("file").GetString()!, Read);
    }

    private static Reading Read(JsonElement line) => new(
        string.Join('\n', line.GetProperty("tree").EnumerateArray().Select(n => string.Join(" | ",
            n.EnumerateArray().Select(v => v.GetString())))),
        [.. line.GetProperty("markers").EnumerateArray().Select(m => m.GetInt32())]);

    private static Dictionary<string, Reading> ByMimeKit(string folder)
        => Directory.GetFiles(folder, "*.eml").ToDictionary(f => Path.GetFileName(f), f =>
        {
            var nodes = new List<string>();
            var seen = new HashSet<int>();
            using var stream = File.OpenRead(f);
            try
            {
                Walk(new MimeParser(stream).ParseMessage().Body, "1", nodes, seen);
            }
            catch (FormatException e)
            {
                nodes.Add(e.Message);
            }

            return new Reading(string.Join('\n', nodes), seen);
        });

    private static void Walk(MimeEntity? entity, string path, List<string> nodes, HashSet<int> seen)
    {
        var digest = "";
        IEnumerable<MimeEntity?> children = [];
        if (entity is Multipart multipart)
        {
            children = multipart;
            Look(multipart.Preamble, seen);
            Look(multipart.Epilogue, seen);
        }
        else if (entity is MessagePart { Message: { } message })
            children = [message.Body];
        else if (entity is MimePart { Content: { } content })
        {
            using var decoded = new MemoryStream();
            content.DecodeTo(decoded);
            var text = Encoding.Latin1.GetString(decoded.ToArray());
            Look(text, seen);
            var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal);
            // Readers disagree on whose the line end is that comes before the delimiter after a text in a nested message.
            lines = entity is TextPart ? lines.TrimEnd('\n') : lines;
            digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(lines)));
        }

        var name = entity is MessagePart ? entity.ContentDisposition?.FileName ?? entity.ContentType.Name : (entity as MimePart)?.FileName;
        nodes.Add($"{path} | {entity?.ContentType.MimeType.ToLowerInvariant()} | {name} | {digest}");
        var number = 0;
        foreach (var child in children)
            Walk(child, $"{path}.{++number}", nodes, seen);
    }

    private static void Look(string? text, HashSet<int> seen)
        => seen.UnionWith(MarkerLine().Matches(text ?? "").Select(m => int.Parse(m.Groups[1].ValueSpan)));

    private static bool Runs(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                RedirectStandardInput = true
            })!;
            process.StandardInput.Close();
            process.WaitForExit();
            return process.ExitCode == 0 || program == "reformime";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    [GeneratedRegex(@"MIYAKO-MARKER-(\d+)-")]
    private static partial Regex MarkerLine();
}
