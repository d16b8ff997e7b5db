using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

/// <summary>One-time codes by time: RFC 6238 with HMAC-SHA-1, steps of 30 seconds and six digits, as every authenticator app knows it.</summary>
internal static class Totp
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; // RFC 4648 §6
    private const int StepSeconds = 30, Digits = 1_000_000, Skew = 1;

    /// <summary>A new secret of 160 bits (RFC 4226 §4, R6), Base32.</summary>
    public static string NewSecret()
    {
        var text = new StringBuilder();
        foreach (var random in RandomNumberGenerator.GetBytes(32))
            text.Append(Alphabet[random % Alphabet.Length]);
        return text.ToString();
    }

    /// <summary>What an authenticator app reads, e.g. from a QR code.</summary>
    public static string Uri(string name, string secret) => $"otpauth://totp/MiyakoMailSanitizer:{name}?secret={secret}&issuer=MiyakoMailSanitizer";

    /// <summary>The step that a code is of, where it fits now or one step beside; null where it does not.</summary>
    public static long? StepOf(string secret, string code, DateTimeOffset now)
    {
        if (code.Length != 6 || !code.All(char.IsAsciiDigit))
            return null;
        var today = now.ToUnixTimeSeconds() / StepSeconds;
        for (var step = today - Skew; step <= today + Skew; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(secret, step)), Encoding.ASCII.GetBytes(code)))
                return step;
        }
        return null;
    }

    /// <summary>The code of a moment.</summary>
    public static string Code(string secret, DateTimeOffset at) => Code(secret, at.ToUnixTimeSeconds() / StepSeconds);

    private static string Code(string secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // What the authenticator apps know.
        var hash = HMACSHA1.HashData(Bytes(secret), counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & int.MaxValue; // RFC 4226 §5.3
        return (number % Digits).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Bytes(string base32)
    {
        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var value in base32.Select(c => Alphabet.IndexOf(c)).Where(v => v >= 0))
        {
            (bits, count) = (bits << 5 | value, count + 5);
            if (count >= 8)
            {
                count -= 8;
                bytes.Add((byte)(bits >> count));
                bits &= (1 << count) - 1;
            }
        }
        return [.. bytes];
    }
}
