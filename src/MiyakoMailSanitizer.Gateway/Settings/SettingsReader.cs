using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Sanitizing.Configuration;

namespace MiyakoMailSanitizer.Gateway.Settings;

/// <summary>What came of reading <c>gateway.json</c>.</summary>
/// <param name="Settings">Null where there is any fault.</param>
/// <param name="Faults">What must be mended.</param>
/// <param name="Warnings">What works but is probably not meant.</param>
public sealed record SettingsReadResult(
    GatewaySettings? Settings, ImmutableArray<ConfigFault> Faults, ImmutableArray<ConfigFault> Warnings);

/// <summary>Reads <c>config/gateway.json</c>; every fault at once.</summary>
public static class SettingsReader
{
    private const long MiB = 1L << 20;

    private static readonly ImmutableArray<(string Word, TlsPolicy Value)> TlsPolicies =
        [("required", TlsPolicy.Required), ("opportunistic", TlsPolicy.Opportunistic), ("off", TlsPolicy.Off)];

    private static readonly ImmutableArray<(string Word, ScannerAway Value)> WhenNotScanned =
        [("hold", ScannerAway.Hold), ("go-on", ScannerAway.GoOn)];

    private static readonly ImmutableArray<(string Word, PasswordPairing Value)> Pairings =
        [("off", PasswordPairing.Off), ("suggest", PasswordPairing.Suggest), ("on", PasswordPairing.On)];

    /// <summary>
    /// Reads the file, and looks whether the files that it names are there. Never throws for anything that disk or file do.
    /// </summary>
    public static SettingsReadResult Read(string path) => Read(path, Environment.MachineName);

    internal static SettingsReadResult Read(string path, string machineName)
    {
        if (!ConfigFiles.TryRead(path, path, out var content, out var fault))
            return new(null, [fault], []);
        var document = new ConfigDocument(path, content);
        var settings = Read(document, Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", machineName);
        return new(document.IsFaulty ? null : settings, document.Faults, document.Warnings);
    }

    internal static GatewaySettings Read(ConfigDocument document, string folder, string machineName)
    {
        var root = document.Section();
        var paths = new SettingsPaths(folder);
        var standard = new GatewaySettings();
        root.Ignore("$schema");
        var settings = new GatewaySettings
        {
            HostName = ReadHostName(root, machineName),
            RulesFile = paths.ExistingFile(root, "rulesFile", standard.RulesFile)!,
            NoticesFolder = paths.ExistingFolder(root, "noticesFolder", standard.NoticesFolder),
            Inbound = ReadInbound(root.Section("inbound"), paths),
            Spool = ReadSpool(root.Section("spool"), paths),
            Flow = ReadFlow(root.Section("flow")),
            Sandbox = ReadSandbox(root.Section("sandbox")),
            Outbound = ReadOutbound(root.Section("outbound"), paths),
            Quarantine = ReadQuarantine(root.Section("quarantine"), paths),
            Passwords = ReadPasswords(root.Section("passwords"), paths),
            MalwareScan = ReadMalwareScan(root.Section("malwareScan")),
            Originals = ReadOriginals(root.Section("originals")),
            Digest = ReadDigest(root.Section("digest")),
            Audit = ReadAudit(root.Section("audit"), paths),
            Console = ReadConsole(root.Section("console"), paths),
            Monitoring = ReadMonitoring(root.Section("monitoring")),
        };
        root.Close();
        SettingsChecks.Run(document, root, settings);
        return settings;
    }

    private static string ReadHostName(ConfigSection root, string machineName)
    {
        var name = root.Text<string>("hostName", null, SettingsText.HostName);
        if (name is null && root.NodeOf("hostName") is null or { Kind: ConfigKind.Null } && !SettingsText.IsHostName(machineName))
            root.Fault("hostName", $"must be given, as the machine's name {ConfigText.Quote(machineName)} is no host name");
        return name ?? machineName;
    }

    private static InboundOptions ReadInbound(ConfigSection section, SettingsPaths paths)
    {
        var standard = new InboundOptions();
        var options = new InboundOptions
        {
            Listen = section.Texts<string>("listen", standard.Listen, SettingsText.Listener, mayBeEmpty: false),
            AllowedClients = section.Texts<string>("allowedClients", standard.AllowedClients, SettingsText.Cidr, mayBeEmpty: false),
            ProxyProtocolFrom = section.Texts<string>("proxyProtocolFrom", standard.ProxyProtocolFrom, SettingsText.Cidr),
            XclientFrom = section.Texts<string>("xclientFrom", standard.XclientFrom, SettingsText.Cidr),
            RecipientDomains = section.Texts<string>("recipientDomains", standard.RecipientDomains, SettingsText.MailDomain),
            RecipientListFile = paths.ExistingFile(section, "recipientListFile", null),
            MaxMessageBytes = section.Bytes("maxMessageBytes", standard.MaxMessageBytes, MiB >> 4, MiB << 10),
            MaxHeaderBytes = (int)section.Bytes("maxHeaderBytes", standard.MaxHeaderBytes, 16 << 10, 16 * MiB),
            MaxDataLineBytes = (int)section.Bytes("maxDataLineBytes", standard.MaxDataLineBytes, 998, MiB),
            MaxRecipients = section.Integer("maxRecipients", standard.MaxRecipients, 1, 10_000),
            MaxConnections = section.Integer("maxConnections", standard.MaxConnections, 1, 100_000),
            MaxConnectionsPerClient = section.Integer("maxConnectionsPerClient", standard.MaxConnectionsPerClient, 1, 100_000),
            MaxCommands = section.Integer("maxCommands", standard.MaxCommands, 10, 1_000_000),
            MaxErrors = section.Integer("maxErrors", standard.MaxErrors, 1, 10_000),
            IdleSeconds = section.Integer("idleSeconds", standard.IdleSeconds, 1, 3_600),
            MaxReceivedFields = section.Integer("maxReceivedFields", standard.MaxReceivedFields, 1, 1_000),
            CertificateFile = paths.ExistingFile(section, "certificateFile", null),
            CertificateKeyFile = paths.ExistingFile(section, "certificateKeyFile", null),
            RequireTls = section.Flag("requireTls", standard.RequireTls),
            AccountsFile = paths.ExistingFile(section, "accountsFile", null),
        };
        section.Close();
        return options;
    }

    private static SpoolOptions ReadSpool(ConfigSection section, SettingsPaths paths)
    {
        var standard = new SpoolOptions();
        var options = new SpoolOptions
        {
            Folder = paths.Folder(section, "folder", standard.Folder),
            MinFreeBytes = section.Bytes("minFreeBytes", standard.MinFreeBytes, 0, MiB << 20),
            MaxBytes = section.Bytes("maxBytes", standard.MaxBytes, MiB, MiB << 24),
            KeepDays = section.Integer("keepDays", standard.KeepDays, 0, 366),
        };
        section.Close();
        return options;
    }

    private static FlowOptions ReadFlow(ConfigSection section)
    {
        var standard = new FlowOptions();
        var options = new FlowOptions
        {
            SanitizeAtOnce = section.Integer("sanitizeAtOnce", standard.SanitizeAtOnce, 0, 1_000),
            MemoryBytes = section.Bytes("memoryBytes", standard.MemoryBytes, 0, MiB << 16),
            RelayAtOnce = section.Integer("relayAtOnce", standard.RelayAtOnce, 1, 1_000),
            RetrySeconds = section.Integers("retrySeconds", standard.RetrySeconds, 1, 86_400),
            ExpireHours = section.Number("expireHours", standard.ExpireHours, 0.001, 720),
            MaxStageFailures = section.Integer("maxStageFailures", standard.MaxStageFailures, 1, 100),
        };
        section.Close();
        return options;
    }

    private static SandboxOptions ReadSandbox(ConfigSection section)
    {
        var standard = new SandboxOptions();
        var options = new SandboxOptions
        {
            Workers = section.Integer("workers", standard.Workers, 0, 256),
            VerifyWorkers = section.Integer("verifyWorkers", standard.VerifyWorkers, 1, 64),
            MemoryMegabytes = section.Integer("memoryMegabytes", standard.MemoryMegabytes, 128, 65_536),
            CpuSeconds = section.Integer("cpuSeconds", standard.CpuSeconds, 1, 3_600),
            WallSeconds = section.Integer("wallSeconds", standard.WallSeconds, 1, 7_200),
            Bubblewrap = section.Text("bubblewrap", standard.Bubblewrap, SettingsText.AnyPath) ?? standard.Bubblewrap,
            RequireBubblewrap = section.Flag("requireBubblewrap", standard.RequireBubblewrap),
        };
        section.Close();
        return options;
    }

    private static OutboundOptions ReadOutbound(ConfigSection section, SettingsPaths paths)
    {
        var returnHop = section.OptionalSection("returnHop");
        var options = new OutboundOptions
        {
            NextHops = [.. section.Sections("nextHops").Select(s => ReadNextHop(s, paths))],
            ReturnHop = ReadNextHop(returnHop, paths) is var hop && returnHop.Node is null ? null : hop,
            BounceDomains = section.Texts<string>("bounceDomains", [], SettingsText.MailDomain),
        };
        section.Close();
        return options;
    }

    private static NextHopOptions ReadNextHop(ConfigSection section, SettingsPaths paths)
    {
        var standard = new NextHopOptions { Host = "" };
        var options = new NextHopOptions
        {
            Host = section.RequiredText("host", "", SettingsText.Host),
            Port = section.Integer("port", standard.Port, 1, 65_535),
            Tls = section.Choice("tls", standard.Tls, TlsPolicies),
            PinnedKeySha256 = section.Text<string>("pinnedKeySha256", null, SettingsText.Sha256),
            ClientCertificateFile = paths.ExistingFile(section, "clientCertificateFile", null),
            ClientCertificateKeyFile = paths.ExistingFile(section, "clientCertificateKeyFile", null),
            TimeoutSeconds = section.Integer("timeoutSeconds", standard.TimeoutSeconds, 1, 600),
            MaxConnections = section.Integer("maxConnections", standard.MaxConnections, 1, 1_000),
        };
        section.Close();
        if (options.PinnedKeySha256 is not null && options.Tls != TlsPolicy.Required)
            section.Fault("pinnedKeySha256", "is looked at only with \"tls\": \"required\"");
        if (options.ClientCertificateKeyFile is not null && options.ClientCertificateFile is null && section.IsAbsent("clientCertificateFile"))
            section.Fault("clientCertificateKeyFile", "is of no use without \"clientCertificateFile\"");
        return options;
    }

    private static QuarantineOptions ReadQuarantine(ConfigSection section, SettingsPaths paths)
    {
        var standard = new QuarantineOptions();
        var options = new QuarantineOptions
        {
            Folder = paths.Folder(section, "folder", standard.Folder),
            KeyFile = paths.ExistingFile(section, "keyFile", null),
            UndecidedDays = section.Integer("undecidedDays", standard.UndecidedDays, 0, 3_650),
            ReleasedDays = section.Integer("releasedDays", standard.ReleasedDays, 0, 3_650),
            DiscardedDays = section.Integer("discardedDays", standard.DiscardedDays, 0, 3_650),
            AlarmBytes = section.Bytes("alarmBytes", standard.AlarmBytes, MiB, MiB << 30),
        };
        if (options.KeyFile is { } keys && File.Exists(keys) && CaseKeys.Read(keys).Fault is { } fault)
            section.Fault("keyFile", fault);
        section.Close();
        return options;
    }

    private static PasswordOptions ReadPasswords(ConfigSection section, SettingsPaths paths)
    {
        var standard = new PasswordOptions();
        var options = new PasswordOptions
        {
            Pairing = section.Choice("pairing", standard.Pairing, Pairings),
            WindowHours = section.Number("windowHours", standard.WindowHours, 0.001, 720),
            MaxTries = section.Integer("maxTries", standard.MaxTries, 1, 300),
            BookFile = paths.ExistingFile(section, "bookFile", null),
        };
        section.Close();
        return options;
    }

    private static MalwareScanOptions ReadMalwareScan(ConfigSection section)
    {
        var standard = new MalwareScanOptions();
        var options = new MalwareScanOptions
        {
            Clamd = section.Text<string>("clamd", null, SettingsText.SocketOrAddress),
            TimeoutSeconds = section.Integer("timeoutSeconds", standard.TimeoutSeconds, 1, 600),
            MaxBytes = section.Bytes("maxBytes", standard.MaxBytes, MiB >> 4, MiB << 10),
            WhenNotScanned = section.Choice("whenNotScanned", standard.WhenNotScanned, WhenNotScanned),
        };
        section.Close();
        return options;
    }

    private static OriginalsOptions ReadOriginals(ConfigSection section)
    {
        var standard = new OriginalsOptions();
        var options = new OriginalsOptions
        {
            MayBeReleased = section.Flag("mayBeReleased", standard.MayBeReleased),
            RequestHours = section.Integer("requestHours", standard.RequestHours, 1, 168),
        };
        section.Close();
        return options;
    }

    private static DigestOptions ReadDigest(ConfigSection section)
    {
        var standard = new DigestOptions();
        var options = new DigestOptions
        {
            Operators = section.Texts<string>("operators", standard.Operators, SettingsText.MailAddress),
            Recipients = section.Flag("recipients", standard.Recipients),
            Hour = section.Integer("hour", standard.Hour, 0, 23),
        };
        section.Close();
        return options;
    }

    private static AuditOptions ReadAudit(ConfigSection section, SettingsPaths paths)
    {
        var options = new AuditOptions
        {
            Folder = paths.Folder(section, "folder", new AuditOptions().Folder),
            SigningKeyFile = paths.ExistingFile(section, "signingKeyFile", null),
            Syslog = section.Text<string>("syslog", null, SettingsText.HostAndPort),
            SyslogTls = section.Flag("syslogTls", true),
        };
        section.Close();
        return options;
    }

    private static OpenIdOptions ReadOpenId(ConfigSection section, SettingsPaths paths)
    {
        var standard = new OpenIdOptions();
        var options = new OpenIdOptions
        {
            Authority = section.Text<string>("authority", null, SettingsText.SecureAddress),
            ClientId = section.Text("clientId", standard.ClientId, SettingsText.AnyText)!,
            ClientSecretFile = paths.ExistingFile(section, "clientSecretFile", null),
            NameClaim = section.Text("nameClaim", standard.NameClaim, SettingsText.AnyText)!,
            GroupClaim = section.Text("groupClaim", standard.GroupClaim, SettingsText.AnyText)!,
            ViewerGroup = section.Text<string>("viewerGroup", null, SettingsText.AnyText),
            OperatorGroup = section.Text<string>("operatorGroup", null, SettingsText.AnyText),
            ApproverGroup = section.Text<string>("approverGroup", null, SettingsText.AnyText),
            AdministratorGroup = section.Text<string>("administratorGroup", null, SettingsText.AnyText),
        };
        section.Close();
        return options;
    }

    private static MonitoringOptions ReadMonitoring(ConfigSection section)
    {
        var standard = new MonitoringOptions();
        var options = new MonitoringOptions
        {
            Listen = section.Texts<string>("listen", standard.Listen, SettingsText.Listener),
            OtlpEndpoint = section.Text<string>("otlpEndpoint", null, SettingsText.HttpAddress),
            OtlpSeconds = section.Integer("otlpSeconds", standard.OtlpSeconds, 1, 3_600),
        };
        section.Close();
        return options;
    }

    private static ConsoleOptions ReadConsole(ConfigSection section, SettingsPaths paths)
    {
        var standard = new ConsoleOptions();
        var options = new ConsoleOptions
        {
            Listen = section.Texts<string>("listen", standard.Listen, SettingsText.Listener),
            UsersFile = paths.NewFile(section, "usersFile", standard.UsersFile),
            CertificateFile = paths.ExistingFile(section, "certificateFile", null),
            CertificateKeyFile = paths.ExistingFile(section, "certificateKeyFile", null),
            IdleMinutes = section.Integer("idleMinutes", standard.IdleMinutes, 1, 480),
            SessionHours = section.Integer("sessionHours", standard.SessionHours, 1, 24),
            OpenId = ReadOpenId(section.Section("openId"), paths),
        };
        section.Close();
        return options;
    }
}
