using System.Security.Cryptography.X509Certificates;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Outbound.Smtp;

/// <summary>What every session with a next hop needs.</summary>
/// <param name="Options">The next hop.</param>
/// <param name="HostName">Our name for EHLO.</param>
/// <param name="Timing">Time limits.</param>
/// <param name="Time">Clock of all time limits.</param>
/// <param name="Roots">Roots to trust in place of the system's; null: the system's.</param>
internal sealed record HopSetup(
    NextHopOptions Options, string HostName, HopTiming Timing, TimeProvider Time, X509Certificate2Collection? Roots = null);

/// <summary>A greeted session: EHLO done, TLS as the policy wants it, ready for MAIL. Used by one relay try at a time.</summary>
internal sealed class SmtpSession : IDisposable
{
    private readonly HopSetup _setup;
    private Dictionary<string, string> _extensions = new(StringComparer.OrdinalIgnoreCase);

    private SmtpSession(HopSetup setup, SmtpConnection connection)
    {
        _setup = setup;
        Connection = connection;
    }

    public SmtpConnection Connection { get; }

    public HopTiming Timing => _setup.Timing;

    /// <summary>It has served another message before: it may have died meanwhile.</summary>
    public bool IsKept { get; private set; }

    /// <summary>A mail transaction was begun and not ended: RSET is due before the next MAIL.</summary>
    public bool NeedsReset { get; set; }

    /// <summary><see cref="TimeProvider.GetTimestamp"/> of when it was put aside.</summary>
    public long KeptSince { get; private set; }

    /// <summary>Whether the server offered the extension in its last reply to EHLO.</summary>
    public bool Offers(string extension) => _extensions.ContainsKey(extension);

    /// <summary>Connects, reads the greeting, says EHLO, and secures the connection.</summary>
    /// <param name="setup">The next hop.</param>
    /// <param name="plain">Leave STARTTLS alone, after it failed where it is opportunistic.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HopException">The next hop can't be used now.</exception>
    public static async ValueTask<SmtpSession> OpenAsync(HopSetup setup, bool plain, CancellationToken cancellationToken)
    {
        var (options, limit) = (setup.Options, setup.Timing.Step);
        var connection = await SmtpConnection.ConnectAsync(options.Host, options.Port, limit, setup.Time, cancellationToken);
        var session = new SmtpSession(setup, connection);
        try
        {
            var greeting = await connection.ReadReplyAsync("greeting", limit, cancellationToken);
            if (greeting.Code != 220)
                throw new HopException(HopFault.Refused, greeting.ToString());
            await session.HelloAsync(cancellationToken);
            if (options.Tls != TlsPolicy.Off && !plain)
                await session.SecureAsync(cancellationToken);
            return session;
        }
        catch (Exception e) when (e is HopException or OperationCanceledException)
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Ends a transaction that was begun, or asks whether the server is still there.</summary>
    /// <exception cref="HopException">It is not.</exception>
    public async ValueTask ResetAsync(CancellationToken cancellationToken)
    {
        var reply = await Connection.CommandAsync("RSET", Timing.Step, cancellationToken);
        if (!reply.IsPositive)
            throw new HopException(HopFault.Refused, reply.ToString());
        NeedsReset = false;
    }

    /// <summary>Remembers that it was put aside for the next message.</summary>
    public void Keep()
    {
        IsKept = true;
        KeptSince = _setup.Time.GetTimestamp();
    }

    /// <summary>Says QUIT and closes; waits for the reply for at most 2 s.</summary>
    public async ValueTask QuitAsync()
    {
        try
        {
            await Connection.CommandAsync("QUIT", TimeSpan.FromSeconds(2), CancellationToken.None);
        }
        catch (HopException)
        {
            // Closing is all that is left to do.
        }
        Dispose();
    }

    public void Dispose() => Connection.Dispose();

    private async ValueTask HelloAsync(CancellationToken cancellationToken)
    {
        _extensions.Clear();
        var reply = await Connection.CommandAsync($"EHLO {_setup.HostName}", Timing.Step, cancellationToken);
        if (reply.IsPositive)
        {
            _extensions = reply.Lines.Skip(1).Select(line => line.Split(' ', 2))
                .DistinctBy(words => words[0], StringComparer.OrdinalIgnoreCase)
                .ToDictionary(words => words[0], words => words.ElementAtOrDefault(1) ?? "", StringComparer.OrdinalIgnoreCase);
            return;
        }
        if (reply.Code != 421 && reply.IsPermanent)
            reply = await Connection.CommandAsync($"HELO {_setup.HostName}", Timing.Step, cancellationToken);
        if (!reply.IsPositive)
            throw new HopException(HopFault.Refused, reply.ToString());
    }

    private async ValueTask SecureAsync(CancellationToken cancellationToken)
    {
        var required = _setup.Options.Tls == TlsPolicy.Required;
        if (!Offers("STARTTLS"))
        {
            if (required)
                throw new HopException(HopFault.Tls, "TLS is required, but the server does not offer STARTTLS");
            return;
        }
        var reply = await Connection.CommandAsync("STARTTLS", Timing.Step, cancellationToken);
        if (reply.Code != 220)
        {
            if (required || reply.Code == 421)
                throw new HopException(HopFault.Tls, $"STARTTLS: {reply}");
            return;
        }
        await Connection.StartTlsAsync(HopCertificate.ClientOptions(_setup.Options, _setup.Roots), Timing.Step, cancellationToken);
        // RFC 3207 §4.2: forget what was offered in plain text.
        await HelloAsync(cancellationToken);
    }
}
