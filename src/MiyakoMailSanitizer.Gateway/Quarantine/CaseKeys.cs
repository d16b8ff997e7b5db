using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.Quarantine;

/// <summary>
/// The keys that seal messages at rest: AES-256-GCM. A sealed file is <c>MIYAKO-SEALED/1 KEY</c> and LF, a nonce of 12 bytes, a tag of 16, and what is sealed; the
/// case's id and the file's name are bound to it, so that files can't be exchanged.
/// </summary>
public sealed class CaseKeys
{
    private const string Magic = "MIYAKO-SEALED/1 ";
    private const int KeyBytes = 32, NonceBytes = 12, TagBytes = 16, MaxHead = 100;

    private readonly ImmutableArray<(string Name, byte[] Key)> _keys;

    private CaseKeys(ImmutableArray<(string, byte[])> keys) => _keys = keys;

    /// <summary>Seals nothing, and opens nothing.</summary>
    public static CaseKeys None { get; } = new([]);

    /// <summary>Name of the key that seals; empty where there is none.</summary>
    public string Current => _keys.IsEmpty ? "" : _keys[0].Name;

    /// <summary>Reads a file of keys: <c>NAME BASE64</c> a line, the one that seals first; <c>#</c> begins a comment.</summary>
    /// <returns>The keys, and null or what is wrong with the file.</returns>
    public static (CaseKeys Keys, string? Fault) Read(string path)
    {
        var keys = ImmutableArray.CreateBuilder<(string, byte[])>();
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (None, e.Message);
        }
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() is not { Length: > 0 } line || line.StartsWith('#'))
                continue;
            var bytes = new byte[KeyBytes + 1];
            if (line.Split(' ') is not [{ Length: <= 40 } name, var base64] || !name.All(char.IsAsciiLetterOrDigit)
                || !Convert.TryFromBase64String(base64, bytes, out var length) || length != KeyBytes)
                return (None, $"line {i + 1} is not a name of letters and digits, a space, and {KeyBytes} bytes in Base64");
            if (keys.Any(k => k.Item1 == name))
                return (None, $"line {i + 1}: the name {name} stands twice");
            keys.Add((name, bytes[..KeyBytes]));
        }
        return keys.Count == 0 ? (None, "holds no key") : (new(keys.ToImmutable()), null);
    }

    /// <summary>Sealed by the first key; as it is where there is none.</summary>
    public ReadOnlyMemory<byte> Seal(ReadOnlyMemory<byte> content, string id, string file)
    {
        if (_keys.IsEmpty)
            return content;
        var head = Encoding.ASCII.GetBytes($"{Magic}{Current}\n");
        var output = new byte[head.Length + NonceBytes + TagBytes + content.Length];
        head.CopyTo(output, 0);
        var nonce = output.AsSpan(head.Length, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_keys[0].Key, TagBytes);
        aes.Encrypt(nonce, content.Span, output.AsSpan(head.Length + NonceBytes + TagBytes), output.AsSpan(head.Length + NonceBytes, TagBytes), Bound(id, file));
        return output;
    }

    /// <summary>What was sealed; a file that is not sealed as it is.</summary>
    /// <exception cref="IOException">The key is missing, or the file was changed or exchanged.</exception>
    public byte[] Open(byte[] sealed_, string id, string file)
    {
        if (NameOf(sealed_) is not { } name)
            return sealed_;
        var key = _keys.FirstOrDefault(k => k.Name == name).Key ?? throw new IOException($"{id}/{file} is sealed with the key {name}, which is not in the key file.");
        var start = Magic.Length + name.Length + 1;
        if (sealed_.Length < start + NonceBytes + TagBytes)
            throw new IOException($"{id}/{file} is torn.");
        var content = new byte[sealed_.Length - start - NonceBytes - TagBytes];
        try
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(
                sealed_.AsSpan(start, NonceBytes), sealed_.AsSpan(start + NonceBytes + TagBytes), sealed_.AsSpan(start + NonceBytes, TagBytes), content, Bound(id, file));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new IOException($"{id}/{file} was changed since it was sealed.");
        }
        return content;
    }

    /// <summary>Name of the key of a file; null where it is not sealed.</summary>
    public static string? NameOf(ReadOnlySpan<byte> content)
    {
        var head = content[..Math.Min(content.Length, MaxHead)];
        var end = head.IndexOf((byte)'\n');
        return end > Magic.Length && head.StartsWith(Encoding.ASCII.GetBytes(Magic)) ? Encoding.ASCII.GetString(head[Magic.Length..end]) : null;
    }

    private static byte[] Bound(string id, string file) => Encoding.UTF8.GetBytes($"{id}/{file}");
}
