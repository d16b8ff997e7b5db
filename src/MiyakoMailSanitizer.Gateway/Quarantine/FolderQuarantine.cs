using System.Text;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Quarantine;

/// <summary>One folder a case: <c>held/ID/</c> with <c>original.eml</c>, <c>sanitized.eml</c>, <c>report.json</c> and <c>report.txt</c>.</summary>
public sealed class FolderQuarantine : IQuarantine
{
    private const string Temporary = "tmp";
    private readonly string _folder;

    /// <summary>Makes no folders: an operator who only looks must not own what the gateway writes.</summary>
    public FolderQuarantine(QuarantineOptions options) => _folder = options.Folder;

    /// <summary>Where undecided cases lie.</summary>
    public string HeldFolder => Path.Combine(_folder, "held");

    /// <inheritdoc/>
    public void Keep(QuarantineCase quarantineCase)
    {
        var id = SpoolId.Checked(quarantineCase.Envelope.Id);
        var temporary = Path.Combine(_folder, Temporary, id);
        var final = Path.Combine(HeldFolder, id);
        Delete(temporary);
        Directory.CreateDirectory(temporary);
        Directory.CreateDirectory(HeldFolder);
        Write(Path.Combine(temporary, "original.eml"), quarantineCase.Original.Span);
        if (quarantineCase.Sanitized is { } sanitized)
            Write(Path.Combine(temporary, "sanitized.eml"), sanitized.Span);
        Write(
            Path.Combine(temporary, "report.json"),
            JsonSerializer.SerializeToUtf8Bytes(CaseReport.Of(quarantineCase), CaseJsonForm.Readable.CaseReport));
        Write(Path.Combine(temporary, "report.txt"), Encoding.UTF8.GetBytes(JapaneseReport.Write(quarantineCase)));
        DurableFolder.Sync(temporary);
        Delete(final);
        Directory.Move(temporary, final);
        DurableFolder.Sync(HeldFolder);
    }

    /// <summary>Ids of the held cases, oldest first.</summary>
    public IReadOnlyList<string> List() => !Directory.Exists(HeldFolder)
        ? []
        : [.. Directory.EnumerateDirectories(HeldFolder).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];

    /// <summary>The report of a held case.</summary>
    /// <exception cref="IOException">There is no such case.</exception>
    /// <exception cref="JsonException">The report is damaged.</exception>
    public CaseReport Read(string id)
        => JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(id, "report.json")), CaseJsonForm.Readable.CaseReport) ?? throw new JsonException("The report is empty.");

    /// <summary>The path of a file of a held case.</summary>
    public string PathOf(string id, string file) => Path.Combine(HeldFolder, SpoolId.Checked(id), file);

    private static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.Write(handle, content, 0);
        RandomAccess.FlushToDisk(handle);
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
