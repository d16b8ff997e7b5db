using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

/// <summary>What an account may do; each may what those before it may.</summary>
internal enum ConsoleRole
{
    /// <summary>Looks.</summary>
    Viewer = 0,

    /// <summary>Releases, discards, unlocks, has a message tried again.</summary>
    Operator,

    /// <summary>Reads the audit log, too.</summary>
    Approver,

    /// <summary>All.</summary>
    Administrator,
}

/// <summary>An account of the console.</summary>
/// <param name="Name">As it stands in the audit log: letters, digits, <c>. _ -</c>, 1 to 64 characters.</param>
/// <param name="Role">What it may do.</param>
/// <param name="PasswordHash">As the hasher of ASP.NET Core Identity writes it.</param>
/// <param name="Totp">The secret of its one-time codes (RFC 6238), Base32.</param>
/// <param name="Stamp">Another one after each change; sessions with an older one end.</param>
internal sealed record ConsoleUser(string Name, ConsoleRole Role, string PasswordHash, string Totp, string Stamp)
{
    /// <summary>Says nothing of secrets.</summary>
    public override string ToString() => $"{Name} ({Role})";
}

/// <summary>The file of accounts.</summary>
internal sealed record ConsoleUsers(ImmutableArray<ConsoleUser> Users);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ConsoleUsers))]
internal sealed partial class ConsoleUsersJson : JsonSerializerContext;
