using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Sender;

/// <summary>A domain as the eye takes it in: skeletons of its labels, and the holder's name among them.</summary>
internal sealed class DomainLook
{
    /// <summary>From a lower-case ASCII domain.</summary>
    public DomainLook(string domain)
    {
        var labels = domain.Split('.');
        var division = RegistryRules.Divide(labels);
        Domain = domain;
        IsRestricted = division.IsRestricted;
        Organization = string.Join('.', labels[^division.Organization..]);
        Labels = [.. labels.Select(l => Skeleton.Of(DomainName.ToUnicode(l) ?? l))];
        Names = [.. Labels[..^division.Registry].Select(l => l.Replace("-", "", StringComparison.Ordinal))];
        OrganizationNames = [.. Names[Math.Max(0, labels.Length - division.Organization)..]];
        Spellings = Names is [var first, var second] ? [first + second, second + first] : [string.Concat(Names)];
        LongestName = labels[..^division.Registry]
            .Where(l => !RegistryRules.OfficeWords.Contains(l))
            .Select(l => l.Length)
            .DefaultIfEmpty()
            .Max();
    }

    /// <summary>Lower-case ASCII.</summary>
    public string Domain { get; }

    /// <summary>See <see cref="DomainDivision.IsRestricted"/>.</summary>
    public bool IsRestricted { get; }

    /// <summary>The organisational domain.</summary>
    public string Organization { get; }

    /// <summary>Skeletons of all labels.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>The same without the registry's labels and without hyphens.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Those of <see cref="Names"/> that name the organisation and not a host within it.</summary>
    public ImmutableArray<string> OrganizationNames { get; }

    /// <summary>The <see cref="Names"/> in their order, and two of them also in the other one, without anything between.</summary>
    public ImmutableArray<string> Spellings { get; }

    /// <summary>Length of the longest label that is a name and no office word (<c>city</c>); 0 where there is none.</summary>
    public int LongestName { get; }
}
