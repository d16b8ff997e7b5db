using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Sender;

/// <summary>
/// Tells whether a domain can be taken for one of the organisation's own. What is below an own domain never is. Names that only public
/// bodies can get are taken for others only where they look the same in every letter.
/// </summary>
internal static class LookAlike
{
    /// <summary>Characters; a shorter name has too many honest neighbours.</summary>
    private const int LeastForOneEdit = 6;

    private const int LeastForName = 5;
    private const int LeastWithin = 8;

    /// <summary>
    /// The own domain that <paramref name="domain"/> (lower-case ASCII) looks like; null where it looks like none, or is one.
    /// </summary>
    public static OwnDomain? Find(string domain, ImmutableArray<OwnDomain> ownDomains)
    {
        if (ownDomains.IsEmpty || domain.StartsWith('[')
            || ownDomains.Any(own => DomainName.IsOrIsBelow(domain, own.Name) || DomainName.IsOrIsBelow(own.Name, domain)))
            return null;
        var look = new DomainLook(domain);
        return ownDomains.FirstOrDefault(own => Resembles(look, own.Look));
    }

    private static bool Resembles(DomainLook other, DomainLook own)
        => Holds(other.Labels, own.Labels)
        || (!other.IsRestricted && (HasNameOf(other, own) || IsOneEditAway(other, own)));

    /// <summary>The own domain whole, in look-alike letters or before further labels: <c>city.example.jp.attacker.example</c>.</summary>
    private static bool Holds(ImmutableArray<string> labels, ImmutableArray<string> own)
    {
        for (var start = 0; start + own.Length <= labels.Length; start++)
        {
            if (labels.AsSpan(start, own.Length).SequenceEqual(own.AsSpan()))
                return true;
        }

        return false;
    }

    /// <summary>
    /// The own name under another registry, with hyphens for dots, in another order, or as a part: <c>city-miyako.jp</c>,
    /// <c>miyakocity.com</c>, <c>city.miyako.attacker.example</c>, <c>city-miyako-support.jp</c>.
    /// </summary>
    private static bool HasNameOf(DomainLook other, DomainLook own)
    {
        var organization = string.Concat(other.OrganizationNames);
        foreach (var name in own.Spellings.Where(n => n.Length >= LeastForName))
        {
            if (organization == name)
                return true;
            if (own.Names.Length > 1
                && (Runs(other.Names, own.Names.Length).Contains(name) || other.Names.Contains(name)
                    || (name.Length >= LeastWithin && organization.Contains(name, StringComparison.Ordinal))))
                return true;
        }

        return false;
    }

    private static bool IsOneEditAway(DomainLook other, DomainLook own)
        => own.LongestName >= LeastForOneEdit
            && other.Organization != own.Organization
            && own.Spellings.Any(name => IsOneEditAway(string.Concat(other.OrganizationNames), name)
                || (own.Names.Length > 1 && IsOneEditAway(string.Concat(other.Names), name)));

    private static IEnumerable<string> Runs(ImmutableArray<string> labels, int length)
    {
        for (var start = 0; start + length <= labels.Length; start++)
            yield return string.Concat(labels[start..(start + length)]);
    }

    /// <summary>
    /// One character more, less, other, or two neighbours changed about. Another digit is another number of the same kind, and no
    /// look-alike.
    /// </summary>
    internal static bool IsOneEditAway(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 1)
            return false;
        var head = a.AsSpan().CommonPrefixLength(b);
        var restA = a.AsSpan(head);
        var restB = b.AsSpan(head);
        if (restA.IsEmpty && restB.IsEmpty)
            return false;
        if (restA.Length != restB.Length)
            return restA.Length > restB.Length ? restA[1..].SequenceEqual(restB) : restB[1..].SequenceEqual(restA);
        if (restA[1..].SequenceEqual(restB[1..]))
            return !(char.IsAsciiDigit(restA[0]) && char.IsAsciiDigit(restB[0]));
        return restA.Length > 1 && restA[0] == restB[1] && restA[1] == restB[0] && restA[2..].SequenceEqual(restB[2..]);
    }
}
