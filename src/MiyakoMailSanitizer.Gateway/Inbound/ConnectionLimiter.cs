using System.Net;
using System.Runtime.InteropServices;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>Counts connections, in all and of each client address.</summary>
internal sealed class ConnectionLimiter(int maxConnections, int maxPerClient)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _perClient = [];
    private int _connections;

    /// <summary>False where a limit is reached; else <see cref="Leave"/> must follow.</summary>
    public bool TryEnter(IPAddress client)
    {
        lock (_lock)
        {
            if (_connections >= maxConnections)
                return false;
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_perClient, client, out _);
            if (count >= maxPerClient)
                return false;
            count++;
            _connections++;
            return true;
        }
    }

    /// <summary>Takes back one <see cref="TryEnter"/>.</summary>
    public void Leave(IPAddress client)
    {
        lock (_lock)
        {
            _connections--;
            if (--_perClient[client] == 0)
                _perClient.Remove(client);
        }
    }
}
