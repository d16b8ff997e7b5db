using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>The door: looks who comes, counts, and lets a session run.</summary>
internal sealed class SmtpConnectionHandler(SmtpListener listener) : ConnectionHandler
{
    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var client = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        if (client.IsIPv4MappedToIPv6)
            client = client.MapToIPv4();
        if (listener.ProxyFronts.Contains(client))
        {
            if (await ProxyHeader.ReadAsync(connection.Transport.Input, client, listener.Time) is not { } told)
            {
                InboundLog.BadProxyHeader(listener.Logger, client.ToString());
                connection.Abort();
                return;
            }

            client = told.IsIPv4MappedToIPv6 ? told.MapToIPv4() : told;
        }

        // A front speaks for many: who is behind it is asked when it has told.
        var isFront = listener.XclientFronts.Contains(client);
        var isTrusted = listener.Clients.Contains(client);
        if (!isTrusted && !isFront && listener.Accounts is null)
        {
            // RFC 5321 §3.1: a server may greet with 554 instead of 220.
            await RefuseAsync(connection, client, SmtpReplies.ClientRefused);
            return;
        }

        if (!listener.Limiter.TryEnter(client, isLimited: !isFront))
        {
            await RefuseAsync(connection, client, SmtpReplies.TooManyConnections);
            return;
        }

        try
        {
            var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested;
            await using var channel = new SmtpChannel(connection, listener.Idle, listener.Time, stopping ?? CancellationToken.None);
            await new SmtpSession(listener, channel, client).RunAsync();
        }
        finally
        {
            listener.Limiter.Leave(client);
        }
    }

    private async ValueTask RefuseAsync(ConnectionContext connection, IPAddress client, SmtpReply reply)
    {
        InboundLog.Refused(listener.Logger, client.ToString(), reply.Text);
        try
        {
            await connection.Transport.Output.WriteAsync(reply.Bytes);
        }
        catch (Exception e) when (SmtpChannel.IsLoss(e))
        {
            InboundLog.ConnectionLost(listener.Logger, client.ToString());
        }
    }
}
