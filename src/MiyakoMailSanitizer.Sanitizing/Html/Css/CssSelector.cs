using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>What became of the text of a selector.</summary>
internal enum CssReading
{
    /// <summary>Not CSS: browsers drop the whole rule.</summary>
    Invalid = 0,

    /// <summary>Valid, but of a kind that is not understood here.</summary>
    Unknown,

    /// <summary>Applies to nothing that is read: <c>:hover</c>, <c>::before</c>.</summary>
    Never,

    Valid,
}

/// <summary>A test that is no name, class or id.</summary>
internal enum CssTest
{
    Attribute,
    Not,
    Any,
    Root,
    FirstChild,
    LastChild,
    NthChild,
    Empty,
    Link,
    Checked,
    Never,
}

/// <summary>One test of a compound selector.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Name">Of an attribute, lower case.</param>
/// <param name="Operator">Of an attribute: <c>=</c>, or the character before it; NUL where only its presence is asked.</param>
/// <param name="Value">Of an attribute.</param>
/// <param name="IgnoresCase">Of an attribute's value.</param>
/// <param name="Step">a of an+b.</param>
/// <param name="Offset">b of an+b.</param>
/// <param name="Inner">The arguments of :not() and :is().</param>
internal sealed record CssCondition(
    CssTest Kind,
    string Name = "",
    char Operator = '\0',
    string Value = "",
    bool IgnoresCase = false,
    int Step = 0,
    int Offset = 0,
    ImmutableArray<CssCompound> Inner = default);

/// <summary>Tests of one element, e.g. <c>td.note:not([hidden])</c>.</summary>
internal sealed record CssCompound
{
    /// <summary>Lower case; null for any.</summary>
    public string? Name { get; init; }

    public string? Id { get; init; }

    public ImmutableArray<string> Classes { get; init; } = [];

    public ImmutableArray<CssCondition> Conditions { get; init; } = [];

    /// <summary>True where the name and at most one class or id are all that is asked: the look-up by them answers already.</summary>
    public bool IsSimple => Conditions.IsEmpty && Classes.Length + (Id is null ? 0 : 1) <= 1;

    public int Specificity
    {
        get
        {
            var sum = (Id is null ? 0 : CssRank.Id) + Math.Min(255, Classes.Length) * CssRank.Class + (Name is null ? 0 : CssRank.Element);
            foreach (var condition in Conditions)
            {
                sum = CssRank.Add(sum, condition.Kind is CssTest.Not or CssTest.Any
                    ? condition.Offset < 0 ? 0 : condition.Inner.Max(c => c.Specificity)
                    : CssRank.Class);
            }
            return sum;
        }
    }
}

/// <summary>Compounds and what stands between them, the last compound first.</summary>
/// <param name="Compounds">At least one.</param>
/// <param name="Combinators">Before each compound but the last (the first one written): a space, <c>&gt;</c>, <c>+</c> or <c>~</c>.</param>
internal sealed record CssSelector(ImmutableArray<CssCompound> Compounds, ImmutableArray<char> Combinators)
{
    public bool IsSimple => Compounds is [{ IsSimple: true }];

    public int Specificity => Compounds.Aggregate(0, (sum, c) => CssRank.Add(sum, c.Specificity));
}
