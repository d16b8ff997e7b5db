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
}
