using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Configuration;

namespace MiyakoMailSanitizer.Gateway.Settings;

/// <summary>The bytes of the rules file and the notices at one moment, or why they can't be read.</summary>
/// <param name="Rules">The rules file.</param>
/// <param name="Notices">In the order of their names; names without folders.</param>
/// <param name="Faults">Empty where all was read.</param>
internal sealed record PolicyFiles(
    ReadOnlyMemory<byte> Rules, ImmutableArray<(string FileName, ReadOnlyMemory<byte> Content)> Notices, ImmutableArray<ConfigFault> Faults)
{
    private const int MaxNotices = 100;

    /// <summary>Never throws for anything the disk does.</summary>
    public static PolicyFiles Read(GatewaySettings settings, Func<string, string> shownAs)
    {
        var faults = ImmutableArray.CreateBuilder<ConfigFault>();
        var notices = ImmutableArray.CreateBuilder<(string, ReadOnlyMemory<byte>)>();
        if (!ConfigFiles.TryRead(settings.RulesFile, shownAs(settings.RulesFile), out var rules, out var fault))
            faults.Add(fault);
        if (!ConfigFiles.TryList(settings.NoticesFolder, shownAs(settings.NoticesFolder), out var names, out fault))
            faults.Add(fault);
        foreach (var name in names.Take(MaxNotices))
        {
            var path = Path.Combine(settings.NoticesFolder, name);
            if (ConfigFiles.TryRead(path, shownAs(path), out var content, out fault))
                notices.Add((name, content));
            else
                faults.Add(fault);
        }

        return new(rules, notices.ToImmutable(), faults.ToImmutable());
    }

    /// <summary>True where a reader would see no difference.</summary>
    public bool IsSameAs(PolicyFiles other)
        => Faults.SequenceEqual(other.Faults)
        && Rules.Span.SequenceEqual(other.Rules.Span)
        && Notices.Length == other.Notices.Length
        && Notices.Zip(other.Notices, AreSame).All(same => same);

    private static bool AreSame((string FileName, ReadOnlyMemory<byte> Content) a, (string FileName, ReadOnlyMemory<byte> Content) b)
        => a.FileName == b.FileName && a.Content.Span.SequenceEqual(b.Content.Span);
}
