using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>Puts SMTP listeners beside the web console into one Kestrel.</summary>
internal static class InboundHosting
{
    /// <summary>Settings of the sockets that suit mail: few large reads, and no thread changed between socket and session.</summary>
    public static void AddSmtpSockets(this IServiceCollection services)
    {
        services.AddSingleton<IMemoryPoolFactory<byte>, ReceiveBuffers>();
        services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
    }

    /// <summary>Adds <see cref="SmtpConnectionHandler"/> on each of the addresses of its options.</summary>
    /// <returns>The listeners; their <see cref="ListenOptions.IPEndPoint"/> holds the true port once the host has started.</returns>
    /// <exception cref="FormatException">An address is not <c>address:port</c>.</exception>
    public static ImmutableArray<ListenOptions> ListenSmtp(this KestrelServerOptions kestrel, SmtpListener smtp)
    {
        var handler = new SmtpConnectionHandler(smtp);
        var listeners = ImmutableArray.CreateBuilder<ListenOptions>();
        foreach (var text in smtp.Options.Listen)
        {
            if (!TryParse(text, out var endPoint))
                throw new FormatException($"'{text}' is not an address with a port");
            kestrel.Listen(endPoint, listen =>
            {
                listen.Run(handler.OnConnectedAsync);
                listeners.Add(listen);
            });
        }

        return listeners.ToImmutable();
    }

    /// <summary>Reads <c>192.0.2.1:25</c>, <c>[2001:db8::1]:25</c> or <c>*:25</c> (all addresses, v4 and v6).</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? endPoint)
    {
        endPoint = null;
        var colon = text.LastIndexOf(':');
        // The parser of IPEndPoint takes an IPv6 address without brackets, and none for a port.
        if (colon <= 0 || colon == text.Length - 1 || text[^1] == ']')
            return false;
        if (text[0] != '[' && text.IndexOf(':', StringComparison.Ordinal) < colon)
            return false;
        return IPEndPoint.TryParse(text.StartsWith("*:", StringComparison.Ordinal) ? $"[::]{text[1..]}" : text, out endPoint);
    }
}
