using System.Security.Cryptography;
using MiyakoMailSanitizer.Sanitizing.Passwords;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Reading;

/// <summary>The standard security handler (§7.6) with the empty user password, or one that is tried.</summary>
internal sealed class PdfDecryptor
{
    private static ReadOnlySpan<byte> Padding =>
    [
        0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08,
        0x2E, 0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
    ];

    private readonly byte[] _key;

    private PdfDecryptor(byte[] key, string strings, string streams, bool hasMetadata)
        => (_key, StringMethod, StreamMethod, HasMetadata) = (key, strings, streams, hasMetadata);

    /// <summary><c>V2</c>, <c>AESV2</c>, <c>AESV3</c> or <c>None</c>.</summary>
    public string StringMethod { get; }

    /// <inheritdoc cref="StringMethod"/>
    public string StreamMethod { get; }

    /// <summary>A password was needed.</summary>
    public bool IsUnlocked { get; private init; }

    /// <summary>False where XMP metadata is plain.</summary>
    public bool HasMetadata { get; }

    /// <exception cref="PdfRefusedException">It needs a password, or is encrypted in a way that we don't know.</exception>
    public static PdfDecryptor Open(PdfDictionary encrypt, byte[] id, PdfFile file)
    {
        if (file.Name(encrypt["Filter"]) is not "Standard")
            throw Refused("it is encrypted by a handler other than the standard one");
        int version = file.Int(encrypt["V"], 0), revision = file.Int(encrypt["R"], 0);
        var bits = version == 1 ? 40 : version == 4 ? 128 : file.Int(encrypt["Length"], 40);
        var (strings, streams) = version switch
        {
            1 or 2 or 3 => ("V2", "V2"),
            4 or 5 => (Method(encrypt, "StrF", file), Method(encrypt, "StmF", file)),
            _ => throw Refused("it is encrypted in an unknown way"),
        };
        var hasMetadata = file.Resolve(encrypt["EncryptMetadata"]) is not PdfBool { Value: false };
        byte[] owner = Bytes(encrypt["O"], file), user = Bytes(encrypt["U"], file);
        if (bits < 40)
            bits *= 8;
        var length = Math.Clamp(bits / 8, 5, 16);
        if (Key([]) is { } free)
            return new(free, strings, streams, hasMetadata);
        var scope = file.Budget.Scope;
        var key = scope.Passwords.Open(password => PasswordBytes.Forms(password).Select(Key).FirstOrDefault(k => k is not null), file.Budget.Check)
            ?? throw Refused("it can be opened only with a password");
        return new(key, strings, streams, hasMetadata) { IsUnlocked = true };

        byte[]? Key(byte[] password)
        {
            if (revision >= 5)
                return ModernKey(encrypt, revision, user, password, file);
            var legacy = LegacyKey(password, owner, file.Long(encrypt["P"]), id, revision, length, hasMetadata);
            return IsRight(legacy, user, id, revision) ? legacy : null;
        }
    }

    private static PdfRefusedException Refused(string why) => new("file.encrypted", "", why);

    private static byte[] Bytes(PdfValue? value, PdfFile file) => (file.Resolve(value) as PdfString)?.Bytes ?? [];

    private static string Method(PdfDictionary encrypt, string which, PdfFile file)
    {
        var name = file.Name(encrypt[which]) ?? "Identity";
        if (name == "Identity")
            return "None";
        var filter = file.Dictionary(file.Dictionary(encrypt["CF"])?[name]);
        var method = file.Name(filter?["CFM"]);
        return method is "V2" or "AESV2" or "AESV3" or "None" ? method : throw Refused("it is encrypted in an unknown way");
    }

    /// <summary>Algorithm 2.</summary>
    private static byte[] LegacyKey(byte[] password, byte[] owner, long permissions, byte[] id, int revision, int length, bool hasMetadata)
    {
        var p = unchecked((uint)permissions);
        byte[] text =
        [
            .. ((byte[])[.. password, .. Padding]).AsSpan(0, 32), .. owner.AsSpan(0, Math.Min(32, owner.Length)), (byte)p, (byte)(p >> 8), (byte)(p >> 16), (byte)(p >> 24), .. id,
            .. revision >= 4 && !hasMetadata ? [0xFF, 0xFF, 0xFF, 0xFF] : Array.Empty<byte>(),
        ];
        var key = Md5(text);
        for (var i = 0; revision >= 3 && i < 50; i++)
            key = Md5(key[..length]);
        return key[..length];
    }

    /// <summary>Algorithms 4 and 5.</summary>
    private static bool IsRight(byte[] key, byte[] user, byte[] id, int revision)
    {
        if (revision < 3)
            return user.AsSpan().SequenceEqual(Rc4(key, Padding.ToArray()));
        var hash = Md5([.. Padding, .. id]);
        for (var i = 0; i < 20; i++)
            hash = Rc4([.. key.Select(b => (byte)(b ^ i))], hash);
        return user.AsSpan(0, Math.Min(16, user.Length)).SequenceEqual(hash);
    }

    /// <summary>Algorithm 2.A.</summary>
    private static byte[]? ModernKey(PdfDictionary encrypt, int revision, byte[] user, byte[] password, PdfFile file)
    {
        var wrapped = Bytes(encrypt["UE"], file);
        if (user.Length < 48 || wrapped.Length < 32)
            return null;
        if (!Hash(password, user[32..40], revision).AsSpan().SequenceEqual(user.AsSpan(0, 32)))
            return null;
        using var aes = Aes.Create();
        aes.Key = Hash(password, user[40..48], revision);
        return aes.DecryptCbc(wrapped.AsSpan(0, 32), new byte[16], PaddingMode.None);
    }

    /// <summary>Algorithm 2.B, for user passwords.</summary>
    private static byte[] Hash(byte[] password, byte[] salt, int revision)
    {
        password = password[..Math.Min(127, password.Length)];
        var k = SHA256.HashData([.. password, .. salt]);
        if (revision < 6)
            return k;
        for (var round = 0; ; round++)
        {
            byte[] piece = [.. password, .. k];
            var k1 = new byte[piece.Length * 64];
            for (var i = 0; i < 64; i++)
                piece.CopyTo(k1, i * piece.Length);
            using var aes = Aes.Create();
            aes.Key = k[..16];
            var e = aes.EncryptCbc(k1, k.AsSpan(16, 16), PaddingMode.None);
            k = (e.AsSpan(0, 16).ToArray().Sum(b => b) % 3) switch { 0 => SHA256.HashData(e), 1 => SHA384.HashData(e), _ => SHA512.HashData(e) };
            if (round >= 63 && e[^1] <= round - 31)
                return k[..32];
        }
    }

    public byte[] Decrypt(ReadOnlySpan<byte> data, string method, int number, int generation)
    {
        if (method == "None")
            return data.ToArray();
        var key = _key;
        if (method != "AESV3")
        {
            byte[] salt = [(byte)number, (byte)(number >> 8), (byte)(number >> 16), (byte)generation, (byte)(generation >> 8)];
            byte[] suffix = method == "AESV2" ? [.. "sAlT"u8] : [];
            key = Md5([.. _key, .. salt, .. suffix])[..Math.Min(16, _key.Length + 5)];
        }
        return method == "V2" ? Rc4(key, data) : AesCbc(key, data);
    }

    private static byte[] AesCbc(byte[] key, ReadOnlySpan<byte> data)
    {
        if (data.Length < 32)
            return [];
        using var aes = Aes.Create();
        aes.Key = key;
        var body = data[16..];
        var plain = aes.DecryptCbc(body[..(body.Length & ~15)], data[..16], PaddingMode.None);
        return plain[^1] is >= 1 and <= 16 and var padding ? plain[..^padding] : plain;
    }

#pragma warning disable CA5351 // MD5 is what the format asks for; nothing hangs on its strength.
    private static byte[] Md5(byte[] text) => MD5.HashData(text);
#pragma warning restore CA5351

    private static byte[] Rc4(byte[] key, ReadOnlySpan<byte> data)
    {
        var state = new byte[256];
        for (var i = 0; i < 256; i++)
            state[i] = (byte)i;
        for (int i = 0, j = 0; i < 256; i++)
        {
            j = (j + state[i] + key[i % key.Length]) & 255;
            (state[i], state[j]) = (state[j], state[i]);
        }
        var result = new byte[data.Length];
        int x = 0, y = 0;
        for (var n = 0; n < data.Length; n++)
        {
            x = (x + 1) & 255;
            y = (y + state[x]) & 255;
            (state[x], state[y]) = (state[y], state[x]);
            result[n] = (byte)(data[n] ^ state[(state[x] + state[y]) & 255]);
        }
        return result;
    }
}
