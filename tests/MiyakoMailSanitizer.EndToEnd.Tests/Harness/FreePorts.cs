using System.Net;
using System.Net.Sockets;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>
/// Loopback ports that stay free while a server on them is down: below the range from which the kernel takes the ports of outgoing
/// connections, as one that retries against a dead port of that range can end up connected to itself.
/// </summary>
internal static class FreePorts
{
    private const int First = 20_000;
    private const int Count = 12_000;
    private static int _next = Environment.ProcessId * 37 % Count;

    /// <summary>Each call gives another port.</summary>
    public static int Take()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            if (IsFree(port))
                return port;
        }

        throw new InvalidOperationException("No free port.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
