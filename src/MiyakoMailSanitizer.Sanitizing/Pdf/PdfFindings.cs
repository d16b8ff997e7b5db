namespace MiyakoMailSanitizer.Sanitizing.Pdf;

/// <summary>Findings of a document: of the same thing in the same place one.</summary>
internal sealed class PdfFindings
{
    private const int MaxDifferent = 2_000, MaxText = 300;

    private readonly OrderedDictionary<(string Code, string Where, string Detail), int> _found = [];
    private readonly HashSet<string> _codes = new(StringComparer.Ordinal);

    public void Add(string code, string where, string detail)
    {
        var key = (code, where, detail.Length > MaxText ? detail[..MaxText] : detail);
        if (_found.TryGetValue(key, out var count))
            _found[key] = count + 1;
        else if (_codes.Add(code) || _found.Count < MaxDifferent)
            _found.Add(key, 1);
    }

    public IEnumerable<Finding> All
        => _found.Select(f => new Finding(f.Key.Code, f.Key.Where, f.Value == 1 ? f.Key.Detail : $"{f.Key.Detail} ({f.Value} times)"));
}
