using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MiyakoMailSanitizer.Gateway.Outbound.Smtp;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Outbound;

/// <summary>What a DSN tells.</summary>
internal sealed record DsnRequest
{
    /// <summary>The message that it is about; its reverse-path gets the DSN.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>
    /// The recipients, at least one, of one kind: relayed ones where <see cref="IsSuccess"/>, else those that it did not reach, of which a reply that is
    /// no 5yz counts as expired (4.4.7).
    /// </summary>
    public required ImmutableArray<RecipientState> Recipients { get; init; }

    /// <summary>They were relayed to a server that will not report the delivery (RFC 3461 §5.2.2).</summary>
    public bool IsSuccess { get; init; }

    /// <summary>The header section of the sanitized message, or the whole of it, or empty. Never the original one.</summary>
    public required ReadOnlyMemory<byte> SanitizedHeader { get; init; }

    /// <summary>Our name.</summary>
    public required string HostName { get; init; }

    /// <summary>From the clock that came in as a dependency.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>
/// Writes delivery status notifications (RFC 3464) in the one shape that the verifier accepts. The same request gives the same bytes.
/// They name no server of the LGWAN side (no Remote-MTA) and hold nothing of the message's body.
/// </summary>
internal static class DsnBuilder
{
    private const string FailureSubject = "配信できなかったメールのお知らせ (Undelivered mail)";
    private const string SuccessSubject = "メール中継のお知らせ (Mail relayed)";

    /// <summary>The message, to be verified and sent with the null reverse-path.</summary>
    public static byte[] Build(DsnRequest request)
    {
        var host = HeaderText.IsDomain(request.HostName) ? request.HostName : "localhost";
        var boundary = Boundary(request.Envelope.Id);
        var returned = ReturnedHeader.Select(request.SanitizedHeader.Span);
        var message = new StringBuilder();
        AppendHeader(message, request, host, boundary, ReturnedHeader.MessageId(returned));
        AppendPart(message, boundary, "text/plain; charset=utf-8", "base64", HeaderText.Base64Lines(Explanation(request, host)));
        AppendPart(message, boundary, "message/delivery-status", "7bit", Status(request, host));
        AppendPart(message, boundary, "text/rfc822-headers", "7bit", returned);
        message.Append($"--{boundary}--\r\n");
        return Encoding.ASCII.GetBytes(message.ToString());
    }

    private static void AppendHeader(StringBuilder message, DsnRequest request, string host, string boundary, string? originalId)
    {
        message.Append($"""
            Date: {Date(request.Now)}
            From: MAILER-DAEMON@{host}
            To: {HeaderText.AddrSpec(request.Envelope.ReversePath) ?? "undisclosed-recipients:;"}
            Subject: {HeaderText.EncodedWords(request.IsSuccess ? SuccessSubject : FailureSubject)}
            Message-ID: <{request.Envelope.Id}.dsn@{host}>

            """.ReplaceLineEndings("\r\n"));
        if (originalId is not null)
            message.Append($"In-Reply-To: {originalId}\r\n");
        message.Append($"""
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"


            """.ReplaceLineEndings("\r\n"));
    }

    private static void AppendPart(StringBuilder message, string boundary, string mediaType, string encoding, string content)
        => message.Append(
            $"--{boundary}\r\nContent-Type: {mediaType}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{content}\r\n");

    /// <summary>RFC 3464 §2: fields of the message, then a group for each recipient.</summary>
    private static string Status(DsnRequest request, string host)
    {
        var status = new StringBuilder();
        if (Xtext.Decode(request.Envelope.Dsn.EnvelopeId) is { Length: > 0 } id)
            status.Append($"Original-Envelope-Id: {HeaderText.Printable(id).Trim()}\r\n");
        status.Append($"Reporting-MTA: dns; {host}\r\nArrival-Date: {Date(request.Envelope.ReceivedAt)}\r\n");
        foreach (var state in request.Recipients)
        {
            var address = HeaderText.ReportAddress(state.Recipient, out var type);
            status.Append("\r\n");
            if (OriginalRecipient(request.Envelope.Dsn.Of(state.Recipient).OriginalRecipient) is { } original)
                status.Append($"Original-Recipient: {original}\r\n");
            status.Append($"Final-Recipient: {type}; {address}\r\n");
            status.Append(request.IsSuccess ? "Action: relayed\r\nStatus: 2.0.0\r\n" : $"Action: failed\r\nStatus: {StatusCode(state.Reply)}\r\n");
            if (!request.IsSuccess && IsSmtpReply(state.Reply))
                status.Append($"Diagnostic-Code: smtp; {HeaderText.Printable(state.Reply).TrimEnd()}\r\n");
        }
        return status.ToString();
    }

    /// <summary>As the sender gave it, where it is an address in printable ASCII.</summary>
    private static string? OriginalRecipient(string parameter)
    {
        if (!parameter.StartsWith("rfc822;", StringComparison.OrdinalIgnoreCase))
            return null;
        var address = Xtext.Decode(parameter["rfc822;".Length..]);
        return address is { Length: > 0 } && address.All(c => c is > ' ' and <= '~') ? $"rfc822; {address}" : null;
    }

    private static string Explanation(DsnRequest request, string host)
    {
        var recipients = new StringBuilder();
        foreach (var state in request.Recipients)
        {
            recipients.Append($"  {HeaderText.ReportAddress(state.Recipient, out _)}\n");
            if (!request.IsSuccess)
                recipients.Append($"    {HeaderText.Printable(state.Reply)}\n");
        }
        return (request.IsSuccess ? Relayed(request, host, recipients) : Undelivered(request, host, recipients)).ReplaceLineEndings("\r\n");
    }

    private static string Relayed(DsnRequest request, string host, StringBuilder recipients) => $"""
            このメールは、{host} のメール無害化システムが自動で送信しています。

            お送りいただいたメールは、次の宛先のメールサーバーへ中継しました。
            その先のサーバーは配信状況通知に対応していないため、これ以降のお知らせはありません。

            This is the mail gateway at {host}.

            Your message was relayed to the server of the recipients below, which does not send delivery status notifications.

            {recipients}
            受付番号 (reference): {request.Envelope.Id}
            受付日時 (received): {Date(request.Envelope.ReceivedAt)}

            """;

    private static string Undelivered(DsnRequest request, string host, StringBuilder recipients) => $"""
            このメールは、{host} のメール無害化システムが自動で送信しています。

            お送りいただいたメールは、次の宛先に届けることができませんでした。
            再送はこれ以上行いません。宛先をご確認のうえ、必要な場合は改めてお送りください。

            This is the mail gateway at {host}.

            Your message could not be delivered to the recipients below, and no further attempt will be made.

            {recipients}
            受付番号 (reference): {request.Envelope.Id}
            受付日時 (received): {Date(request.Envelope.ReceivedAt)}

            """;

    /// <summary>RFC 3463: the server's own code, else X.0.0; what was only ever put off has expired.</summary>
    private static string StatusCode(string reply)
    {
        if (!IsSmtpReply(reply) || reply[0] != '5')
            return "4.4.7";
        var second = reply.Split(' ', 3).ElementAtOrDefault(1) ?? "";
        return SmtpReply.IsEnhancedCode(second) && second[0] == '5' ? second : "5.0.0";
    }

    private static bool IsSmtpReply(string reply)
        => reply is [>= '2' and <= '5', var tens, var ones, ' ', ..] && char.IsAsciiDigit(tens) && char.IsAsciiDigit(ones);

    private static string Boundary(string id)
        => $"=_miyako-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..16]}-00";

    private static string Date(DateTimeOffset time)
        => time.ToString("ddd, dd MMM yyyy HH':'mm':'ss ", CultureInfo.InvariantCulture)
            + time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
}
