using System.Security.Cryptography;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Passwords;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Zip;

/// <summary>How WinZip's encryption is described in its extra field (tag 0x9901).</summary>
/// <param name="KeyBytes">16, 24 or 32.</param>
/// <param name="Method">The packing method, for which the header has 99.</param>
/// <param name="HasCrc">Version 1 has a checksum in the header, version 2 has 0 there.</param>
internal readonly record struct ZipAes(int KeyBytes, ushort Method, bool HasCrc)
{
    private const ushort Tag = 0x9901;

    /// <summary>Null where there is no field, or none that can be read.</summary>
    public static ZipAes? Read(ReadOnlySpan<byte> extra)
    {
        var field = ZipExtra.Find(extra, Tag);
        return field.Length == 7 && field[4] is >= 1 and <= 3 && field[2..4].SequenceEqual("AE"u8)
            ? new(8 + field[4] * 8, field.U16(5), field.U16(0) == 1)
            : null;
    }
}

/// <summary>Takes the encryption off an entry; what comes out is still packed.</summary>
internal static class ZipDecryption
{
    private const int AesVerifier = 2, AesCode = 10, AesRounds = 1_000, ClassicHeader = 12;

    /// <summary>Tries the passwords; the content is right where <paramref name="read"/> gives something.</summary>
    /// <param name="packed">Encrypted.</param>
    /// <param name="header">Of the entry.</param>
    /// <param name="unpacker">The passwords.</param>
    /// <param name="read">Unpacks what is not encrypted any more; null where it is not what the header says.</param>
    /// <exception cref="EntryRefusedException">No password fits.</exception>
    public static byte[] Open(ReadOnlyMemory<byte> packed, ZipHeader header, Unpacker unpacker, Func<byte[], byte[]?> read)
    {
        if (header.IsStronglyEncrypted || (header.Method == 99 && header.Aes is null))
            throw new EntryRefusedException("archive.unsupported", "it is encrypted in a way that is not known here");
        return unpacker.Passwords.Open(
            password => PasswordBytes.Forms(password).Select(form => Decrypt(packed, header, form) is { } plain ? read(plain) : null).FirstOrDefault(r => r is not null),
            unpacker.Tick)
            ?? throw new EntryRefusedException("file.encrypted", "it needs a password");
    }

    private static byte[]? Decrypt(ReadOnlyMemory<byte> packed, ZipHeader header, byte[] password)
        => header.Aes is { } aes ? DecryptAes(packed.Span, aes, password) : DecryptClassic(packed.Span, header, password);

    /// <summary>Salt, two bytes that tell most wrong passwords, the content, ten bytes of HMAC-SHA1 over it (AE-1, AE-2).</summary>
    private static byte[]? DecryptAes(ReadOnlySpan<byte> packed, ZipAes aes, byte[] password)
    {
        var saltBytes = aes.KeyBytes / 2;
        if (packed.Length < saltBytes + AesVerifier + AesCode)
            return null;
#pragma warning disable CA5379 // SHA-1 is what the format asks for; nothing hangs on its strength.
        var keys = Rfc2898DeriveBytes.Pbkdf2(password, packed[..saltBytes], AesRounds, HashAlgorithmName.SHA1, 2 * aes.KeyBytes + AesVerifier);
#pragma warning restore CA5379
        var content = packed[(saltBytes + AesVerifier)..^AesCode];
        if (!packed.Slice(saltBytes, AesVerifier).SequenceEqual(keys.AsSpan(2 * aes.KeyBytes)))
            return null;
#pragma warning disable CA5350
        var code = HMACSHA1.HashData(keys.AsSpan(aes.KeyBytes, aes.KeyBytes), content);
#pragma warning restore CA5350
        return code.AsSpan(0, AesCode).SequenceEqual(packed[^AesCode..]) ? Counted(content, keys.AsSpan(0, aes.KeyBytes)) : null;
    }

    /// <summary>AES in counter mode; the counter begins at 1 and is written with its low byte first.</summary>
    private static byte[] Counted(ReadOnlySpan<byte> content, ReadOnlySpan<byte> key)
    {
        const int Block = 16, Batch = 4_096;
        using var aes = Aes.Create();
        aes.Key = key.ToArray();
        var plain = content.ToArray();
        var counters = new byte[Batch];
        var mask = new byte[Batch];
        for (var (at, number) = (0, 1UL); at < plain.Length; at += Batch)
        {
            for (var i = 0; i < Batch; i += Block)
                BitConverter.TryWriteBytes(counters.AsSpan(i), number++);
            aes.EncryptEcb(counters, mask, PaddingMode.None);
            for (var i = 0; i < Math.Min(Batch, plain.Length - at); i++)
                plain[at + i] ^= mask[i];
        }
        return plain;
    }

    /// <summary>APPNOTE 6.1: the last byte of a header of twelve is the high byte of the checksum, or of the time where a descriptor follows.</summary>
    private static byte[]? DecryptClassic(ReadOnlySpan<byte> packed, ZipHeader header, byte[] password)
    {
        if (packed.Length < ClassicHeader)
            return null;
        var keys = new ClassicKeys(password);
        byte check = 0;
        foreach (var b in packed[..ClassicHeader])
            check = keys.Decrypt(b);
        if (check != (byte)(header.Crc >> 24) && check != (byte)(header.DosTime >> 8))
            return null;
        var plain = new byte[packed.Length - ClassicHeader];
        for (var i = 0; i < plain.Length; i++)
            plain[i] = keys.Decrypt(packed[ClassicHeader + i]);
        return plain;
    }

    /// <summary>The three keys of the classic encryption.</summary>
    private struct ClassicKeys
    {
        private uint _a = 0x12345678, _b = 0x23456789, _c = 0x34567890;

        public ClassicKeys(byte[] password)
        {
            foreach (var b in password)
                Update(b);
        }

        public byte Decrypt(byte b)
        {
            var t = (ushort)(_c | 2);
            var plain = (byte)(b ^ ((t * (t ^ 1)) >> 8));
            Update(plain);
            return plain;
        }

        private void Update(byte b)
        {
            _a = Crc32.Step(_a, b);
            _b = unchecked((_b + (_a & 0xFF)) * 134_775_813 + 1);
            _c = Crc32.Step(_c, (byte)(_b >> 24));
        }
    }
}
