using System.Collections.Immutable;
using System.Text;
using static MiyakoMailSanitizer.Gateway.Inbound.SmtpReplies;
using static MiyakoMailSanitizer.Gateway.Inbound.SmtpState;
using static MiyakoMailSanitizer.Gateway.Inbound.SmtpVerb;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>How far a session has come.</summary>
internal enum SmtpState
{
    /// <summary>No HELO or EHLO yet, or TLS has just begun.</summary>
    Start = 0,

    /// <summary>Between transactions.</summary>
    Ready,

    /// <summary>MAIL was accepted.</summary>
    Sender,

    /// <summary>At least one RCPT was accepted.</summary>
    Recipients,

    /// <summary>A piece of the message has come by BDAT, but not the last one.</summary>
    Chunks,
}

/// <summary>A command of RFC 5321 §4.1.1, or a group of commands that get the same answer.</summary>
internal enum SmtpVerb
{
    /// <summary>Not a command that we know the name of.</summary>
    Unknown = 0,
    Ehlo,
    Helo,
    Mail,
    Rcpt,
    Data,

    /// <summary>RFC 3030: the content with its length.</summary>
    Bdat,
    Rset,
    Noop,
    Vrfy,
    Help,
    Quit,
    StartTls,

    /// <summary>RFC 4954.</summary>
    Auth,

    /// <summary>Postfix's, for trusted fronts.</summary>
    Xclient,

    /// <summary>A command of SMTP or an extension that we don't offer.</summary>
    Foreign,

    /// <summary>The first line of an HTTP request: a browser was tricked into talking to us.</summary>
    Http,
}

/// <summary>Whether a command has an argument.</summary>
internal enum SmtpArgument
{
    None = 0,
    Optional,
    Required,
}

/// <summary>What a command does in a state: it leads to another state, or is refused.</summary>
internal readonly record struct SmtpCell(SmtpState Next, SmtpReply? Refusal)
{
    public static implicit operator SmtpCell(SmtpState next) => new(next, null);

    public static implicit operator SmtpCell(SmtpReply refusal) => new(Start, refusal);
}

/// <summary>A row of the table.</summary>
internal sealed record SmtpRow(
    SmtpVerb Verb, string Name, SmtpArgument Argument, bool BeforeTls, SmtpCell Start, SmtpCell Ready, SmtpCell Sender, SmtpCell Recipients, SmtpCell Chunks)
{
    /// <summary>The name as bytes, upper case.</summary>
    public byte[] NameBytes { get; } = Encoding.ASCII.GetBytes(Name);

    /// <summary>What the command does in a state, if its argument is good.</summary>
    public SmtpCell In(SmtpState state) => state switch
    {
        SmtpState.Ready => Ready,
        SmtpState.Sender => Sender,
        SmtpState.Recipients => Recipients,
        SmtpState.Chunks => Chunks,
        _ => Start,
    };
}

/// <summary>
/// SMTP states and allowed commands (RFC 5321 §4.1.4). A cell names the next state, or the refusal. <c>BeforeTls</c> names the commands
/// that are allowed without TLS where TLS is required (RFC 3207 §4).
/// </summary>
internal static class SmtpStateTable
{
    private const SmtpArgument None = SmtpArgument.None;
    private const SmtpArgument Optional = SmtpArgument.Optional;
    private const SmtpArgument Required = SmtpArgument.Required;
    private const SmtpState Stay = (SmtpState)(-1);

    /// <summary>All rows.</summary>
    public static ImmutableArray<SmtpRow> Rows { get; } =
    [
        //  verb      name        argument  before TLS  Start           Ready           Sender          Recipients      Chunks
        new(SmtpVerb.Ehlo, "EHLO",     Required, true,       Ready,          Ready,          Ready,          Ready,          Ready),
        new(Helo,     "HELO",     Required, true,       Ready,          Ready,          Ready,          Ready,          Ready),
        new(Mail,     "MAIL",     Required, false,      HeloFirst,      Sender,         NestedMail,     NestedMail,     InChunks),
        new(Rcpt,     "RCPT",     Required, false,      HeloFirst,      MailFirst,      Recipients,     Recipients,     InChunks),
        new(Data,     "DATA",     None,     false,      HeloFirst,      MailFirst,      NoRecipients,   Ready,          InChunks),
        new(Bdat,     "BDAT",     Required, false,      HeloFirst,      MailFirst,      NoRecipients,   Chunks,         Chunks),
        new(Rset,     "RSET",     None,     true,       Start,          Ready,          Ready,          Ready,          Ready),
        new(Noop,     "NOOP",     Optional, true,       Stay,           Stay,           Stay,           Stay,           Stay),
        new(Vrfy,     "VRFY",     Required, false,      Stay,           Stay,           Stay,           Stay,           Stay),
        new(SmtpVerb.Help, "HELP", Optional, true,      Stay,           Stay,           Stay,           Stay,           Stay),
        new(Quit,     "QUIT",     None,     true,       Stay,           Stay,           Stay,           Stay,           Stay),
        new(SmtpVerb.StartTls, "STARTTLS", None, true,  HeloFirst,      Start,          InTransaction,  InTransaction,  InTransaction),
        new(Auth,     "AUTH",     Required, false,      HeloFirst,      Ready,          InTransaction,  InTransaction,  InTransaction),
        new(Xclient,  "XCLIENT",  Required, false,      HeloFirst,      Start,          InTransaction,  InTransaction,  InTransaction),
        .. Group(
            Foreign, NotImplemented, "EXPN", "TURN", "ETRN", "ATRN", "SEND", "SOML", "SAML", "BURL", "XFORWARD"),
        .. Group(Http, NotSmtp, "GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT", "DELETE", "PATCH", "TRACE"),
    ];

    /// <summary>The row of a command line, and what comes after the name and its space; null where the name is not known.</summary>
    public static SmtpRow? Find(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> argument)
    {
        var space = line.IndexOf((byte)' ');
        var name = space < 0 ? line : line[..space];
        argument = space < 0 ? default : line[(space + 1)..].Trim((byte)' ');
        foreach (var row in Rows)
        {
            // RFC 5321 §2.4: verbs are not case sensitive.
            if (Ascii.EqualsIgnoreCase(name, row.NameBytes))
                return row;
        }

        return null;
    }

    /// <summary>The state after a command was accepted.</summary>
    public static SmtpState Follow(SmtpState state, SmtpCell cell) => cell.Next == Stay ? state : cell.Next;

    private static IEnumerable<SmtpRow> Group(SmtpVerb verb, SmtpReply refusal, params string[] names)
        => names.Select(n => new SmtpRow(verb, n, Optional, true, refusal, refusal, refusal, refusal, refusal));
}
