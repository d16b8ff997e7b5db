using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Sender;

/// <summary>How the labels of a domain name divide.</summary>
/// <param name="Registry">Labels at the end that name the registry's branch and not the holder: 1 for <c>.com</c>, 2 for
/// <c>.lg.jp</c>.</param>
/// <param name="Organization">Labels at the end that name the organisation; not more than there are.</param>
/// <param name="IsRestricted">
/// Only public bodies and schools are given such names: what looks alike there is a neighbour (<c>city.kashima.ibaraki.jp</c> and
/// <c>city.kashiwa.lg.jp</c>).
/// </param>
internal readonly record struct DomainDivision(int Registry, int Organization, bool IsRestricted);

/// <summary>
/// Tells the organisational domain (RFC 7489 §3.2) by a few rules in place of the Public Suffix List: the branches of <c>.jp</c> are
/// exact, of other countries the usual second levels (<c>co.uk</c>) are known. Hosts that give names to strangers (<c>*.blogspot.com</c>)
/// count as one organisation, and so do all names below <c>example.iwate.jp</c> but for <c>a.b.iwate.jp</c>, where each <c>a</c> counts as
/// its own.
/// </summary>
internal static class RegistryRules
{
    /// <summary>Branches by kind of organisation, and whether a stranger can't get a name there.</summary>
    private static readonly FrozenDictionary<string, bool> JapaneseBranches = new Dictionary<string, bool>
    {
        ["co"] = false,
        ["or"] = false,
        ["ne"] = false,
        ["gr"] = false,
        ["ac"] = true,
        ["ad"] = true,
        ["ed"] = true,
        ["go"] = true,
        ["lg"] = true,
    }.ToFrozenDictionary();

    /// <summary>Prefectures, and the cities that have a branch of their own.</summary>
    private static readonly FrozenSet<string> Regions = (
        "hokkaido aomori iwate miyagi akita yamagata fukushima ibaraki tochigi gunma saitama chiba tokyo kanagawa niigata "
        + "toyama ishikawa fukui yamanashi nagano gifu shizuoka aichi mie shiga kyoto osaka hyogo nara wakayama tottori "
        + "shimane okayama hiroshima yamaguchi tokushima kagawa ehime kochi fukuoka saga nagasaki kumamoto oita miyazaki "
        + "kagoshima okinawa sapporo sendai yokohama kawasaki nagoya kobe kitakyushu").Split(' ').ToFrozenSet();

    /// <summary>
    /// Offices whose name stands before the place: <c>city.miyako.iwate.jp</c>, <c>pref.iwate.jp</c>, <c>metro.tokyo.lg.jp</c>.
    /// </summary>
    public static readonly FrozenSet<string> OfficeWords = "city town vill pref metro ward".Split(' ').ToFrozenSet();

    private static readonly FrozenSet<string> SecondLevels =
        "co com net org or ne ac edu gov go gob gouv mil ltd plc idv id in nhs police re pe nom asn".Split(' ').ToFrozenSet();

    /// <summary>Divides a domain of lower-case ASCII labels.</summary>
    public static DomainDivision Divide(ReadOnlySpan<string> labels)
    {
        var (registry, organization, restricted) = labels switch
        {
            [.., var office, _, "lg", "jp"] when OfficeWords.Contains(office) => (2, 4, true),
            [.., var branch, "jp"] when JapaneseBranches.TryGetValue(branch, out var closed) => (2, 3, closed),
            [.., var region, "jp"] when Regions.Contains(region) => Regional(labels),
            [.., var second, { Length: 2 } country] when country != "jp" && SecondLevels.Contains(second) => (2, 3, false),
            _ => (1, 2, false),
        };
        return new(Math.Min(registry, labels.Length), Math.Min(organization, labels.Length), restricted);
    }

    /// <summary>The organisational domain of a lower-case ASCII domain; address literals are their own.</summary>
    public static string OrganizationOf(string domain)
    {
        var labels = domain.Split('.');
        return domain.StartsWith('[') ? domain : string.Join('.', labels[^Divide(labels).Organization..]);
    }

    /// <summary>True for what the registry gives names under: nobody's own domain.</summary>
    public static bool IsPublic(string domain)
    {
        var labels = domain.Split('.');
        return Divide(labels).Registry == labels.Length;
    }

    private static (int Registry, int Organization, bool IsRestricted) Regional(ReadOnlySpan<string> labels) => labels switch
    {
        [_, _] => (2, 2, true),
        [.., var office, _, _] when OfficeWords.Contains(office) => (1, 3, true),
        [.., var office, _, _, _] when OfficeWords.Contains(office) => (2, 4, true),
        // Since 2012 anyone may hold example.iwate.jp; the old kind is example.miyako.iwate.jp.
        _ => (2, Math.Min(4, labels.Length), false),
    };
}
