using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>A page with what it inherits.</summary>
internal sealed record Page(PdfDictionary Source, int Number, int ObjectNumber, PdfReference Copy)
{
    /// <summary>Boxes, rotation and resources of the nodes above.</summary>
    public required PdfDictionary Inherited { get; init; }

    /// <summary>What it draws came over in part only.</summary>
    public bool IsLossy { get; set; }

    /// <summary>Steps that drawing it takes.</summary>
    public long Cost { get; set; }

    public PdfValue? this[string key] => Source[key] ?? Inherited[key];

    public string Where => string.Create(CultureInfo.InvariantCulture, $"page {Number}");
}

/// <summary>The pages in their order (§7.7.3).</summary>
internal sealed class PageTree(PdfRebuild rebuild)
{
    private static readonly string[] InheritedKeys = ["Resources", "MediaBox", "CropBox", "Rotate"];
    private readonly Dictionary<PdfDictionary, Page> _bySource = new(ReferenceEqualityComparer.Instance);

    public List<Page> Pages { get; } = [];

    public void Find()
    {
        var limit = rebuild.Scope.Policy.Pdf.MaxPages;
        var seen = new HashSet<PdfValue>(ReferenceEqualityComparer.Instance);
        var open = new Stack<(PdfValue Node, PdfDictionary Inherited)>();
        open.Push((rebuild.File.Catalog["Pages"]!, new()));
        while (open.TryPop(out var next))
        {
            rebuild.File.Budget.SpendValue();
            if (rebuild.File.Resolve(next.Node) is not PdfDictionary node)
                continue;
            if (rebuild.File.Array(node["Kids"]) is not { } kids || rebuild.File.Name(node["Type"]) == "Page")
            {
                if (Pages.Count >= limit)
                    throw new PdfRefusedException("pdf.too-many-pages", "", $"more than {limit} pages");
                Add(node, next);
                continue;
            }
            if (!seen.Add(node))
            {
                rebuild.Findings.Add("pdf.loop", "", "the tree of pages contains itself");
                continue;
            }
            var inherited = new PdfDictionary();
            foreach (var key in InheritedKeys)
                inherited[key] = node[key] ?? next.Inherited[key];
            foreach (var kid in Enumerable.Reverse(kids.Items))
                open.Push((kid, inherited));
        }
        if (Pages.Count == 0)
            throw new PdfRefusedException("pdf.damaged", "", "it has no pages");
    }

    private void Add(PdfDictionary node, (PdfValue Node, PdfDictionary Inherited) next)
    {
        var number = next.Node is PdfReference reference ? reference.Number : -1;
        var page = new Page(node, Pages.Count + 1, number, rebuild.Writer.Reserve()) { Inherited = next.Inherited };
        Pages.Add(page);
        _bySource.TryAdd(node, page);
    }

    /// <summary>The page that a destination names; null where it is none.</summary>
    public Page? Find(PdfValue? value) => rebuild.File.Resolve(value) switch
    {
        PdfDictionary source => _bySource.GetValueOrDefault(source),
        PdfNumber { Int: var index } when index >= 0 && index < Pages.Count => Pages[index],
        _ => null,
    };

    public void Write(PdfReference tree)
    {
        foreach (var page in Pages)
        {
            rebuild.CancellationToken.ThrowIfCancellationRequested();
            var before = rebuild.Losses;
            var writer = new PageWriter(rebuild, this, page);
            rebuild.Writer.Set(page.Copy, writer.Write(tree));
            (page.IsLossy, page.Cost) = (rebuild.Losses > before, writer.Cost);
        }
        var kids = new PdfArray([.. Pages.Select(p => p.Copy)]);
        rebuild.Writer.Set(tree, new PdfDictionary().WithName("Type", "Pages").With("Count", Pages.Count).With("Kids", kids));
    }
}
