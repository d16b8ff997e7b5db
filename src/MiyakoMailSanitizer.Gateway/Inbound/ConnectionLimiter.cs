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
    /// <param name="client">Its address.</param>
    /// <param name="isLimited">The limit of a client counts for it.</param>
    public bool TryEnter(IPAddress client, bool isLimited = true)
    {
        lock (_lock)
        {
            if (_connections >= maxConnections)
                return false;
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_perClient, client, out _);
            if (isLimited && count >= maxPerClient)
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
