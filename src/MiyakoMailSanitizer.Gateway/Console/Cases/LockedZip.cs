using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Cases;

/// <summary>
/// A ZIP archive of one file, locked with a password (AES-256 by the AES extra field 0x9901, AE-2), so that no mail program, index or scanner opens an
/// original by itself.
/// </summary>
internal static class LockedZip
{
    private const int SaltBytes = 16, CheckBytes = 2, KeyBytes = 32, MacBytes = 10, Rounds = 1_000, BlockBytes = 16;
    private const ushort AesMethod = 99, Deflate = 8, Version = 51, Flags = 1 | 1 << 11; // encrypted; the name is UTF-8

    /// <summary>The archive.</summary>
    public static byte[] Write(string fileName, byte[] content, string password, DateTimeOffset at)
    {
        var name = Encoding.UTF8.GetBytes(fileName);
        var data = Encrypt(Deflated(content), password);
        using var output = new MemoryStream();
        using var zip = new BinaryWriter(output);
        zip.Write(0x04034B50);
        Common();
        zip.Write(name);
        Extra();
        zip.Write(data);
        var start = (int)output.Position;
        zip.Write(0x02014B50);
        zip.Write(Version);
        Common();
        zip.Write(new byte[14]); // comment, disk, attributes, and where the local header is: at the beginning
        zip.Write(name);
        Extra();
        var length = (int)output.Position - start;
        zip.Write(0x06054B50);
        zip.Write(0);
        zip.Write((ushort)1);
        zip.Write((ushort)1);
        zip.Write(length);
        zip.Write(start);
        zip.Write((ushort)0);
        zip.Flush();
        return output.ToArray();

        void Common()
        {
            zip.Write(Version);
            zip.Write(Flags);
            zip.Write(AesMethod);
            zip.Write((ushort)(at.Hour << 11 | at.Minute << 5 | at.Second / 2));
            zip.Write((ushort)((at.Year - 1980) << 9 | at.Month << 5 | at.Day));
            zip.Write(0); // AE-2 has a MAC instead of a CRC
            zip.Write(data.Length);
            zip.Write(content.Length);
            zip.Write((ushort)name.Length);
            zip.Write((ushort)11);
        }

        void Extra()
        {
            zip.Write((ushort)0x9901);
            zip.Write((ushort)7);
            zip.Write((ushort)2);
            zip.Write("AE"u8);
            zip.Write((byte)3); // AES-256
            zip.Write(Deflate);
        }
    }

    private static byte[] Deflated(byte[] content)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.Fastest))
            deflate.Write(content);
        return output.ToArray();
    }

    /// <summary>Salt, two bytes that tell a wrong password, the content under AES in counter mode, and ten bytes of its HMAC-SHA-1.</summary>
    private static byte[] Encrypt(byte[] content, string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
#pragma warning disable CA5379, CA5350 // What the format says.
        var keys = Rfc2898DeriveBytes.Pbkdf2(password, salt, Rounds, HashAlgorithmName.SHA1, KeyBytes * 2 + CheckBytes);
        using var aes = Aes.Create();
        aes.Key = keys[..KeyBytes];
        Cover(aes, content);
        var mac = HMACSHA1.HashData(keys.AsSpan(KeyBytes, KeyBytes), content);
#pragma warning restore CA5379, CA5350
        return [.. salt, .. keys.AsSpan(KeyBytes * 2), .. content, .. mac.AsSpan(0, MacBytes)];
    }

    /// <summary>Counter mode with a counter from 1, its lowest byte first.</summary>
    private static void Cover(Aes aes, byte[] content)
    {
        const int Blocks = 1_024;
        var (counters, stream) = (new byte[Blocks * BlockBytes], new byte[Blocks * BlockBytes]);
        var counter = 1L;
        for (var start = 0; start < content.Length; start += stream.Length)
        {
            for (var i = 0; i < Blocks; i++)
                BitConverter.TryWriteBytes(counters.AsSpan(i * BlockBytes), counter++);
#pragma warning disable CA5358 // Counter mode is made of it.
            aes.EncryptEcb(counters, stream, PaddingMode.None);
#pragma warning restore CA5358
            for (var i = 0; i < Math.Min(stream.Length, content.Length - start); i++)
                content[start + i] ^= stream[i];
        }
    }
}
