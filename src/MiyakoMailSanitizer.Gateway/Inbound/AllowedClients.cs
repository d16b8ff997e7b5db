using System.Collections.Immutable;
using System.Net;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>Clients that may talk to us.</summary>
internal sealed class AllowedClients
{
    private readonly ImmutableArray<IPNetwork> _networks;

    /// <exception cref="FormatException">A block is not CIDR; see <see cref="TryParse"/>.</exception>
    public AllowedClients(IEnumerable<string> blocks)
        => _networks =
        [
            .. blocks.Select(b => TryParse(b, out var network) ? network : throw new FormatException($"'{b}' is not a CIDR block")),
        ];

    /// <summary>Reads <c>192.0.2.0/24</c>, <c>2001:db8::/32</c> or a single address. Bits after the prefix count as 0.</summary>
    public static bool TryParse(string block, out IPNetwork network)
    {
        if (!block.Contains('/', StringComparison.Ordinal) && IPAddress.TryParse(block, out var address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(block, out network);
    }

    /// <summary>True where a block holds the address.</summary>
    public bool Contains(IPAddress address) => _networks.Any(n => n.Contains(address));
}
