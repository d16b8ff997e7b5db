using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Quarantine;

/// <summary>
/// One folder a case, <c>STATE/ID/</c> with <c>original.eml</c>, <c>sanitized.eml</c>, <c>report.json</c> and <c>report.txt</c>. Where the folder
/// lies is the case's state.
/// </summary>
public sealed class FolderQuarantine : IQuarantine
{
    private const string Temporary = "tmp", Original = "original.eml", Sanitized = "sanitized.eml";
    private static readonly string Preview = Path.Combine("preview", "message.txt");
    private readonly string _folder;
    private readonly CaseKeys _keys;

    /// <summary>Makes no folders: an operator who only looks must not own what the gateway writes.</summary>
    /// <exception cref="IOException">The key file can't be used: nothing is kept in the clear that should be sealed.</exception>
    public FolderQuarantine(QuarantineOptions options)
    {
        (_folder, _keys) = (options.Folder, CaseKeys.None);
        if (options.KeyFile is not { } file)
            return;
        (_keys, var fault) = CaseKeys.Read(file);
        if (fault is not null)
            throw new IOException($"{file}: {fault}");
    }

    /// <summary>Where undecided cases lie.</summary>
    public string HeldFolder => Folder(CaseState.Held);

    /// <summary>The folder of a state.</summary>
    public string Folder(CaseState state) => Path.Combine(_folder, Name(state));

    /// <summary>As folders are called, and as operators write it.</summary>
    public static string Name(CaseState state) => state switch
    {
        CaseState.Held => "held",
        CaseState.WaitingForPassword => "waiting-for-password",
        CaseState.Released => "released",
        _ => "discarded",
    };

    /// <inheritdoc/>
    public void Keep(QuarantineCase quarantineCase)
    {
        var id = SpoolId.Checked(quarantineCase.Envelope.Id);
        // A crash brought the message here again, but meanwhile the case was decided.
        if (StateOf(id) is CaseState.Released or CaseState.Discarded)
            return;
        var state = quarantineCase.State;
        var temporary = Path.Combine(_folder, Temporary, id);
        var final = Path.Combine(Folder(state), id);
        Delete(temporary);
        Directory.CreateDirectory(temporary);
        Directory.CreateDirectory(Folder(state));
        Write(Path.Combine(temporary, Original), _keys.Seal(quarantineCase.Original, id, Original).Span);
        if (quarantineCase.Sanitized is { } sanitized)
            Write(Path.Combine(temporary, Sanitized), _keys.Seal(sanitized, id, Sanitized).Span);
        Write(
            Path.Combine(temporary, "report.json"),
            JsonSerializer.SerializeToUtf8Bytes(CaseReport.Of(quarantineCase), CaseJsonForm.Readable.CaseReport));
        Write(Path.Combine(temporary, "report.txt"), Encoding.UTF8.GetBytes(JapaneseReport.Write(quarantineCase)));
        DurableFolder.Sync(temporary);
        Delete(final);
        Directory.Move(temporary, final);
        DurableFolder.Sync(Folder(state));
    }

    /// <summary>Ids of the cases in a state, oldest first.</summary>
    public IReadOnlyList<string> List(CaseState state = CaseState.Held) => !Directory.Exists(Folder(state))
        ? []
        : [.. Directory.EnumerateDirectories(Folder(state)).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];

    /// <summary>Where a case lies; null where there is none.</summary>
    public CaseState? StateOf(string id)
    {
        SpoolId.Checked(id);
        foreach (var state in Enum.GetValues<CaseState>())
        {
            if (Directory.Exists(Path.Combine(Folder(state), id)))
                return state;
        }
        return null;
    }

    /// <summary>Puts a case into another state; one rename.</summary>
    /// <exception cref="IOException">It is not there any more, or the disk fails.</exception>
    public void Move(string id, CaseState from, CaseState to)
    {
        Directory.CreateDirectory(Folder(to));
        Directory.Move(Path.Combine(Folder(from), SpoolId.Checked(id)), Path.Combine(Folder(to), id));
        DurableFolder.Sync(Folder(to));
        DurableFolder.Sync(Folder(from));
    }

    /// <summary>Writes down what was decided; the case is moved behind it.</summary>
    /// <exception cref="IOException">There is no such case, or the disk fails.</exception>
    internal void Decide(string id, CaseDecision decision)
    {
        var path = PathOf(id, CaseDecision.File);
        File.WriteAllBytes(path + ".tmp", JsonSerializer.SerializeToUtf8Bytes(decision, CaseJsonForm.Readable.CaseDecision));
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>True where a decision stands with the case; false where someone has only moved its folder.</summary>
    internal bool IsDecided(string id) => File.Exists(PathOf(id, CaseDecision.File));

    /// <summary>What was decided; null where nothing is.</summary>
    /// <exception cref="JsonException">It is damaged.</exception>
    internal CaseDecision? DecisionOf(string id)
        => IsDecided(id) ? JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(id, CaseDecision.File)), CaseJsonForm.Readable.CaseDecision) : null;

    /// <summary>One act at a time on a case, also between the gateway and an operator's command; null where another one is under way.</summary>
    internal SafeFileHandle? Lease(string id)
    {
        var handle = File.OpenHandle(PathOf(id, "act.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (FileLock.TryTake(handle))
            return handle;
        handle.Dispose();
        return null;
    }

    /// <summary>The report of a case.</summary>
    /// <exception cref="IOException">There is no such case.</exception>
    /// <exception cref="JsonException">The report is damaged.</exception>
    public CaseReport Read(string id)
        => JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(id, "report.json")), CaseJsonForm.Readable.CaseReport) ?? throw new JsonException("The report is empty.");

    /// <summary>The message as it came.</summary>
    /// <exception cref="IOException">There is no such case, or it is sealed, and its key is missing or it was changed.</exception>
    internal byte[] ReadOriginal(string id) => _keys.Open(File.ReadAllBytes(PathOf(id, Original)), id, Original);

    /// <summary>The text that was made for operators; null where none was made yet.</summary>
    internal string? ReadPreview(string id)
        => File.Exists(PathOf(id, Preview)) ? Encoding.UTF8.GetString(_keys.Open(File.ReadAllBytes(PathOf(id, Preview)), id, Preview)) : null;

    /// <summary>Keeps the text that was made for operators.</summary>
    internal void WritePreview(string id, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(id, Preview))!);
        Replace(PathOf(id, Preview), _keys.Seal(Encoding.UTF8.GetBytes(text), id, Preview).Span);
    }

    /// <summary>Seals what is not sealed by the current key; without a key, opens what is.</summary>
    /// <returns>How many files were written anew.</returns>
    /// <exception cref="IOException">A key is missing, or a file was changed.</exception>
    internal int Rekey(string id)
    {
        var count = 0;
        foreach (var file in new[] { Original, Sanitized, Preview }.Where(f => File.Exists(PathOf(id, f))))
        {
            var bytes = File.ReadAllBytes(PathOf(id, file));
            if ((CaseKeys.NameOf(bytes) ?? "") == _keys.Current)
                continue;
            Replace(PathOf(id, file), _keys.Seal(_keys.Open(bytes, id, file), id, file).Span);
            count++;
        }
        return count;
    }

    /// <summary>Deletes a case whose time is over.</summary>
    internal void Forget(string id, CaseState state)
    {
        // Out of sight by one rename first: nothing half deleted is ever a case.
        var temporary = Path.Combine(_folder, Temporary, id);
        Directory.CreateDirectory(Path.Combine(_folder, Temporary));
        Delete(temporary);
        Directory.Move(Path.Combine(Folder(state), SpoolId.Checked(id)), temporary);
        Delete(temporary);
    }

    /// <summary>The path of a file of a case.</summary>
    public string PathOf(string id, string file) => Path.Combine(Folder(StateOf(id) ?? CaseState.Held), id, file);

    private static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.Write(handle, content, 0);
        RandomAccess.FlushToDisk(handle);
    }

    private static void Replace(string path, ReadOnlySpan<byte> content)
    {
        File.Delete(path + ".tmp");
        Write(path + ".tmp", content);
        File.Move(path + ".tmp", path, overwrite: true);
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
