using System.Security.Cryptography;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Archives.SevenZip;

/// <summary>The encryption of 7z (7zAES: AES-256 in CBC mode, the key from many rounds of SHA-256).</summary>
internal static class SevenZipAes
{
    /// <summary>2 to this power rounds; 7-Zip takes 19. More would only cost time.</summary>
    private const int MaxPower = 22;

    private const int NoHashing = 0x3F;

    /// <exception cref="EntryRefusedException">The properties are damaged or absurd.</exception>
    public static byte[] Key(string password, byte[] properties)
    {
        var (power, salt, _) = Read(properties);
        var text = Encoding.Unicode.GetBytes(password);
        if (power == NoHashing)
        {
            var plain = new byte[32];
            byte[] start = [.. salt, .. text];
            start.AsSpan(0, Math.Min(32, start.Length)).CopyTo(plain);
            return plain;
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var round = new byte[salt.Length + text.Length + 8];
        salt.CopyTo(round, 0);
        text.CopyTo(round, salt.Length);
        for (var i = 0L; i < 1L << power; i++)
        {
            BitConverter.TryWriteBytes(round.AsSpan(round.Length - 8), i);
            hash.AppendData(round);
        }
        return hash.GetHashAndReset();
    }

    /// <param name="packed">Whole blocks.</param>
    /// <param name="properties">Of the coder.</param>
    /// <param name="size">Bytes of it that count; the rest fills the last block.</param>
    /// <param name="key">See <see cref="Key"/>.</param>
    public static byte[] Decrypt(ReadOnlyMemory<byte> packed, byte[] properties, long size, byte[] key)
    {
        var (_, _, iv) = Read(properties);
        if (packed.Length % 16 != 0 || size < 0 || size > packed.Length)
            throw SevenZipInput.Damaged("its encrypted data is cut off");
        using var aes = Aes.Create();
        aes.Key = key;
        var plain = aes.DecryptCbc(packed.Span, iv, PaddingMode.None);
        Array.Resize(ref plain, (int)size);
        return plain;
    }

    /// <summary>Two bytes of sizes and the power, the salt, the start of the initialisation vector.</summary>
    private static (int Power, byte[] Salt, byte[] Iv) Read(byte[] properties)
    {
        if (properties.Length == 0)
            throw SevenZipInput.Damaged("a coder has the wrong properties");
        var first = properties[0];
        var power = first & 0x3F;
        if (power > MaxPower && power != NoHashing)
            throw new EntryRefusedException("archive.unsupported", $"its password is hashed in 2 to the power of {power} rounds");
        var iv = new byte[16];
        if ((first & 0xC0) == 0)
            return (power, [], iv);
        if (properties.Length < 2)
            throw SevenZipInput.Damaged("a coder has the wrong properties");
        var saltBytes = (first >> 7) + (properties[1] >> 4);
        var ivBytes = ((first >> 6) & 1) + (properties[1] & 15);
        if (properties.Length != 2 + saltBytes + ivBytes)
            throw SevenZipInput.Damaged("a coder has the wrong properties");
        properties.AsSpan(2 + saltBytes).CopyTo(iv);
        return (power, properties[2..(2 + saltBytes)], iv);
    }
}
