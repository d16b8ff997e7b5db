using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>What a session knows of the client and of the message to come (RFC 5321 §4.1.4: the buffers).</summary>
internal sealed class SmtpTransaction
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _recipients = [];
    private readonly List<RecipientWish> _wishes = [];
    private string _return = "";
    private string _envelopeId = "";

    /// <summary>Cleaned; empty before HELO.</summary>
    public string Helo { get; private set; } = "";

    /// <summary>EHLO, not HELO.</summary>
    public bool IsExtended { get; private set; }

    /// <summary>Within TLS.</summary>
    public bool IsSecure { get; set; }

    /// <summary>Who has said who it is; empty where nobody has.</summary>
    public string Account { get; set; } = "";

    /// <summary>Empty for the null reverse-path.</summary>
    public string ReversePath { get; private set; } = "";

    /// <summary>MAIL had SMTPUTF8.</summary>
    public bool SmtpUtf8 { get; private set; }

    /// <summary>In the order of RCPT, without doubles.</summary>
    public IReadOnlyList<string> Recipients => _recipients;

    /// <summary>A new HELO or EHLO; it resets as RSET does.</summary>
    public void Greet(string helo, bool isExtended)
    {
        (Helo, IsExtended) = (helo, isExtended);
        Reset();
    }

    /// <summary>MAIL.</summary>
    public void Begin(in MailParameters mail)
    {
        Reset();
        (ReversePath, SmtpUtf8) = (mail.Path.Address, mail.SmtpUtf8);
        (_return, _envelopeId) = (mail.Return, mail.EnvelopeId);
    }

    /// <summary>RCPT. False where there are too many.</summary>
    public bool TryAdd(in SmtpPath path, RecipientWish wish, int max)
    {
        var key = $"{path.LocalPart}@{path.Domain.ToLowerInvariant()}";
        if (_known.Contains(key))
            return true;
        if (_recipients.Count >= max)
            return false;
        _known.Add(key);
        _recipients.Add(path.Address);
        if (wish.Recipient.Length > 0)
            _wishes.Add(wish);
        return true;
    }

    /// <summary>RSET, and the end of a message.</summary>
    public void Reset()
    {
        (ReversePath, SmtpUtf8) = ("", false);
        (_return, _envelopeId) = ("", "");
        _wishes.Clear();
        _known.Clear();
        _recipients.Clear();
    }

    /// <summary>The recipients as they go into the envelope.</summary>
    public ImmutableArray<string> Snapshot() => [.. _recipients];

    /// <summary>What MAIL and RCPT said about reports.</summary>
    public DsnWish Dsn()
        => _return.Length + _envelopeId.Length + _wishes.Count == 0 ? DsnWish.None : new() { Return = _return, EnvelopeId = _envelopeId, Recipients = [.. _wishes] };
}
