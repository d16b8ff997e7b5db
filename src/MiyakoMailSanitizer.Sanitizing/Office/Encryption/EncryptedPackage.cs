using System.Security.Cryptography;
using MiyakoMailSanitizer.Sanitizing.Containers.Compound;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Passwords;

namespace MiyakoMailSanitizer.Sanitizing.Office.Encryption;

/// <summary>A document of Office Open XML that is encrypted as a whole (MS-OFFCRYPTO §2.3.4): a compound file that holds the package and how to open it.</summary>
internal static class EncryptedPackage
{
    private const string Info = "EncryptionInfo", Package = "EncryptedPackage";

    /// <summary>The package, as a password opens it.</summary>
    /// <param name="file">The compound file.</param>
    /// <param name="passwords">To be tried.</param>
    /// <param name="spend">Counts bytes before they are taken.</param>
    /// <param name="tick">Throws where the time is over.</param>
    /// <exception cref="OfficeRefusedException">No password fits, or it is encrypted in an unknown way.</exception>
    public static ReadOnlyMemory<byte> Open(ReadOnlyMemory<byte> file, PasswordRing passwords, Action<long> spend, Action tick)
    {
        try
        {
            var root = CompoundFile.Read(file, spend);
            var (info, package) = (root.Content(Info), root.Content(Package));
            spend(package.Length);
            IPackageLock packageLock = (info.Span.U16(0), info.Span.U16(2)) switch
            {
                (4, 4) => AgileLock.Read(info[8..]),
                (2 or 3 or 4, 2) => StandardLock.Read(info.Span[8..]),
                _ => throw Refused("it is encrypted in an unknown way"),
            };
            var key = passwords.Open(packageLock.Key, tick) ?? throw Refused("it is an encrypted Office package");
            var size = package.Length >= 8 ? package.Span.U64(0) : ulong.MaxValue;
            var plain = packageLock.Decrypt(package.Span[8..], key);
            return size <= (ulong)plain.Length ? plain.AsMemory(0, (int)size) : throw Damaged();
        }
        catch (Exception e) when (e is CompoundFileException or CryptographicException or ArgumentOutOfRangeException)
        {
            throw Damaged();
        }
    }

    public static OfficeRefusedException Refused(string why) => new("file.encrypted", "", why);

    private static OfficeRefusedException Damaged() => new("office.damaged", "", "what describes its encryption can't be read");
}

/// <summary>One of the ways to encrypt.</summary>
internal interface IPackageLock
{
    /// <summary>The key of the package; null where the password is wrong.</summary>
    byte[]? Key(string password);

    /// <summary>Whole blocks; the last one is filled up.</summary>
    byte[] Decrypt(ReadOnlySpan<byte> package, byte[] key);
}
