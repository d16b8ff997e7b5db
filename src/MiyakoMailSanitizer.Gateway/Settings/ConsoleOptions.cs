using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Gateway.Settings;

/// <summary>The operators' web console.</summary>
public sealed record ConsoleOptions
{
    /// <summary><c>address:port</c> or <c>[v6]:port</c>. Other addresses than loopback need a certificate. Default none: no console.</summary>
    public ImmutableArray<string> Listen { get; init; } = [];

    /// <summary>The accounts, written by <c>miyako console user</c>. Default <c>console-users.json</c> beside the settings file.</summary>
    public string UsersFile { get; init; } = "console-users.json";

    /// <summary>PEM or PKCS#12 certificate; none: plain HTTP.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM key, where it is not in <see cref="CertificateFile"/>.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>Minutes without a request after which a session ends. Default 30, 1 to 480.</summary>
    public int IdleMinutes { get; init; } = 30;

    /// <summary>Hours after which a session ends. Default 10, 1 to 24.</summary>
    public int SessionHours { get; init; } = 10;

    /// <summary>Sign-in by another server, beside the accounts of the file.</summary>
    public OpenIdOptions OpenId { get; init; } = new();
}

/// <summary>Sign-in by OpenID Connect: the authorization code flow with PKCE. Who has none of the groups is not let in.</summary>
public sealed record OpenIdOptions
{
    /// <summary>The server's address, <c>https://login.example.jp/realm</c>; plain HTTP on loopback alone. Default none: it is off.</summary>
    public string? Authority { get; init; }

    /// <summary>As the server knows the console. Default <c>miyako</c>.</summary>
    public string ClientId { get; init; } = "miyako";

    /// <summary>A file whose first line is the secret that goes with it. Default none.</summary>
    public string? ClientSecretFile { get; init; }

    /// <summary>The claim that names people in the audit log. Default <c>preferred_username</c>.</summary>
    public string NameClaim { get; init; } = "preferred_username";

    /// <summary>The claim that lists groups. Default <c>groups</c>.</summary>
    public string GroupClaim { get; init; } = "groups";

    /// <summary>The group of each role; none: nobody gets it this way. Who is in several has the highest.</summary>
    public string? ViewerGroup { get; init; }

    /// <summary>See <see cref="ViewerGroup"/>.</summary>
    public string? OperatorGroup { get; init; }

    /// <summary>See <see cref="ViewerGroup"/>.</summary>
    public string? ApproverGroup { get; init; }

    /// <summary>See <see cref="ViewerGroup"/>.</summary>
    public string? AdministratorGroup { get; init; }
}
