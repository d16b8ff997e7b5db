using System.Text;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>Links to the Internet.</summary>
internal static class Links
{
    private const int MaxLength = 2_048;
    private static readonly string[] Schemes = ["http://", "https://", "mailto:"];

    /// <summary>The address where it may stay.</summary>
    public static PdfString? Allowed(PdfValue value, PdfRebuild rebuild)
        => rebuild.Scope.Policy.Pdf.Links == PdfLinkStyle.Keep && value is PdfString text && IsPlain(text.Bytes) ? text : null;

    public static bool IsPlain(byte[] uri)
        => uri.Length <= MaxLength && !uri.AsSpan().ContainsAnyExceptInRange((byte)0x21, (byte)0x7E)
            && Schemes.Any(s => Encoding.ASCII.GetString(uri).StartsWith(s, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Destinations (§12.3.2): places on pages of this document.</summary>
internal static class Destinations
{
    private static readonly Dictionary<string, int> Kinds = new(StringComparer.Ordinal)
    {
        ["XYZ"] = 3,
        ["Fit"] = 0,
        ["FitH"] = 1,
        ["FitV"] = 1,
        ["FitR"] = 4,
        ["FitB"] = 0,
        ["FitBH"] = 1,
        ["FitBV"] = 1,
    };

    /// <summary>An explicit destination; null where it leads to no page.</summary>
    public static PdfArray? Copy(PdfValue value, PdfRebuild rebuild, PageTree pages)
    {
        var file = rebuild.File;
        var target = file.Resolve(value);
        if (target is PdfName or PdfString)
            target = Named(target, rebuild);
        if (target is PdfDictionary dictionary)
            target = file.Resolve(dictionary["D"]);
        if (target is not PdfArray { Items: [var first, ..] items } || pages.Find(first) is not { } page)
            return null;
        var kind = items.Count > 1 ? file.Name(items[1]) : null;
        if (kind is null || !Kinds.TryGetValue(kind, out var count))
            (kind, count) = ("Fit", 0);
        var copy = new PdfArray([page.Copy, new PdfName(kind)]);
        for (var i = 0; i < count; i++)
            copy.Items.Add(i + 2 < items.Count && file.Resolve(items[i + 2]) is PdfNumber number ? number : kind == "FitR" ? new PdfNumber(0) : PdfNull.Instance);
        return copy;
    }

    private static PdfValue Named(PdfValue name, PdfRebuild rebuild)
    {
        var file = rebuild.File;
        var key = name is PdfName n ? n.Text : PdfText.Latin1(((PdfString)name).Bytes);
        if (file.Dictionary(file.Catalog["Dests"])?[key] is { } old)
            return file.Resolve(old);
        rebuild.NamedDestinations ??= Read(file.Dictionary(file.Catalog["Names"])?["Dests"], file);
        return file.Resolve(rebuild.NamedDestinations.GetValueOrDefault(key));
    }

    private static Dictionary<string, PdfValue> Read(PdfValue? root, PdfFile file)
    {
        var names = new Dictionary<string, PdfValue>(StringComparer.Ordinal);
        foreach (var node in Trees.Nodes(root, file))
        {
            var items = file.Array(node["Names"])?.Items ?? [];
            for (var i = 0; i + 1 < items.Count; i += 2)
            {
                if (file.Resolve(items[i]) is PdfString key)
                    names.TryAdd(PdfText.Latin1(key.Bytes), items[i + 1]);
            }
        }
        return names;
    }
}

/// <summary>Name trees and number trees (§7.9.6, §7.9.7).</summary>
internal static class Trees
{
    /// <summary>Each node once, in order.</summary>
    public static IEnumerable<PdfDictionary> Nodes(PdfValue? root, PdfFile file)
    {
        var seen = new HashSet<PdfValue>(ReferenceEqualityComparer.Instance);
        var open = new Stack<PdfValue>([root ?? PdfNull.Instance]);
        while (open.TryPop(out var next))
        {
            file.Budget.SpendValue();
            if (file.Resolve(next) is not PdfDictionary node || !seen.Add(node))
                continue;
            yield return node;
            foreach (var kid in Enumerable.Reverse(file.Array(node["Kids"])?.Items ?? []))
                open.Push(kid);
        }
    }
}

/// <summary>Outline, page labels, language and title.</summary>
internal sealed class Navigation(PdfRebuild rebuild, PageTree pages)
{
    private const int MaxItems = 20_000, MaxDepth = 32, MaxTitle = 500;
    private readonly PdfFile _file = rebuild.File;
    private readonly HashSet<PdfValue> _seen = new(ReferenceEqualityComparer.Instance);

    public void Write(PdfDictionary root)
    {
        if (_file.Resolve(_file.Catalog["Lang"]) is PdfString { Bytes.Length: > 0 and < 40 } language
            && !language.Bytes.AsSpan().ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"u8))
        {
            root["Lang"] = language;
        }
        root["PageLabels"] = Labels();
        if (_file.Name(_file.Dictionary(_file.Catalog["ViewerPreferences"])?["Direction"]) == "R2L")
            root["ViewerPreferences"] = new PdfDictionary().WithName("Direction", "R2L");
        if (_file.Dictionary(_file.Catalog["Outlines"]) is { } outlines)
            root["Outlines"] = Outline(outlines);
    }

    /// <summary>Title alone.</summary>
    public static PdfReference? Info(PdfRebuild rebuild)
    {
        var file = rebuild.File;
        return file.Resolve(file.Dictionary(file.Trailer["Info"])?["Title"]) is PdfString { Bytes.Length: > 0 } title
            ? rebuild.Writer.Add(new PdfDictionary().With("Title", Clean(title))) : null;
    }

    private static PdfString Clean(PdfString text)
        => PdfText.Encode(TextCut.AtMost(TextCleaner.CleanLine(PdfText.Decode(text.Bytes), "").Text, MaxTitle));

    private PdfDictionary? Labels()
    {
        var labels = new SortedDictionary<int, PdfDictionary>();
        foreach (var node in Trees.Nodes(_file.Catalog["PageLabels"], _file))
        {
            var items = _file.Array(node["Nums"])?.Items ?? [];
            for (var i = 0; i + 1 < items.Count; i += 2)
            {
                if (_file.Resolve(items[i]) is PdfNumber { Int: var index } && index >= 0 && index < pages.Pages.Count && _file.Dictionary(items[i + 1]) is { } source)
                    labels.TryAdd(index, Label(source));
            }
        }
        if (labels.Count == 0)
            return null;
        return new PdfDictionary().With("Nums", new PdfArray([.. labels.SelectMany(l => (PdfValue[])[new PdfNumber(l.Key), l.Value])]));
    }

    private PdfDictionary Label(PdfDictionary source)
    {
        var copy = new PdfDictionary();
        if (_file.Name(source["S"]) is { } style && style is "D" or "R" or "r" or "A" or "a")
            copy.WithName("S", _file.Name(source["S"])!);
        if (_file.Resolve(source["P"]) is PdfString prefix)
            copy["P"] = Clean(prefix);
        if (_file.Int(source["St"], 1) is > 1 and var start)
            copy.With("St", start);
        return copy;
    }

    private PdfReference? Outline(PdfDictionary source)
    {
        var root = rebuild.Writer.Reserve();
        var copy = new PdfDictionary().WithName("Type", "Outlines");
        var count = Items(source["First"], root, copy, 0);
        if (count == 0)
            return null;
        rebuild.Writer.Set(root, copy.With("Count", count));
        return root;
    }

    /// <summary>Writes a level with what lies below; gives how many items it has in all.</summary>
    private int Items(PdfValue? first, PdfReference parent, PdfDictionary above, int depth)
    {
        if (depth > MaxDepth)
            return 0;
        var (level, total) = (new List<(PdfReference Place, PdfDictionary Item)>(), 0);
        for (var next = first; _file.Dictionary(next) is { } source && _seen.Count < MaxItems && _seen.Add(source); next = source["Next"])
        {
            var place = rebuild.Writer.Reserve();
            var item = new PdfDictionary();
            item["Title"] = _file.Resolve(source["Title"]) is PdfString title ? Clean(title) : PdfText.Encode("");
            item["Parent"] = parent;
            var target = source["Dest"] ?? (_file.Dictionary(source["A"]) is { } action && _file.Name(action["S"]) == "GoTo" ? action["D"] : null);
            item["Dest"] = target is null ? null : Destinations.Copy(target, rebuild, pages);
            var below = Items(source["First"], place, item, depth + 1);
            if (below > 0)
                item.With("Count", _file.Int(source["Count"], 0) > 0 ? below : -below);
            level.Add((place, item));
            total += below + 1;
        }
        for (var i = 0; i < level.Count; i++)
        {
            level[i].Item["Prev"] = i > 0 ? level[i - 1].Place : null;
            level[i].Item["Next"] = i + 1 < level.Count ? level[i + 1].Place : null;
            rebuild.Writer.Set(level[i].Place, level[i].Item);
        }
        if (level.Count > 0)
            above.With("First", level[0].Place).With("Last", level[^1].Place);
        return total;
    }
}
