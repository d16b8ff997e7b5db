using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Outbound.Smtp;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Outbound;

/// <summary>
/// Who gets a DSN when a message can't be delivered. Held messages never make one: that is the caller's part. A DSN itself goes out
/// with the
/// null reverse-path (RFC 3464 §2, RFC 5321 §4.5.5), so that it can't make another one.
/// </summary>
/// <param name="options">Return hop and bounce domains.</param>
internal sealed class BounceRules(OutboundOptions options)
{
    private readonly ImmutableArray<string> _domains =
        [.. options.BounceDomains.Select(domain => WireAddress.ToAscii(domain.Trim()) ?? "").Where(domain => domain.Length > 0)];

    /// <summary>Whether a DSN is due to this reverse-path: not null, writable, in a bounce domain, and a return hop exists.</summary>
    public bool IsDue(string reversePath)
    {
        if (options.ReturnHop is null || reversePath.Length == 0 || WireAddress.Create(reversePath) is not { } address)
            return false;
        var at = address.Text.LastIndexOf('@');
        return at > 0 && _domains.Any(domain => Fits(address.Text.AsSpan(at + 1), domain));
    }

    /// <summary><c>example.jp</c> is exact; <c>.example.jp</c> is everything below, but not example.jp itself.</summary>
    private static bool Fits(ReadOnlySpan<char> domain, string rule)
        => rule[0] == '.'
            ? domain.Length > rule.Length && domain.EndsWith(rule, StringComparison.OrdinalIgnoreCase)
            : domain.Equals(rule, StringComparison.OrdinalIgnoreCase);
}
