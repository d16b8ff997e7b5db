using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Sender;

/// <summary>
/// Tells whether a server of our own has found the author's domain to be true. Of each method only the topmost field counts, as the server
/// writes its fields above all that came with the message; it must remove forged ones with its own name (RFC 8601 §5).
/// </summary>
internal static class SenderAuthentication
{
    /// <summary>
    /// True where DMARC has passed for the domain; or where DMARC was not looked at or found no policy, and SPF or DKIM has passed for a
    /// domain of the same organisation (RFC 7489 §3.1).
    /// </summary>
    /// <param name="fields">Unfolded values of <c>Authentication-Results</c>, topmost first.</param>
    /// <param name="trustedIds">Compared letter by letter: a server always writes its own name alike, and forgers may not.</param>
    /// <param name="domain">Lower-case ASCII.</param>
    public static bool Passes(IEnumerable<string> fields, ImmutableArray<string> trustedIds, string domain)
    {
        if (trustedIds.IsEmpty)
            return false;
        var trusted = fields.Select(AuthenticationResults.Read)
            .Where(f => trustedIds.Contains(f.Id, StringComparer.Ordinal))
            .ToList();
        var dmarc = Topmost(trusted, "dmarc");
        if (dmarc.Count > 0 && dmarc.Exists(r => r.Result is not ("none" or "bestguesspass")))
            return dmarc.TrueForAll(r => r.Result == "pass" && r.ValuesOf("header.from").All(from => DomainOf(from) == domain));
        return Topmost(trusted, "spf").Exists(r => IsAligned(r, domain, "smtp.mailfrom"))
            || Topmost(trusted, "dkim").Exists(r => IsAligned(r, domain, "header.d", "header.i"));
    }

    private static List<AuthenticationResult> Topmost(List<AuthenticationResults> fields, string method)
        => fields.Select(f => f.Results.Where(r => r.Method == method).ToList()).FirstOrDefault(r => r.Count > 0) ?? [];

    private static bool IsAligned(AuthenticationResult result, string domain, params string[] properties)
        => result.Result == "pass"
            && properties.SelectMany(result.ValuesOf).ToList() is { Count: > 0 } values
            && values.TrueForAll(v => DomainOf(v) is { } other
                && RegistryRules.OrganizationOf(other) == RegistryRules.OrganizationOf(domain));

    private static string? DomainOf(string value) => DomainName.ToAscii(value[(value.LastIndexOf('@') + 1)..]);
}
