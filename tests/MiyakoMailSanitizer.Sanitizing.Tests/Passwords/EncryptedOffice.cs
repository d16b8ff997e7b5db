using System.Security.Cryptography;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Containers;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Passwords;

#pragma warning disable CA5350, CA5351, CA5358 // What the formats ask for.

/// <summary>Encrypts packages as Office does (MS-OFFCRYPTO), for which no free program is at hand.</summary>
internal static class EncryptedOffice
{
    /// <summary>As Office 2007 does (§2.3.4.5 to §2.3.4.9).</summary>
    public static byte[] Standard(byte[] package, string password)
    {
        var salt = Random(16);
        var hash = SHA1.HashData([.. salt, .. Encoding.Unicode.GetBytes(password)]);
        for (var i = 0; i < 50_000; i++)
            hash = SHA1.HashData([.. BitConverter.GetBytes(i), .. hash]);
        hash = SHA1.HashData([.. hash, 0, 0, 0, 0]);
        var inner = new byte[64];
        inner.AsSpan().Fill(0x36);
        for (var i = 0; i < 20; i++)
            inner[i] ^= hash[i];
        var key = SHA1.HashData(inner)[..16];
        var verifier = Random(16);
        var provider = Encoding.Unicode.GetBytes("Microsoft Enhanced RSA and AES Cryptographic Provider\0");
        byte[] header = [.. Words(0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0), .. provider];
        byte[] info =
        [
            3, 0, 2, 0, .. Words(0x24, header.Length), .. header, .. Words(16), .. salt, .. Ecb(verifier, key), .. Words(20),
            .. Ecb([.. SHA1.HashData(verifier), .. new byte[12]], key),
        ];
        return Container(info, [.. BitConverter.GetBytes((long)package.Length), .. Ecb(Filled(package), key)]);
    }

    /// <summary>As Office 2010 and later do (§2.3.4.10 to §2.3.4.15).</summary>
    public static byte[] Agile(byte[] package, string password, string algorithm = "SHA512", int keyBits = 256, int spin = 1_000, int? claimed = null)
    {
        var name = new HashAlgorithmName(algorithm);
        var (dataSalt, salt, key, input) = (Random(16), Random(16), Random(keyBits / 8), Random(16));
        var hash = CryptographicOperations.HashData(name, [.. salt, .. Encoding.Unicode.GetBytes(password)]);
        for (var i = 0; i < spin; i++)
            hash = CryptographicOperations.HashData(name, [.. BitConverter.GetBytes(i), .. hash]);
        byte[] Part(byte[] plain, params byte[] block)
            => Cbc(Filled(plain), Fitted(CryptographicOperations.HashData(name, [.. hash, .. block]), keyBits / 8), salt);
        string Cipher(byte[] cipherSalt)
            => $"""saltSize="16" blockSize="16" keyBits="{keyBits}" hashSize="{hash.Length}" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="{algorithm}" saltValue="{Convert.ToBase64String(cipherSalt)}" """;
        var inputPart = Part(input, 0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79);
        var hashPart = Part(CryptographicOperations.HashData(name, input), 0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E);
        var keyPart = Part(key, 0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6);
        var xml = $"""
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><keyData {Cipher(dataSalt)}/><dataIntegrity encryptedHmacKey="{Convert.ToBase64String(new byte[64])}" encryptedHmacValue="{Convert.ToBase64String(new byte[64])}"/><keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><p:encryptedKey spinCount="{claimed ?? spin}" {Cipher(salt)}encryptedVerifierHashInput="{Convert.ToBase64String(inputPart)}" encryptedVerifierHashValue="{Convert.ToBase64String(hashPart)}" encryptedKeyValue="{Convert.ToBase64String(keyPart)}"/></keyEncryptor></keyEncryptors></encryption>
            """;
        var pieces = new MemoryStream();
        pieces.Write(BitConverter.GetBytes((long)package.Length));
        for (var (at, index) = (0, 0); at < package.Length; at += 4_096, index++)
            pieces.Write(Cbc(Filled(package[at..Math.Min(package.Length, at + 4_096)]), key, CryptographicOperations.HashData(name, [.. dataSalt, .. BitConverter.GetBytes(index)])));
        return Container([4, 0, 4, 0, 0x40, 0, 0, 0, .. Encoding.UTF8.GetBytes(xml)], pieces.ToArray());
    }

    private static byte[] Container(byte[] info, byte[] package)
        => new RawCompound().Add("EncryptionInfo", info).Add("EncryptedPackage", package).Build();

    private static byte[] Random(int count)
    {
        var bytes = new byte[count];
        new Random(count + 7).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Words(params int[] words) => [.. words.SelectMany(BitConverter.GetBytes)];

    private static byte[] Filled(byte[] bytes) => [.. bytes, .. new byte[(16 - bytes.Length % 16) % 16]];

    private static byte[] Fitted(byte[] bytes, int length) => bytes.Length >= length ? bytes[..length] : [.. bytes, .. Enumerable.Repeat((byte)0x36, length - bytes.Length)];

    private static byte[] Ecb(byte[] plain, byte[] key)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptEcb(plain, PaddingMode.None);
    }

    private static byte[] Cbc(byte[] plain, byte[] key, byte[] iv)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptCbc(plain, Fitted(iv, 16), PaddingMode.None);
    }
}
