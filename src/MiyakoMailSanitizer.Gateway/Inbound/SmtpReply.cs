using System.Text;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>What a session does once a reply is written.</summary>
internal enum SmtpNext
{
    /// <summary>Flush and close the connection.</summary>
    Close = 0,

    /// <summary>Read the next command.</summary>
    Command,

    /// <summary>Read the message.</summary>
    Data,

    /// <summary>Read, or throw away, a piece of the message; its reply comes then.</summary>
    Chunk,

    /// <summary>Begin the TLS handshake.</summary>
    Handshake,

    /// <summary>Ask for name and password.</summary>
    Authentication,
}

/// <summary>A reply as the peer sees it: code, enhanced code, generic words. Details belong into the log.</summary>
internal sealed class SmtpReply
{
    /// <param name="code">Three digits; 221 and 421 close the connection.</param>
    /// <param name="text">The rest of the line, with the enhanced status code (RFC 2034 §4) where there is one; printable ASCII.</param>
    /// <param name="next">What follows.</param>
    public SmtpReply(int code, string text, SmtpNext next = SmtpNext.Command)
    {
        Code = code;
        Text = $"{code} {text}";
        Next = code is 221 or 421 ? SmtpNext.Close : next;
        Bytes = Encoding.ASCII.GetBytes(Text + "\r\n");
    }

    private SmtpReply(int code, string[] lines)
    {
        Code = code;
        Next = SmtpNext.Command;
        Text = $"{code} {lines[^1]}";
        Bytes = Encoding.ASCII.GetBytes(string.Concat(lines[..^1].Select(l => $"{code}-{l}\r\n")) + Text + "\r\n");
    }

    public int Code { get; }

    /// <summary>The last line without CRLF.</summary>
    public string Text { get; }

    public SmtpNext Next { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>4yz or 5yz: the command did nothing.</summary>
    public bool IsRefusal => Code >= 400;

    /// <summary>5yz: the client's fault. 4yz are ours.</summary>
    public bool IsError => Code >= 500;

    /// <summary>RFC 5321 §4.2.1: all lines but the last have a hyphen after the code.</summary>
    public static SmtpReply Multiline(int code, params string[] lines) => new(code, lines);
}
