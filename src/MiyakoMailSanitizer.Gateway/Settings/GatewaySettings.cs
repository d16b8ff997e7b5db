using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Gateway.Settings;

/// <summary><c>config/gateway.json</c> as read. Each group belongs to the folder of its name. Paths are absolute after reading.</summary>
public sealed record GatewaySettings
{
    public InboundOptions Inbound { get; init; } = new();
    public SpoolOptions Spool { get; init; } = new();
    public FlowOptions Flow { get; init; } = new();
    public SandboxOptions Sandbox { get; init; } = new();
    public OutboundOptions Outbound { get; init; } = new();
    public QuarantineOptions Quarantine { get; init; } = new();
    public PasswordOptions Passwords { get; init; } = new();
    public MalwareScanOptions MalwareScan { get; init; } = new();
    public OriginalsOptions Originals { get; init; } = new();
    public DigestOptions Digest { get; init; } = new();
    public AuditOptions Audit { get; init; } = new();
    public ConsoleOptions Console { get; init; } = new();

    /// <summary>What others see of how it is doing.</summary>
    public MonitoringOptions Monitoring { get; init; } = new();

    /// <summary>The rules file. Default <c>rules.json</c> beside the settings file.</summary>
    public string RulesFile { get; init; } = "rules.json";

    /// <summary>
    /// The folder of notice templates, <c>NN-language.txt</c>, shown in name order. Default <c>notices</c> beside the settings file.
    /// </summary>
    public string NoticesFolder { get; init; } = "notices";

    /// <summary>Host name in banner, EHLO, Received and DSNs. Default: the machine's name.</summary>
    public string HostName { get; init; } = "";
}

/// <summary>The SMTP listeners on the Internet side.</summary>
public sealed record InboundOptions
{
    /// <summary><c>address:port</c> or <c>[v6]:port</c>; port 0 takes a free one. Default <c>127.0.0.1:10025</c>.</summary>
    public ImmutableArray<string> Listen { get; init; } = ["127.0.0.1:10025"];

    /// <summary>CIDR blocks of clients that may talk to us; everyone else gets 554 5.7.1 at once. Default loopback only.</summary>
    public ImmutableArray<string> AllowedClients { get; init; } = ["127.0.0.0/8", "::1/128"];

    /// <summary>
    /// CIDR blocks of fronts (load balancers) whose every connection begins with a PROXY protocol header, version 2; the client that it tells is looked up
    /// in <see cref="AllowedClients"/>. Default none.
    /// </summary>
    public ImmutableArray<string> ProxyProtocolFrom { get; init; } = [];

    /// <summary>CIDR blocks of fronts (Postfix) that may tell the client by XCLIENT. Default none.</summary>
    public ImmutableArray<string> XclientFrom { get; init; } = [];

    /// <summary>
    /// Recipient domains, exact, or with a leading dot for all below. Empty: no recipient is accepted (never an open relay).
    /// </summary>
    public ImmutableArray<string> RecipientDomains { get; init; } = [];

    /// <summary>Optional file of recipients, one address a line, <c>#</c> comments; read again when it changes. Default none.</summary>
    public string? RecipientListFile { get; init; }

    /// <summary>Bytes of a message. Default 50 MiB, 64 KiB to 1 GiB.</summary>
    public long MaxMessageBytes { get; init; } = 50L << 20;

    /// <summary>Bytes of a message's header section. Default 1 MiB, 16 KiB to 16 MiB.</summary>
    public int MaxHeaderBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Bytes of a line in DATA without CRLF (RFC 5321 §4.5.3.1.6 says 998). Default 65,536, as many senders break the rule; 998 to 1
    /// MiB.
    /// </summary>
    public int MaxDataLineBytes { get; init; } = 65_536;

    /// <summary>Recipients of a message. Default 100 (RFC 5321 §4.5.3.1.8), 1 to 10,000.</summary>
    public int MaxRecipients { get; init; } = 100;

    /// <summary>Connections at once. Default 500, 1 to 100,000.</summary>
    public int MaxConnections { get; init; } = 500;

    /// <summary>Connections at once of a client address. Default 50, 1 to 100,000.</summary>
    public int MaxConnectionsPerClient { get; init; } = 50;

    /// <summary>Commands of a session. Default 10,000, 10 to 1,000,000.</summary>
    public int MaxCommands { get; init; } = 10_000;

    /// <summary>Rejected commands of a session before 421. Default 20, 1 to 10,000.</summary>
    public int MaxErrors { get; init; } = 20;

    /// <summary>Seconds without a byte from the client. Default 300 (RFC 5321 §4.5.3.2), 1 to 3,600.</summary>
    public int IdleSeconds { get; init; } = 300;

    /// <summary>Received fields that make a loop (RFC 5321 §6.3). Default 30, 1 to 1,000.</summary>
    public int MaxReceivedFields { get; init; } = 30;

    /// <summary>PEM or PKCS#12 certificate for STARTTLS; none: STARTTLS is not offered.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM key, where it is not in <see cref="CertificateFile"/>.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>Refuse mail without STARTTLS (530 5.7.0). Default false.</summary>
    public bool RequireTls { get; init; }

    /// <summary>
    /// Accounts for AUTH PLAIN and LOGIN inside TLS, <c>name:hash</c> one a line; whoever has one may send from any address. Read again when it changes.
    /// Default none: only <see cref="AllowedClients"/>.
    /// </summary>
    public string? AccountsFile { get; init; }
}

/// <summary>Messages on disk.</summary>
public sealed record SpoolOptions
{
    /// <summary>Default <c>/var/spool/miyako</c>.</summary>
    public string Folder { get; init; } = "/var/spool/miyako";

    /// <summary>Free bytes on the spool's disk below which new messages get 452 4.3.1. Default 256 MiB, 0 to 1 TiB.</summary>
    public long MinFreeBytes { get; init; } = 256L << 20;

    /// <summary>Bytes of messages that wait above which new ones get 452 4.3.1. Default 20 GiB, 1 MiB to 16 TiB.</summary>
    public long MaxBytes { get; init; } = 20L << 30;

    /// <summary>
    /// Days for which messages that have gone their way are kept as they came, for <c>rules replay</c>. Default 0: they are deleted at once. 0 to 366.
    /// </summary>
    public int KeepDays { get; init; }
}

/// <summary>The queues.</summary>
public sealed record FlowOptions
{
    /// <summary>Messages being sanitized at once; 0 (default): as many as sandbox workers plus two. 0 to 1,000.</summary>
    public int SanitizeAtOnce { get; init; }

    /// <summary>
    /// Bytes of messages that are kept in memory on their way from one stage to the next; what is more goes by the disk. Default 32 MiB, 0 to 64 GiB.
    /// </summary>
    public long MemoryBytes { get; init; } = 32L << 20;

    /// <summary>Messages being relayed at once. Default 10, 1 to 1,000.</summary>
    public int RelayAtOnce { get; init; } = 10;

    /// <summary>Seconds to wait after each failed try; the last one repeats. Default 60, 300, 900, 1800, 3600; 1 to 86,400 each.</summary>
    public ImmutableArray<int> RetrySeconds { get; init; } = [60, 300, 900, 1800, 3600];

    /// <summary>Hours after which an undelivered message is bounced. Default 120 (5 days, RFC 5321 §4.5.4.1), 0.001 to 720.</summary>
    public double ExpireHours { get; init; } = 120;

    /// <summary>Unexpected exceptions of a stage on one message before it goes to <c>stuck</c>. Default 5, 1 to 100.</summary>
    public int MaxStageFailures { get; init; } = 5;
}

/// <summary>The worker processes.</summary>
public sealed record SandboxOptions
{
    /// <summary>Sanitize workers; 0 (default): one for each core, two at least. 0 to 256.</summary>
    public int Workers { get; init; }

    /// <summary>The number of sanitize workers that <see cref="Workers"/> means; at least 2 where it is the machine that decides.</summary>
    internal int SanitizeWorkers => Workers > 0 ? Workers : Math.Max(2, Environment.ProcessorCount);

    /// <summary>Verify workers. Default 2, so that a large message does not keep the small ones waiting. 1 to 64.</summary>
    public int VerifyWorkers { get; init; } = 2;

    /// <summary>Memory of a worker in MiB: managed heap limit, and RLIMIT_DATA somewhat above it. Default 1,024, 128 to 65,536.</summary>
    public int MemoryMegabytes { get; init; } = 1_024;

    /// <summary>CPU seconds for a message. Default 60, 1 to 3,600. The wall clock gets <see cref="WallSeconds"/>.</summary>
    public int CpuSeconds { get; init; } = 60;

    /// <summary>
    /// Wall-clock seconds for a message, after which the worker is killed. Default 120, 1 to 7,200, and not less than
    /// <c>limits.maxSeconds</c>.
    /// </summary>
    public int WallSeconds { get; init; } = 120;

    /// <summary>
    /// Path or name of bubblewrap. Default <c>bwrap</c>; where it is missing or does not work, plain child processes and a warning.
    /// </summary>
    public string Bubblewrap { get; init; } = "bwrap";

    /// <summary>Refuse to start without a working bubblewrap. Default false.</summary>
    public bool RequireBubblewrap { get; init; }
}

/// <summary>How a connection to a next hop is protected.</summary>
public enum TlsPolicy
{
    /// <summary>STARTTLS, and the certificate must be valid for the host name or be the pinned one; else the try fails.</summary>
    Required = 0,

    /// <summary>STARTTLS where offered, without checks.</summary>
    Opportunistic,

    /// <summary>Never.</summary>
    Off,
}

/// <summary>A mail server that messages are relayed to (中継先).</summary>
public sealed record NextHopOptions
{
    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>Default 25, 1 to 65,535.</summary>
    public int Port { get; init; } = 25;

    /// <summary>Default <see cref="TlsPolicy.Opportunistic"/>.</summary>
    public TlsPolicy Tls { get; init; } = TlsPolicy.Opportunistic;

    /// <summary>SHA-256 of the certificate's subject public key info, 64 hex digits; replaces the name check. Default none.</summary>
    public string? PinnedKeySha256 { get; init; }

    /// <summary>Our own certificate for servers that ask for one, PEM or PKCS#12; read for each connection. Default none.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>PEM key, where it is not in <see cref="ClientCertificateFile"/>.</summary>
    public string? ClientCertificateKeyFile { get; init; }

    /// <summary>Seconds to connect and for each reply. Default 60 (RFC 5321 §4.5.3.2 allows more), 1 to 600.</summary>
    public int TimeoutSeconds { get; init; } = 60;

    /// <summary>Connections kept at once. Default 10, 1 to 1,000.</summary>
    public int MaxConnections { get; init; } = 10;
}

/// <summary>Relaying.</summary>
public sealed record OutboundOptions
{
    /// <summary>LGWAN-side servers, tried in order. At least one for <c>serve</c>.</summary>
    public ImmutableArray<NextHopOptions> NextHops { get; init; } = [];

    /// <summary>The server on the Internet side that takes DSNs. None: no DSN is ever sent.</summary>
    public NextHopOptions? ReturnHop { get; init; }

    /// <summary>Domains of reverse-paths that get a DSN; exact, or with a leading dot for all below. Default none.</summary>
    public ImmutableArray<string> BounceDomains { get; init; } = [];
}

/// <summary>What happens with passwords that come by another message (PPAP).</summary>
public enum PasswordPairing
{
    /// <summary>Nothing: no message is searched for passwords.</summary>
    Off = 0,

    /// <summary>What may be the password of a waiting file is kept for an operator, who has it tried.</summary>
    Suggest,

    /// <summary>It is tried at once, and the file is sent on where it fits.</summary>
    On,
}

/// <summary>Files that need a password.</summary>
public sealed record PasswordOptions
{
    /// <summary>Default <see cref="PasswordPairing.On"/>.</summary>
    public PasswordPairing Pairing { get; init; } = PasswordPairing.On;

    /// <summary>Hours that may lie between file and password, in either order. Default 72, 0.001 to 720.</summary>
    public double WindowHours { get; init; } = 72;

    /// <summary>Passwords that are tried by themselves on the files of one message. Default 60, 1 to 300.</summary>
    public int MaxTries { get; init; } = 60;

    /// <summary>Optional file of passwords agreed upon with senders (<see cref="Passwords.PasswordBook"/>). Default none.</summary>
    public string? BookFile { get; init; }
}

/// <summary>The audit log.</summary>
public sealed record AuditOptions
{
    /// <summary>JSON Lines, one file a day: <c>audit-2026-11-23.jsonl</c>. Default <c>/var/log/miyako</c>.</summary>
    public string Folder { get; init; } = "/var/log/miyako";

    /// <summary>
    /// PEM key (ECDSA, P-256) that seals each day's file. Default none: <c>checkpoint-key.pem</c> in <see cref="Folder"/>, made when the first day is sealed.
    /// </summary>
    public string? SigningKeyFile { get; init; }

    /// <summary>Optional <c>host:port</c> of a syslog server that gets each line, too (RFC 5424 over TCP). Default none.</summary>
    public string? Syslog { get; init; }

    /// <summary>TLS to it (RFC 5425), with a certificate that is valid for its name. Default true.</summary>
    public bool SyslogTls { get; init; } = true;
}

/// <summary>Health and numbers, for other programs.</summary>
public sealed record MonitoringOptions
{
    /// <summary>
    /// <c>address:port</c> or <c>[v6]:port</c> for plain HTTP: <c>/healthz</c>, <c>/readyz</c>, <c>/metrics</c> (Prometheus). They hold numbers, no names and
    /// no addresses. Default none.
    /// </summary>
    public ImmutableArray<string> Listen { get; init; } = [];

    /// <summary>Where metrics are sent by OTLP over HTTP, e.g. <c>http://127.0.0.1:4318/v1/metrics</c>. Default nowhere.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>Seconds between two of these. Default 60, 1 to 3,600.</summary>
    public int OtlpSeconds { get; init; } = 60;
}
