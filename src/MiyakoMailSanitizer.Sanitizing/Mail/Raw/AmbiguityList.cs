using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Raw;

/// <summary>Collects the places where programs read a message in different ways; of each code and place the first.</summary>
internal sealed class AmbiguityList
{
    /// <summary>Enough to see what kind of message it is; one of each code stays whatever comes.</summary>
    private const int Max = 60;

    private static readonly (HeaderFlaws Flaw, string Code, string Detail)[] HeaderTable =
    [
        (HeaderFlaws.BareCr, "line-end", "a CR without LF in the header"),
        (HeaderFlaws.Nul, "nul", "a NUL in the header"),
        (HeaderFlaws.SpaceBeforeColon, "field-name", "white space before the colon of a field"),
        (HeaderFlaws.NoColon, "header-end", "a line of the header that is no field"),
        (HeaderFlaws.WhiteLine, "header-end", "a line of white space in the header"),
        (HeaderFlaws.StrangeName, "field-name", "a field name with characters that names don't have"),
        (HeaderFlaws.LongName, "field-name", "a field name longer than a line"),
        (HeaderFlaws.LongLine, "long-line", "a header line of more than 998 bytes"),
        (HeaderFlaws.StrayContinuation, "header-end", "a header that begins with white space"),
        (HeaderFlaws.NoEmptyLine, "header-end", "a part that ends within its header"),
        (HeaderFlaws.NearName, "field-name", "a field name almost like one that decides about the content"),
    ];

    private static readonly (DelimiterFlaws Flaw, string Code, string Detail)[] DelimiterTable =
    [
        (DelimiterFlaws.Prefix, "delimiter", "a line begins like the delimiter but goes on"),
        (DelimiterFlaws.AfterEnd, "after-end", "parts follow the end delimiter"),
        (DelimiterFlaws.NoEnd, "end-missing", "the end delimiter is missing"),
        (DelimiterFlaws.Padding, "delimiter", "white space follows a delimiter"),
    ];

    private readonly ImmutableArray<Finding>.Builder _findings = ImmutableArray.CreateBuilder<Finding>();
    private readonly HashSet<(string, string)> _seen = [];
    private readonly HashSet<string> _codes = new(StringComparer.Ordinal);

    /// <summary>True where programs agree.</summary>
    public bool IsEmpty => _findings.Count == 0;

    /// <summary>What was found, in the order of reading.</summary>
    public ImmutableArray<Finding> Findings => _findings.ToImmutable();

    /// <summary>Adds <c>mail.ambiguous.code</c>.</summary>
    public void Add(string code, string where, string detail)
    {
        var isNew = _codes.Add(code);
        if (_seen.Add((code, where)) && (isNew || _findings.Count < Max))
            _findings.Add(new($"mail.ambiguous.{code}", where, detail));
    }

    public void Add(HeaderFlaws flaws, string where)
    {
        foreach (var (flaw, code, detail) in HeaderTable)
        {
            if (flaws.HasFlag(flaw))
                Add(code, where, detail);
        }
    }

    public void Add(DelimiterFlaws flaws, string where)
    {
        foreach (var (flaw, code, detail) in DelimiterTable)
        {
            if (flaws.HasFlag(flaw))
                Add(code, where, detail);
        }
    }
}
