using System.Xml.Linq;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>Content types and relationships of a package: all lead to parts, and all parts are led to.</summary>
internal sealed class PackageLinks(IEnumerable<string> names, Dictionary<string, XElement> trees)
{
    private readonly HashSet<string> _names = new(names, StringComparer.Ordinal);

    /// <summary>Where the relationships of a part stand.</summary>
    public static string RelationsOf(string part)
    {
        var slash = part.LastIndexOf('/') + 1;
        return $"{part[..slash]}_rels/{part[slash..]}.rels";
    }

    /// <summary>What is wrong; empty where nothing is.</summary>
    public IEnumerable<string> Faults() => [.. TypeFaults(), .. ReachFaults()];

    private IEnumerable<string> TypeFaults()
    {
        if (!trees.TryGetValue("[Content_Types].xml", out var types))
        {
            yield return "there are no content types";
            yield break;
        }

        var defaults = types.Elements().Where(e => e.Name.LocalName == "Default").Select(e => Value(e, "Extension")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var overrides = types.Elements().Where(e => e.Name.LocalName == "Override").Select(e => Value(e, "PartName")).ToList();
        foreach (var type in types.Elements().Select(e => Value(e, "ContentType")).Distinct())
        {
            if (ForbiddenContent.Word(type) is { } word)
                yield return $"content type of '{word}': {type}";
        }

        foreach (var name in overrides.Where(o => !_names.Contains(o.TrimStart('/'))))
            yield return $"a content type for {name}, which is not there";
        foreach (var name in overrides.GroupBy(o => o, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            yield return $"two content types for {name.Key}";
        foreach (var name in _names.Where(n => n != "[Content_Types].xml" && !overrides.Contains("/" + n) && !defaults.Contains(Path.GetExtension(n).TrimStart('.'))))
            yield return $"{name}: no content type";
    }

    private IEnumerable<string> ReachFaults()
    {
        var reached = new HashSet<string>(["[Content_Types].xml"], StringComparer.Ordinal);
        var waiting = new Queue<string>([""]);
        while (waiting.TryDequeue(out var part))
        {
            if (!trees.TryGetValue(RelationsOf(part), out var relations))
                continue;
            reached.Add(RelationsOf(part));
            foreach (var duplicate in relations.Elements().GroupBy(r => Value(r, "Id")).Where(g => g.Count() > 1))
                yield return $"{RelationsOf(part)}: the id {duplicate.Key} is there twice";
            foreach (var relation in relations.Elements().Where(r => Value(r, "TargetMode") != "External"))
            {
                var target = Resolve(part, Value(relation, "Target"));
                if (!_names.Contains(target))
                    yield return $"{RelationsOf(part)}: leads to {target}, which is not there";
                else if (reached.Add(target))
                    waiting.Enqueue(target);
            }
        }

        foreach (var name in _names.Where(n => !reached.Contains(n)))
            yield return $"{name}: nothing leads to it";
    }

    private static string Resolve(string part, string target)
    {
        var hash = target.IndexOf('#', StringComparison.Ordinal);
        var path = Uri.UnescapeDataString(hash < 0 ? target : target[..hash]);
        var uri = new Uri(new Uri($"http://package/{Uri.EscapeDataString(part).Replace("%2F", "/", StringComparison.Ordinal)}"), path);
        return path.Length == 0 ? part : Uri.UnescapeDataString(uri.AbsolutePath).TrimStart('/');
    }

    private static string Value(XElement element, string attribute) => (string?)element.Attribute(attribute) ?? "";
}
