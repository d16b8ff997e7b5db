using System.Security.Cryptography;
using System.Text;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>The key that seals the log: PEM, ECDSA on P-256. Its public half lies beside it as <c>.pub</c>; auditors should hold a copy of that.</summary>
internal static class AuditKey
{
    /// <summary>The key, made at first use with mode 0600.</summary>
    /// <exception cref="IOException">It can't be read or written, or is no such key.</exception>
    public static ECDsa ReadOrMake(AuditOptions options)
    {
        var path = PathOf(options);
        if (!File.Exists(path))
            Make(path);
        return Read(path);
    }

    /// <summary>The public key of a file, or the public half beside a folder's own key.</summary>
    /// <exception cref="IOException">It can't be read, or is no such key.</exception>
    public static ECDsa ReadPublic(AuditOptions options, string? publicKeyFile) => Read(publicKeyFile ?? PathOf(options) + ".pub");

    private static string PathOf(AuditOptions options) => options.SigningKeyFile ?? Path.Combine(options.Folder, "checkpoint-key.pem");

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using (var file = new FileStream(path + ".tmp", new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
            file.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        File.WriteAllText(path + ".pub", key.ExportSubjectPublicKeyInfoPem() + "\n");
        File.Move(path + ".tmp", path);
    }

    private static ECDsa Read(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new IOException($"{path} holds no key for ECDSA in PEM: {e.Message}", e);
        }
    }
}
