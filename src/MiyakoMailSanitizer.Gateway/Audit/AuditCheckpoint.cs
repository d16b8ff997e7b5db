using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>
/// The seal of a day's file: its last line's number and hash, signed (ECDSA, P-256, SHA-256). As each line holds the hash of the one before, it seals all
/// lines up to there.
/// </summary>
/// <param name="File">Name of the day's file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="LastNumber">Number of its last line.</param>
/// <param name="LastHash">SHA-256 of its last line.</param>
/// <param name="SealedAt">When.</param>
/// <param name="Signature">Base64, of the fields before, each in a line of its own (IEEE P1363).</param>
internal sealed record AuditCheckpoint(string File, long Bytes, long LastNumber, string LastHash, DateTimeOffset SealedAt, string Signature)
{
    /// <summary>Seals the day that the log has ended with; a day that is sealed stays as it is.</summary>
    /// <exception cref="IOException">Key or file can't be read or written.</exception>
    public static void Seal(AuditOptions options, AuditHead head, DateTimeOffset now)
    {
        var path = AuditFiles.CheckpointOf(Path.Combine(options.Folder, head.File));
        if (System.IO.File.Exists(path))
            return;
        using var key = AuditKey.ReadOrMake(options);
        var seal = new AuditCheckpoint(head.File, head.Length, head.Number, head.Hash, now, "");
        seal = seal with { Signature = Convert.ToBase64String(key.SignData(seal.Signed, HashAlgorithmName.SHA256)) };
        System.IO.File.WriteAllBytes(path + ".tmp", JsonSerializer.SerializeToUtf8Bytes(seal, AuditJson.Default.AuditCheckpoint));
        System.IO.File.Move(path + ".tmp", path, overwrite: true);
    }


    /// <summary>True where the holder of the key has sealed it.</summary>
    public bool IsSignedBy(ECDsa key)
    {
        try
        {
            return key.VerifyData(Signed, Convert.FromBase64String(Signature), HashAlgorithmName.SHA256);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private byte[] Signed
        => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{File}\n{Bytes}\n{LastNumber}\n{LastHash}\n{SealedAt.ToUniversalTime():O}\n"));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(AuditCheckpoint))]
internal sealed partial class AuditJson : JsonSerializerContext;
