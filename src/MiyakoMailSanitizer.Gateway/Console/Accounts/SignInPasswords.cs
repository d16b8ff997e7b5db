using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

/// <summary>Hashes of passwords: PBKDF2 with HMAC-SHA-512 and 210,000 rounds, by the hasher of ASP.NET Core Identity.</summary>
internal static class SignInPasswords
{
    /// <summary>Characters of a password at least.</summary>
    public const int Shortest = 12;

    /// <summary>Characters of a password at most: hashing must not cost more than it should.</summary>
    public const int Longest = 256;

    private static readonly PasswordHasher<string> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));

    // Checked where there is no such account, so that the time tells nothing.
    private static readonly string Nobody = Hash(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));

    public static string Hash(string password) => Hasher.HashPassword("", password);

    /// <summary>False where it is another password, or there is no such account.</summary>
    /// <param name="hash">Of the account; null where there is none.</param>
    /// <param name="password">What somebody says it is.</param>
    public static bool Fits(string? hash, string password)
    {
        if (password.Length > Longest)
            return false;
        var verified = Hasher.VerifyHashedPassword("", hash ?? Nobody, password);
        return hash is not null && verified != PasswordVerificationResult.Failed;
    }
}
