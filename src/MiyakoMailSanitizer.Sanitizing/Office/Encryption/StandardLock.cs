using System.Security.Cryptography;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Office.Encryption;

/// <summary>Standard encryption of Office 2007 (MS-OFFCRYPTO §2.3.4.5 to §2.3.4.9): AES in ECB mode, SHA-1.</summary>
internal sealed class StandardLock : IPackageLock
{
    private const int Rounds = 50_000, SaltBytes = 16, HashBytes = 20;

    private readonly int _keyBytes;
    private readonly byte[] _salt, _verifier, _verifierHash;

    private StandardLock(int keyBytes, byte[] salt, byte[] verifier, byte[] verifierHash)
        => (_keyBytes, _salt, _verifier, _verifierHash) = (keyBytes, salt, verifier, verifierHash);

    /// <param name="info">Behind version and flags: size of the header, the header, the verifier.</param>
    public static StandardLock Read(ReadOnlySpan<byte> info)
    {
        var headerBytes = info.U32(0);
        var algorithm = info.U32(12);
        var keyBits = info.U32(20);
        var verifier = info.Cut(4 + (long)headerBytes, 4 + SaltBytes + 16 + 4 + 32);
        if (algorithm is not (0x660E or 0x660F or 0x6610) || keyBits is not (128 or 192 or 256) || verifier.Length < 72 || verifier.U32(0) != SaltBytes)
            throw EncryptedPackage.Refused("it is encrypted in an unknown way");
        return new((int)keyBits / 8, verifier.Slice(4, 16).ToArray(), verifier.Slice(20, 16).ToArray(), verifier.Slice(40, 32).ToArray());
    }

    public byte[]? Key(string password)
    {
#pragma warning disable CA5350 // SHA-1 is what the format asks for; nothing hangs on its strength.
        var hash = SHA1.HashData([.. _salt, .. Encoding.Unicode.GetBytes(password)]);
        var round = new byte[4 + HashBytes];
        for (var i = 0; i < Rounds; i++)
        {
            BitConverter.TryWriteBytes(round, i);
            hash.CopyTo(round, 4);
            SHA1.HashData(round, hash);
        }
        hash = SHA1.HashData([.. hash, 0, 0, 0, 0]);
        // §2.3.4.7: two halves, of which the first is long enough but for keys of 192 and 256 bits.
        var key = ((byte[])[.. SHA1.HashData(Padded(hash, 0x36)), .. SHA1.HashData(Padded(hash, 0x5C))])[.._keyBytes];
        var expected = SHA1.HashData(Decrypt(_verifier, key));
#pragma warning restore CA5350
        return Decrypt(_verifierHash, key).AsSpan(0, HashBytes).SequenceEqual(expected) ? key : null;
    }

    public byte[] Decrypt(ReadOnlySpan<byte> package, byte[] key)
    {
        using var aes = Aes.Create();
        aes.Key = key;
#pragma warning disable CA5358 // ECB is what the format asks for.
        return aes.DecryptEcb(package[..(package.Length & ~15)], PaddingMode.None);
#pragma warning restore CA5358
    }

    private static byte[] Padded(byte[] hash, byte filler)
    {
        var buffer = new byte[64];
        buffer.AsSpan().Fill(filler);
        for (var i = 0; i < hash.Length; i++)
            buffer[i] ^= hash[i];
        return buffer;
    }
}
