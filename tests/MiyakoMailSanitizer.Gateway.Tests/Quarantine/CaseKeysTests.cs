using System.Security.Cryptography;
using System.Text;
using MiyakoMailSanitizer.Gateway.Quarantine;

namespace MiyakoMailSanitizer.Gateway.Tests.Quarantine;

public sealed class CaseKeysTests : IDisposable
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("Subject: geheim\r\n\r\n秘密\r\n");

    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("miyako-keys-").FullName, "keys");

    [Fact]
    public void What_is_sealed_can_be_opened_and_nothing_else_with_it()
    {
        var keys = Keys("k1");
        var sealed_ = keys.Seal(Content, "ID-1", "original.eml").ToArray();
        Assert.Equal(-1, sealed_.AsSpan().IndexOf("geheim"u8));
        Assert.Equal(Content, keys.Open(sealed_, "ID-1", "original.eml"));
        Assert.NotEqual(sealed_, keys.Seal(Content, "ID-1", "original.eml").ToArray());
        Assert.Throws<IOException>(() => keys.Open(sealed_, "ID-2", "original.eml"));
        Assert.Throws<IOException>(() => keys.Open(sealed_, "ID-1", "sanitized.eml"));
        Assert.Throws<IOException>(() => CaseKeys.None.Open(sealed_, "ID-1", "original.eml"));
        Assert.Equal(Content, CaseKeys.None.Open(Content, "ID-1", "original.eml"));
        for (var i = 0; i < sealed_.Length; i++)
        {
            var changed = sealed_.ToArray();
            changed[i] ^= 1;
            // A head that is none any more is a file that was never sealed; all else is refused.
            if (CaseKeys.NameOf(changed) is not null)
                Assert.Throws<IOException>(() => keys.Open(changed, "ID-1", "original.eml"));
            if (i > 20)
                Assert.Throws<IOException>(() => keys.Open(sealed_[..i], "ID-1", "original.eml"));
        }
    }

    [Fact]
    public void A_new_key_seals_and_the_old_one_still_opens()
    {
        var before = Keys("k1");
        var sealed_ = before.Seal(Content, "ID-1", "original.eml").ToArray();
        var line = File.ReadAllText(_file);
        File.WriteAllText(_file, $"# new\nk2 {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n{line}");
        var (after, fault) = CaseKeys.Read(_file);
        Assert.Null(fault);
        Assert.Equal("k2", after.Current);
        Assert.Equal(Content, after.Open(sealed_, "ID-1", "original.eml"));
        Assert.Equal("k2", CaseKeys.NameOf(after.Seal(Content, "ID-1", "original.eml").Span));
    }

    [Theory]
    [InlineData("", "holds no key")]
    [InlineData("k1\n", "line 1")]
    [InlineData("k1 AAAA\n", "line 1")]
    [InlineData("# ok\nk 1 AAAA\n", "line 2")]
    [InlineData("k1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nk1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "stands twice")]
    public void A_faulty_file_is_named(string text, string fault)
    {
        File.WriteAllText(_file, text);
        Assert.Contains(fault, CaseKeys.Read(_file).Fault, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => new FolderQuarantine(new() { Folder = Path.GetDirectoryName(_file)!, KeyFile = _file }));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    private CaseKeys Keys(string name)
    {
        File.WriteAllText(_file, $"{name} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n");
        return CaseKeys.Read(_file).Keys;
    }
}
