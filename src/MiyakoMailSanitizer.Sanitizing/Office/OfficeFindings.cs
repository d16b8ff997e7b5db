namespace MiyakoMailSanitizer.Sanitizing.Office;

/// <summary>Findings of a document: of the same thing in the same part one, with how often it was.</summary>
internal sealed class OfficeFindings
{
    private const int MaxDifferent = 2_000, MaxText = 300;

    private readonly OrderedDictionary<(string Code, string Where, string Detail), int> _found = [];

    public void Add(string code, string where, string detail)
    {
        var key = (code, where, detail.Length > MaxText ? detail[..MaxText] : detail);
        if (_found.TryGetValue(key, out var count))
            _found[key] = count + 1;
        else if (_found.Count < MaxDifferent || _found.Keys.All(k => k.Code != code))
            _found.Add(key, 1);
    }

    public IEnumerable<Finding> All
        => _found.Select(f => new Finding(f.Key.Code, f.Key.Where, f.Value == 1 ? f.Key.Detail : $"{f.Key.Detail} ({f.Value} times)"));
}
