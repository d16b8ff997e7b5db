using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>All that the sessions of a listener share. A process may have several, each with its own options and spool.</summary>
internal sealed class SmtpListener
{
    private readonly SmtpReply[] _ehlo;

    /// <exception cref="IOException">A file that the options name cannot be read.</exception>
    /// <exception cref="InvalidDataException">Such a file is bad, or TLS is required without a certificate.</exception>
    /// <exception cref="FormatException">A client block is not CIDR.</exception>
    public SmtpListener(
        InboundOptions options,
        string hostName,
        ISpoolIntake spool,
        IAuditLog audit,
        IIncomingSignal signal,
        IMessageIds ids,
        TimeProvider time,
        ILogger<SmtpConnectionHandler> logger)
    {
        (Options, HostName, Spool, Audit, Signal, Ids, Time, Logger) = (options, hostName, spool, audit, signal, ids, time, logger);
        Clients = new AllowedClients(options.AllowedClients);
        ProxyFronts = new AllowedClients(options.ProxyProtocolFrom);
        XclientFronts = new AllowedClients(options.XclientFrom);
        Recipients = new RecipientPolicy(options, time, logger);
        Limiter = new ConnectionLimiter(options.MaxConnections, options.MaxConnectionsPerClient);
        Tls = InboundTls.Create(options, time, logger);
        if (options.RequireTls && Tls is null)
            throw new InvalidDataException("TLS is required, but there is no certificate");
        Idle = TimeSpan.FromSeconds(options.IdleSeconds);
        DataLimits = new DataLimits(options.MaxMessageBytes, options.MaxHeaderBytes, options.MaxDataLineBytes, options.MaxReceivedFields);
        Banner = new SmtpReply(220, $"{hostName} ESMTP MiyakoMailSanitizer");
        Helo = new SmtpReply(250, hostName);
        Accounts = options.AccountsFile is { } file ? new SmtpAccounts(file, time, logger) : null;
        if (Accounts is not null && Tls is null)
            throw new InvalidDataException("There are accounts for AUTH, but no certificate: passwords go over TLS alone");
        _ehlo =
        [
            .. new[] { false, true }.Select(f => SmtpReplies.Ehlo(hostName, options.MaxMessageBytes, offerTls: Tls is not null, offerAuth: false, f)),
            .. new[] { false, true }.Select(f => SmtpReplies.Ehlo(hostName, options.MaxMessageBytes, offerTls: false, offerAuth: Accounts is not null, f)),
        ];
    }

    public InboundOptions Options { get; }

    public string HostName { get; }

    public ISpoolIntake Spool { get; }

    public IAuditLog Audit { get; }

    public IIncomingSignal Signal { get; }

    public IMessageIds Ids { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public AllowedClients Clients { get; }

    /// <summary>Fronts whose connections begin with a PROXY header.</summary>
    public AllowedClients ProxyFronts { get; }

    /// <summary>Fronts that may say XCLIENT.</summary>
    public AllowedClients XclientFronts { get; }

    public RecipientPolicy Recipients { get; }

    public ConnectionLimiter Limiter { get; }

    /// <summary>Null: STARTTLS is not offered.</summary>
    public InboundTls? Tls { get; }

    /// <summary>Null: AUTH is not offered.</summary>
    public SmtpAccounts? Accounts { get; }

    public TimeSpan Idle { get; }

    public DataLimits DataLimits { get; }

    public SmtpReply Banner { get; }

    public SmtpReply Helo { get; }

    /// <summary>Reply to EHLO without TLS.</summary>
    public SmtpReply EhloPlain(bool isFront) => _ehlo[isFront ? 1 : 0];

    /// <summary>Reply to EHLO inside TLS.</summary>
    public SmtpReply EhloSecure(bool isFront) => _ehlo[isFront ? 3 : 2];
}
