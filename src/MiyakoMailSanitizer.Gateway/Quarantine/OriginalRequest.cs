using System.Text.Json;

namespace MiyakoMailSanitizer.Gateway.Quarantine;

/// <summary><c>original-request.json</c>: one operator wants the original of a file released; another one decides.</summary>
/// <param name="Sha256">The file, 64 lower-case hex digits.</param>
/// <param name="Name">As the sender called it.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
internal sealed record OriginalRequest(string Sha256, string Name, string By, string Reason, DateTimeOffset At)
{
    private const string File = "original-request.json";

    /// <summary>Of a case; null where there is none.</summary>
    /// <exception cref="JsonException">It is damaged.</exception>
    public static OriginalRequest? Read(FolderQuarantine quarantine, string id) => System.IO.File.Exists(quarantine.PathOf(id, File))
        ? JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(quarantine.PathOf(id, File)), CaseJsonForm.Readable.OriginalRequest)
        : null;

    /// <summary>Puts it with its case.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Write(FolderQuarantine quarantine, string id)
    {
        var path = quarantine.PathOf(id, File);
        System.IO.File.WriteAllBytes(path + ".tmp", JsonSerializer.SerializeToUtf8Bytes(this, CaseJsonForm.Readable.OriginalRequest));
        System.IO.File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>It is done, or void.</summary>
    public static void Delete(FolderQuarantine quarantine, string id) => System.IO.File.Delete(quarantine.PathOf(id, File));
}
