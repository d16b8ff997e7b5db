using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>Which next hop serves which route.</summary>
/// <param name="Inward">The LGWAN-side servers.</param>
/// <param name="Return">The server that takes DSNs; null where none is configured.</param>
internal sealed record RelayRoutes(INextHop Inward, INextHop? Return)
{
    /// <exception cref="InvalidOperationException">A DSN is in the queue, but the return hop is gone from the settings.</exception>
    public INextHop For(Spool.Route route) => route == Spool.Route.Inward
        ? Inward
        : Return ?? throw new InvalidOperationException("There is no return hop for delivery reports.");
}
