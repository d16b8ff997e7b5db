using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>The trace field that we put before a message (RFC 5321 §4.4).</summary>
internal static class ReceivedField
{
    private const int MaxHelo = 255;

    private static readonly System.Buffers.SearchValues<char> PlainAddress = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+=/&~'@");

    /// <summary>The field as folded lines with CRLF, printable ASCII.</summary>
    public static byte[] Write(SmtpTransaction mail, IPAddress client, string hostName, string id, DateTimeOffset now)
    {
        var text = new StringBuilder(256);
        text.Append("Received: from ").Append(mail.Helo).Append(" (").Append(Literal(client)).Append(")\r\n");
        text.Append(" by ").Append(hostName).Append(" (MiyakoMailSanitizer) with ").Append(Protocol(mail)).Append(" id ").Append(id);
        // RFC 5321 §4.4 and §7.6: more than one recipient here would tell of blind copies.
        if (mail.Recipients is [var only] && !only.AsSpan().ContainsAnyExcept(PlainAddress))
            text.Append("\r\n for <").Append(only).Append('>');
        text.Append(";\r\n ").Append(Date(now)).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>What the client calls itself, as it may stand in the field and in the log.</summary>
    public static string CleanHelo(ReadOnlySpan<byte> helo)
    {
        var text = Encoding.ASCII.GetString(helo[..Math.Min(helo.Length, MaxHelo)]);
        return string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] is '.' or '-' or '_' or ':' or '[' or ']' ? source[i] : '?';
        });
    }

    /// <summary>RFC 5321 §4.1.3.</summary>
    private static string Literal(IPAddress client)
        => client.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{new IPAddress(client.GetAddressBytes())}]" : $"[{client}]";

    /// <summary>RFC 3848 and RFC 6531 §4.3: the registered names.</summary>
    private static string Protocol(SmtpTransaction mail) => (mail.IsExtended, mail.SmtpUtf8, mail.IsSecure) switch
    {
        (_, _, true) when mail.Account.Length > 0 => mail.SmtpUtf8 ? "UTF8SMTPSA" : "ESMTPSA",
        (_, true, true) => "UTF8SMTPS",
        (_, true, false) => "UTF8SMTP",
        (_, false, true) => "ESMTPS",
        (true, false, false) => "ESMTP",
        _ => "SMTP",
    };

    /// <summary>RFC 5322 §3.3.</summary>
    private static string Date(DateTimeOffset now)
    {
        var zone = now.Offset;
        var sign = zone < TimeSpan.Zero ? '-' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{now:ddd, dd MMM yyyy HH:mm:ss} {sign}{zone:hhmm}");
    }
}
