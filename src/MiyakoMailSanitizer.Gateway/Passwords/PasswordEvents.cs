using System.Collections.Immutable;
using System.Globalization;
using MiyakoMailSanitizer.Gateway.Audit;

namespace MiyakoMailSanitizer.Gateway.Passwords;

/// <summary>The audit events of passwords: counts and names of files, never a password.</summary>
internal static class PasswordEvents
{
    public static AuditEvent Unlocked(string id, string by, string followUp, IEnumerable<string> files, int tries) => new("unlocked", id,
        [new("by", by), new("followUp", followUp), new("files", string.Join(" | ", files)), new("tries", Number(tries))]);

    public static AuditEvent NoneFits(string id, string by, int passwords, int tries) => new("unlock-failed", id,
        [new("by", by), new("passwords", Number(passwords)), new("tries", Number(tries))]);

    public static AuditEvent TooSoon(string id, string by, DateTimeOffset notBefore) => new("unlock-refused", id,
        [new("by", by), new("notBefore", notBefore.ToString("O", CultureInfo.InvariantCulture))]);

    public static AuditEvent Suggested(string id, ImmutableArray<string> messages, int passwords) => new("password-suggested", id,
        [new("messages", string.Join(" ", messages)), new("passwords", Number(passwords))]);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
