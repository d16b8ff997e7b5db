using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Encryption;

/// <summary>Agile encryption of Office 2010 and later (MS-OFFCRYPTO §2.3.4.10 to §2.3.4.15): AES in CBC mode, piece by piece.</summary>
internal sealed class AgileLock : IPackageLock
{
    private const int MaxSpin = 1_000_000, Piece = 4_096;

    private static ReadOnlySpan<byte> InputBlock => [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
    private static ReadOnlySpan<byte> HashBlock => [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
    private static ReadOnlySpan<byte> KeyBlock => [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];

    private readonly Cipher _data, _password;
    private readonly int _spin;
    private readonly byte[] _input, _hash, _key;

    private AgileLock(Cipher data, Cipher password, int spin, byte[] input, byte[] hash, byte[] key)
        => (_data, _password, _spin, _input, _hash, _key) = (data, password, spin, input, hash, key);

    /// <summary>How one of the two keys is used.</summary>
    private sealed record Cipher(byte[] Salt, int BlockBytes, int KeyBytes, HashAlgorithmName Algorithm)
    {
        public byte[] Hash(params ReadOnlySpan<byte> bytes) => CryptographicOperations.HashData(Algorithm, bytes);

        /// <summary>§2.3.4.11: cut, or filled up with 0x36.</summary>
        public static byte[] Fitted(byte[] bytes, int length)
        {
            var fitted = new byte[length];
            fitted.AsSpan().Fill(0x36);
            bytes.AsSpan(0, Math.Min(length, bytes.Length)).CopyTo(fitted);
            return fitted;
        }

        public byte[] Decrypt(ReadOnlySpan<byte> blocks, byte[] key, byte[] iv)
        {
            using var aes = Aes.Create();
            aes.Key = key;
            return aes.DecryptCbc(blocks[..(blocks.Length & ~15)], Fitted(iv, BlockBytes), PaddingMode.None);
        }
    }

    /// <param name="xml">The description.</param>
    public static AgileLock Read(ReadOnlyMemory<byte> xml)
    {
        Cipher? data = null, password = null;
        var (spin, input, hash, key) = (0, Array.Empty<byte>(), Array.Empty<byte>(), Array.Empty<byte>());
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 64 << 10 };
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml.ToArray()), settings);
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element)
                    continue;
                if (reader.LocalName == "keyData")
                    data ??= ReadCipher(reader);
                if (reader.LocalName != "encryptedKey" || password is not null)
                    continue;
                password = ReadCipher(reader);
                spin = int.Parse(reader.GetAttribute("spinCount") ?? "-1", CultureInfo.InvariantCulture);
                (input, hash, key) = (Bytes(reader, "encryptedVerifierHashInput"), Bytes(reader, "encryptedVerifierHashValue"), Bytes(reader, "encryptedKeyValue"));
            }
        }
        catch (Exception e) when (e is XmlException or FormatException or OverflowException)
        {
            throw new OfficeRefusedException("office.damaged", "EncryptionInfo", "what describes its encryption can't be read");
        }
        if (data is null || password is null || spin is < 0 or > MaxSpin || input.Length is 0 or > 256 || hash.Length is 0 or > 256 || key.Length is 0 or > 256)
            throw EncryptedPackage.Refused("it is encrypted in an unknown way");
        return new(data, password, spin, input, hash, key);
    }

    private static Cipher ReadCipher(XmlReader reader)
    {
        var algorithm = reader.GetAttribute("hashAlgorithm") switch
        {
            "SHA1" or "SHA-1" => HashAlgorithmName.SHA1,
            "SHA256" or "SHA-256" => HashAlgorithmName.SHA256,
            "SHA384" or "SHA-384" => HashAlgorithmName.SHA384,
            "SHA512" or "SHA-512" => HashAlgorithmName.SHA512,
            "MD5" => HashAlgorithmName.MD5,
            _ => throw EncryptedPackage.Refused("it is encrypted in an unknown way"),
        };
        var keyBits = int.Parse(reader.GetAttribute("keyBits") ?? "0", CultureInfo.InvariantCulture);
        if (reader.GetAttribute("cipherAlgorithm") != "AES" || reader.GetAttribute("cipherChaining") != "ChainingModeCBC"
            || reader.GetAttribute("blockSize") != "16" || keyBits is not (128 or 192 or 256))
        {
            throw EncryptedPackage.Refused("it is encrypted in an unknown way");
        }
        return new(Bytes(reader, "saltValue"), 16, keyBits / 8, algorithm);
    }

    private static byte[] Bytes(XmlReader reader, string name) => Convert.FromBase64String(reader.GetAttribute(name) ?? "");

    public byte[]? Key(string password)
    {
        var hash = _password.Hash([.. _password.Salt, .. Encoding.Unicode.GetBytes(password)]);
        var round = new byte[4 + hash.Length];
        for (var i = 0; i < _spin; i++)
        {
            BitConverter.TryWriteBytes(round, i);
            hash.CopyTo(round, 4);
            hash = _password.Hash(round);
        }
        var input = Part(_input, InputBlock);
        var expected = _password.Hash(input);
        var found = Part(_hash, HashBlock);
        return found.Length >= expected.Length && found.AsSpan(0, expected.Length).SequenceEqual(expected)
            ? Cipher.Fitted(Part(_key, KeyBlock), _data.KeyBytes)
            : null;

        byte[] Part(byte[] encrypted, ReadOnlySpan<byte> block)
            => _password.Decrypt(encrypted, Cipher.Fitted(_password.Hash([.. hash, .. block]), _password.KeyBytes), _password.Salt);
    }

    /// <summary>§2.3.4.15: pieces of 4,096 bytes, each with an initialisation vector of its own.</summary>
    public byte[] Decrypt(ReadOnlySpan<byte> package, byte[] key)
    {
        var plain = new byte[package.Length & ~15];
        var number = new byte[4];
        for (var (at, index) = (0, 0); at < plain.Length; at += Piece, index++)
        {
            BitConverter.TryWriteBytes(number, index);
            _data.Decrypt(package.Slice(at, Math.Min(Piece, plain.Length - at)), key, _data.Hash([.. _data.Salt, .. number])).CopyTo(plain, at);
        }
        return plain;
    }
}
