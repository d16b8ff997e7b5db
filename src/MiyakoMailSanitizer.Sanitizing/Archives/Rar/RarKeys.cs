using System.Security.Cryptography;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Rar;

/// <summary>What a header says about the encryption of a file, or of all headers behind it.</summary>
/// <param name="Power">RAR 5: 2 to this power rounds; -1 for the old format.</param>
/// <param name="Salt">8 bytes in the old format (or none), 16 in the new one.</param>
/// <param name="Check">RAR 5: tells wrong passwords, 8 bytes; empty where it is left out.</param>
internal sealed record RarLock(int Power, byte[] Salt, byte[] Check);

/// <summary>How RAR makes keys of passwords.</summary>
internal static class RarKeys
{
    /// <summary>WinRAR takes 15. More would only cost time.</summary>
    public const int MaxPower = 18;

    private const int OldRounds = 0x40000, OldStep = 0x4000;

    /// <summary>RAR 5.0 archive format, "encryption": PBKDF2 with HMAC-SHA256; 32 rounds more give what is compared with the check value.</summary>
    public static (byte[] Key, byte[] Check) New(string password, RarLock rarLock)
    {
        var text = Encoding.UTF8.GetBytes(password);
        var rounds = 1 << rarLock.Power;
        var key = Rfc2898DeriveBytes.Pbkdf2(text, rarLock.Salt, rounds, HashAlgorithmName.SHA256, 32);
        var sum = Rfc2898DeriveBytes.Pbkdf2(text, rarLock.Salt, rounds + 32, HashAlgorithmName.SHA256, 32);
        var check = new byte[8];
        for (var i = 0; i < sum.Length; i++)
            check[i % 8] ^= sum[i];
        return (key, check);
    }

    /// <summary>RAR 3 and 4: AES-128, key and initialisation vector from 2 to the power of 18 rounds of SHA-1.</summary>
    public static (byte[] Key, byte[] Iv) Old(string password, byte[] salt)
    {
        byte[] seed = [.. Encoding.Unicode.GetBytes(password), .. salt];
        var round = new byte[seed.Length + 3];
        seed.CopyTo(round, 0);
        var iv = new byte[16];
#pragma warning disable CA5350 // SHA-1 is what the format asks for; nothing hangs on its strength.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        for (var i = 0; i < OldRounds; i++)
        {
            (round[^3], round[^2], round[^1]) = ((byte)i, (byte)(i >> 8), (byte)(i >> 16));
            hash.AppendData(round);
            if (i % OldStep == 0)
                iv[i / OldStep] = hash.GetCurrentHash()[^1];
        }
        var digest = hash.GetHashAndReset();
        var key = new byte[16];
        // Each word of four bytes turned round.
        for (var i = 0; i < key.Length; i++)
            key[i] = digest[i ^ 3];
        return (key, iv);
    }

    /// <summary>Decrypts whole blocks (AES in CBC mode).</summary>
    public static byte[] Decrypt(ReadOnlySpan<byte> blocks, byte[] key, ReadOnlySpan<byte> iv)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.DecryptCbc(blocks, iv, PaddingMode.None);
    }

    /// <exception cref="EntryRefusedException">It would take too long.</exception>
    public static RarLock Checked(RarLock rarLock)
        => rarLock.Power <= MaxPower ? rarLock : throw new EntryRefusedException("archive.unsupported", $"its password is hashed in 2 to the power of {rarLock.Power} rounds");
}
