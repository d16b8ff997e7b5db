using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Configuration;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Sender;

/// <summary>A domain of the organisation that the gateway stands before, as the setting <c>ownDomains</c> names it.</summary>
public sealed record OwnDomain
{
    private OwnDomain(string name, bool isPattern)
    {
        (Name, IsPattern) = (name, isPattern);
        Look = new(name);
    }

    /// <summary>Lower-case ASCII, A-labels for IDN.</summary>
    public string Name { get; }

    /// <summary>True for <c>*.city.example.jp</c>: all names below <see cref="Name"/>, and not the name itself.</summary>
    public bool IsPattern { get; }

    internal DomainLook Look { get; }

    /// <summary>True where an address of this lower-case ASCII domain is an address of the organisation.</summary>
    public bool Covers(string domain)
        => IsPattern
            ? domain.Length > Name.Length && DomainName.IsOrIsBelow(domain, Name)
            : string.Equals(domain, Name, StringComparison.Ordinal);

    /// <summary>Two are one where they mean the same, however they were written.</summary>
    public bool Equals(OwnDomain? other) => other is not null && Name == other.Name && IsPattern == other.IsPattern;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, IsPattern);

    /// <inheritdoc/>
    public override string ToString() => IsPattern ? $"*.{Name}" : Name;

    /// <summary>Reads <c>city.example.jp</c>, <c>宮古市.jp</c> or <c>*.city.example.jp</c>. Returns null, or what is wrong with it.</summary>
    public static string? TryParse(string text, out OwnDomain domain)
    {
        var isPattern = text.StartsWith("*.", StringComparison.Ordinal);
        var name = isPattern ? text[2..] : text;
        var ascii = DomainName.ToAscii(name);
        domain = new OwnDomain(ascii ?? "invalid", isPattern);
        var quoted = ConfigText.Quote(text);
        return text switch
        {
            _ when text.Contains("://", StringComparison.Ordinal) || text.Contains('/') => $"{quoted} is a URL; write the domain alone",
            ['@', ..] => $"{quoted} begins with \"@\"; did you mean {ConfigText.Quote(text[1..])}?",
            _ when text.Contains('@') =>
                $"{quoted} is an address; write its domain: {ConfigText.Quote(text[(text.LastIndexOf('@') + 1)..])}",
            _ when name.Contains('*') => $"{quoted} has a \"*\" elsewhere than in \"*.\" at its beginning",
            ['.', ..] => $"{quoted} begins with a dot; did you mean {ConfigText.Quote("*" + text)}?",
            [.., '.'] => $"{quoted} ends with a dot; did you mean {ConfigText.Quote(text[..^1])}?",
            _ when ascii is null => $"{quoted} is no domain; it is a name such as \"city.example.jp\"",
            _ when IsNumber(ascii) => $"{quoted} is an IP address; write a domain",
            _ when !isPattern && !ascii.Contains('.') => $"{quoted} has no dot; it is a name such as \"city.example.jp\"",
            _ when RegistryRules.IsPublic(ascii)
                => $"{quoted} is a public suffix, below which names belong to others; write a domain of your own",
            _ => null,
        };
    }

    private static bool IsNumber(string domain)
        => ulong.TryParse(domain[(domain.LastIndexOf('.') + 1)..], CultureInfo.InvariantCulture, out _);
}
