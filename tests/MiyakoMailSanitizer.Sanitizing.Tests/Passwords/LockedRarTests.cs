using System.Security.Cryptography;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Tests.Archives;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Passwords;

#pragma warning disable CA5350 // What the format asks for.

/// <summary>RAR archives, which no free program encrypts: written here, and one of the corpus.</summary>
public sealed class LockedRarTests
{
    private const string Password = "Geheim1";

    private static readonly byte[] Salt = [.. Enumerable.Range(1, 16).Select(i => (byte)(i * 7))];

    [Fact]
    public void A_file_of_the_new_format_opens() => AssertOpens(New(isHidden: false));

    [Fact]
    public void A_hidden_list_of_the_new_format_opens() => AssertOpens(New(isHidden: true));

    [Fact]
    public void A_file_of_the_old_format_opens() => AssertOpens(Old(isHidden: false));

    [Fact]
    public void A_hidden_list_of_the_old_format_opens() => AssertOpens(Old(isHidden: true));

    [Fact]
    public void Absurd_rounds_are_refused_before_they_are_run()
    {
        var archive = New(isHidden: false, power: 24);
        Unzipped.AssertWithheld(Treat(archive, Password).Report, "archive.unsupported");
    }

    [Fact]
    public void Cut_and_changed_archives_end_withheld_or_right()
    {
        var random = new Random(9);
        foreach (var whole in new[] { New(true), New(false), Old(true), Old(false) })
        {
            for (var i = 0; i < 12; i++)
            {
                var bytes = whole[..random.Next(20, whole.Length)];
                for (var k = 0; k < random.Next(3); k++)
                    bytes[random.Next(8, bytes.Length)] ^= (byte)(1 << random.Next(8));
                var report = Treat(bytes, Password).Report;
                if (report.Outcome.Delivered is { } file)
                    Unzipped.AssertVerified(file);
            }
        }
    }

    [Fact]
    public void The_hidden_list_of_a_real_archive_opens()
    {
        var path = Programs.Corpus is { } corpus
            ? Directory.GetFiles(corpus, "test_read_format_rar4_encrypted_filenames.rar", SearchOption.AllDirectories).FirstOrDefault()
            : null;
        if (path is null)
            return; // the corpus is not here; the tests above stand for it
        var content = File.ReadAllBytes(path);
        Unzipped.AssertWithheld(Treat(content, "nein").Report, "file.encrypted");
        var opened = Treat(content, "1234", "12345678", "password");
        Assert.Contains("file.unlocked", opened.Report.Codes());
    }

    private static void AssertOpens(byte[] archive)
    {
        Unzipped.AssertWithheld(Treat(archive).Report, "file.encrypted");
        Unzipped.AssertWithheld(Treat(archive, "nein").Report, "file.encrypted");
        var opened = Treat(archive, "nein", Password);
        Assert.Equal([("a.txt", "one\r\n"), ("表.txt", "two\r\n")], Unzipped.Entries(opened.Report));
        Assert.Contains("file.unlocked", opened.Report.Codes());
        Assert.Equal([1], opened.FittingPasswords.ToArray());
    }

    private static Treated Treat(byte[] content, params string[] passwords)
        => Engines.Standard.TreatWhole(new("a.rar", "", content), Engines.Context with { Passwords = [.. passwords] }, CancellationToken.None);

    private static byte[] New(bool isHidden, int power = 10)
    {
        var rounds = 1 << Math.Min(power, 12);
        var key = Rfc2898DeriveBytes.Pbkdf2(Password, Salt, rounds, HashAlgorithmName.SHA256, 32);
        var sum = Rfc2898DeriveBytes.Pbkdf2(Password, Salt, rounds + 32, HashAlgorithmName.SHA256, 32);
        var check = Enumerable.Range(0, 8).Select(i => (byte)(sum[i] ^ sum[i + 8] ^ sum[i + 16] ^ sum[i + 24])).ToArray();
        byte[] checks = [.. check, .. SHA256.HashData(check)[..4]];
        byte[] Lock(byte[] iv) => [.. RawRar.Vint(0), .. RawRar.Vint(1), (byte)power, .. Salt, .. iv, .. checks];
        var iv = Salt.Reverse().ToArray();
        byte[] record = [.. RawRar.Vint(1), .. Lock(iv)];
        RawRar.Entry Entry(string name, string text)
        {
            var content = Encoding.UTF8.GetBytes(text);
            return new(Encoding.UTF8.GetBytes(name), Cbc(content, key, iv))
            {
                ClaimedSize = content.Length,
                Crc = Bytes.Crc32(content),
                Extra = [.. RawRar.Vint(record.Length), .. record],
            };
        }
        var plain = RawRar.New(Entry("a.txt", "one\r\n"), Entry("表.txt", "two\r\n"));
        return isHidden ? Hidden(plain, RawRar.Block5([.. RawRar.Vint(4), .. RawRar.Vint(0), .. Lock([])]), key) : plain;
    }

    /// <summary>Encrypts each header: a vector, then whole blocks; the data follows as it was.</summary>
    private static byte[] Hidden(byte[] plain, byte[] lockHeader, byte[] key)
    {
        var bytes = new List<byte>([.. plain[..8], .. lockHeader]);
        for (var at = 8; at < plain.Length;)
        {
            var size = plain[at + 4];
            var header = plain[at..(at + 5 + size)];
            var (type, hasExtra, hasData) = (header[5], (header[6] & 1) != 0, (header[6] & 2) != 0);
            Assert.True(size < 128 && type < 128);
            var dataAt = hasExtra ? 8 : 7;
            var data = hasData ? header[dataAt] : 0;
            var iv = Salt.Select(b => (byte)(b ^ at)).ToArray();
            bytes.AddRange([.. iv, .. Cbc(header, key, iv)]);
            bytes.AddRange(plain[(at + 5 + size)..(at + 5 + size + data)]);
            at += 5 + size + data;
        }
        return [.. bytes];
    }

    private static byte[] Old(bool isHidden)
    {
        var salt = Salt[..8];
        var (key, iv) = OldKey(salt);
        RawRar.Entry Entry(string name, string text)
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            var content = Encoding.UTF8.GetBytes(text);
            return new([.. Encoding.GetEncoding(932).GetBytes(name), .. salt], Cbc(content, key, iv))
            {
                ClaimedSize = content.Length,
                Crc = Bytes.Crc32(content),
                HeaderFlags = 4 | 0x400,
                NameBytes = Encoding.GetEncoding(932).GetByteCount(name),
            };
        }
        var plain = RawRar.OldWith(isHidden ? 0x80 : 0, Entry("a.txt", "one\r\n"), Entry("表.txt", "two\r\n"));
        if (!isHidden)
            return plain;
        var bytes = new List<byte>(plain[..20]);
        for (var at = 20; at < plain.Length;)
        {
            var size = plain[at + 5];
            var data = plain[at + 2] == 0x74 ? plain[at + 7] : 0;
            bytes.AddRange([.. salt, .. Cbc(plain[at..(at + size)], key, iv), .. plain[(at + size)..(at + size + data)]]);
            at += size + data;
        }
        return [.. bytes];
    }

    /// <summary>As unrar's source describes it, in its plainest form.</summary>
    private static (byte[] Key, byte[] Iv) OldKey(byte[] salt)
    {
        var all = new MemoryStream();
        var iv = new byte[16];
        for (var i = 0; i < 0x40000; i++)
        {
            all.Write([.. Encoding.Unicode.GetBytes(Password), .. salt, (byte)i, (byte)(i >> 8), (byte)(i >> 16)]);
            if (i % 0x4000 == 0)
                iv[i / 0x4000] = SHA1.HashData(all.GetBuffer().AsSpan(0, (int)all.Length))[19];
        }
        var digest = SHA1.HashData(all.GetBuffer().AsSpan(0, (int)all.Length));
        return ([.. Enumerable.Range(0, 4).SelectMany(i => digest[(i * 4)..(i * 4 + 4)].Reverse())], iv);
    }

    private static byte[] Cbc(byte[] plain, byte[] key, byte[] iv)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptCbc((byte[])[.. plain, .. new byte[(16 - plain.Length % 16) % 16]], iv, PaddingMode.None);
    }
}
