namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>What is done with an element beyond copying it.</summary>
internal sealed record Behaviour
{
    /// <summary>Nothing.</summary>
    public static Behaviour Plain { get; } = new();

    /// <summary>It goes, its content stays.</summary>
    public bool Unwrap { get; init; }

    /// <summary>Written under another name of its namespace.</summary>
    public string? Rename { get; init; }

    /// <summary>Children of which one at least must have stayed, else it goes itself; <c>*</c> is any child. Null: it may be empty.</summary>
    public string[]? Needs { get; init; }

    /// <summary><see cref="Needs"/> holds only where it has this attribute.</summary>
    public string? NeedsWhen { get; init; }

    /// <summary>A later part of its content may cut it out.</summary>
    public bool Hold { get; init; }

    /// <summary>What its text is.</summary>
    public TextUse Text { get; init; }

    /// <summary>For a formula: the element around it that goes with it; null: it goes alone.</summary>
    public string? CutWith { get; init; }

    /// <summary>It stands for tracked changes.</summary>
    public Revision Revision { get; init; }

    /// <summary>The application's filter wants to see its end.</summary>
    public bool Notify { get; init; }

    public bool Holds => Hold || Needs is not null || Text != TextUse.None;
}

/// <summary>What the text of an element is taken for.</summary>
internal enum TextUse
{
    None = 0,

    /// <summary>A formula of a cell: the cached value stays without it.</summary>
    CellFormula,

    /// <summary>Any other formula.</summary>
    Formula,

    /// <summary>The formula of a defined name.</summary>
    DefinedName,

    /// <summary>A piece of a field's instruction.</summary>
    FieldInstruction,

    /// <summary>Text that may stand within a field's instruction.</summary>
    RunText,
}

/// <summary>What becomes of an element when tracked changes are accepted.</summary>
internal enum Revision
{
    None = 0,
    Inserted,
    Deleted,
}

/// <summary>The table of behaviours, by element.</summary>
internal static class Behaviours
{
    private static readonly string[] Any = ["*"];

    private static readonly Dictionary<string, Behaviour> Rows = Build();

    public static Behaviour Of(string qName) => Rows.GetValueOrDefault(qName, Behaviour.Plain);

    private static Dictionary<string, Behaviour> Build()
    {
        var rows = new Dictionary<string, Behaviour>
        {
            ["w:object"] = new() { Rename = "pict", Needs = Any },
            ["w:pict"] = new() { Needs = Any },
            ["w:fldChar"] = new() { Hold = true, Notify = true },
            ["w:txbxContent"] = new() { Notify = true },
            ["w:instrText"] = new() { Text = TextUse.FieldInstruction },
            ["w:t"] = new() { Text = TextUse.RunText },
            ["w:drawing"] = new() { Needs = ["wp:inline", "wp:anchor"] },
            ["wp:inline"] = new() { Needs = ["a:graphic"] },
            ["wp:anchor"] = new() { Needs = ["a:graphic"] },
            ["a:graphic"] = new() { Needs = ["a:graphicData"] },
            ["a:graphicData"] = new() { Needs = Any },
            ["a:ext"] = new() { Needs = Any, NeedsWhen = "uri" },
            ["p:graphicFrame"] = new() { Needs = ["a:graphic"], Notify = true },
            ["p:pic"] = new() { Notify = true },
            ["p:oleObj"] = new() { Unwrap = true },
            ["p:childTnLst"] = new() { Needs = Any },
            ["p:subTnLst"] = new() { Needs = Any },
            ["p:bldLst"] = new() { Needs = Any },
            ["x:f"] = new() { Text = TextUse.CellFormula },
            ["x:definedName"] = new() { Text = TextUse.DefinedName },
            ["x:formula"] = new() { Text = TextUse.Formula, CutWith = "x:cfRule" },
            ["x:formula1"] = new() { Text = TextUse.Formula, CutWith = "x:dataValidation" },
            ["x:formula2"] = new() { Text = TextUse.Formula, CutWith = "x:dataValidation" },
            ["x:calculatedColumnFormula"] = new() { Text = TextUse.Formula },
            ["x:totalsRowFormula"] = new() { Text = TextUse.Formula },
            ["x:cfRule"] = new() { Hold = true },
            ["x:dataValidation"] = new() { Hold = true },
            ["x14:cfRule"] = new() { Hold = true },
            ["x14:dataValidation"] = new() { Hold = true },
            ["x14:sparkline"] = new() { Hold = true },
            ["xm:f"] = new() { Text = TextUse.Formula, CutWith = "x14:cfRule|x14:dataValidation|x14:sparkline" },
            ["c:f"] = new() { Text = TextUse.Formula },
            ["c15:f"] = new() { Text = TextUse.Formula },
            ["c15:sqref"] = new() { Text = TextUse.Formula },
            ["cx:f"] = new() { Text = TextUse.Formula },
            ["xvml:FmlaLink"] = new() { Text = TextUse.Formula },
            ["xvml:FmlaRange"] = new() { Text = TextUse.Formula },
            ["xvml:FmlaTxbx"] = new() { Text = TextUse.Formula },
            ["xvml:FmlaGroup"] = new() { Text = TextUse.Formula },
            ["v:shape"] = new() { Hold = true },
            ["x:sheets"] = new() { Needs = ["x:sheet"] },
            ["x:conditionalFormatting"] = new() { Needs = ["x:cfRule"] },
            ["x14:conditionalFormatting"] = new() { Needs = ["x14:cfRule"] },
            ["xdr:graphicFrame"] = new() { Needs = ["a:graphic"] },
            ["wpg:graphicFrame"] = new() { Needs = ["a:graphic"] },
            ["cdr:graphicFrame"] = new() { Needs = ["a:graphic"] },
        };
        string[] containers =
        [
            "x:definedNames", "x:dataValidations", "x:hyperlinks", "x:tableParts", "x:ignoredErrors", "x:rowBreaks",
            "x:colBreaks", "x14:conditionalFormattings", "x14:dataValidations", "x14:sparklineGroups", "x14:sparklineGroup", "x14:sparklines",
        ];
        foreach (var container in containers)
            rows[container] = new() { Needs = Any };
        foreach (var prefix in new[] { "x", "a", "p", "c", "w14", "xdr", "cdr", "dgm", "dsp", "wps", "wpg", "wpc", "cx", "cs", "c14", "c15", "c16",
            "c16r3", "thm15", "p14", "p15", "x14", "pic14" })
        {
            rows[$"{prefix}:extLst"] = new() { Needs = Any };
            rows.TryAdd($"{prefix}:ext", new() { Needs = Any, NeedsWhen = "uri" });
        }
        foreach (var family in new[] { "xdr", "cdr" })
        {
            string[] objects = [$"{family}:sp", $"{family}:grpSp", $"{family}:graphicFrame", $"{family}:cxnSp", $"{family}:pic"];
            foreach (var anchor in new[] { "twoCellAnchor", "oneCellAnchor", "absoluteAnchor", "relSizeAnchor", "absSizeAnchor" })
                rows[$"{family}:{anchor}"] = new() { Needs = objects };
        }
        foreach (var change in new[] { "rPr", "pPr", "sectPr", "tblGrid", "tblPr", "tblPrEx", "tcPr", "trPr", "numbering" })
            rows[$"w:{change}Change"] = new() { Revision = Revision.Deleted };
        foreach (var gone in new[] { "del", "moveFrom", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "cellDel",
            "cellIns", "cellMerge" })
            rows[$"w:{gone}"] = new() { Revision = Revision.Deleted };
        foreach (var kept in new[] { "ins", "moveTo" })
            rows[$"w:{kept}"] = new() { Revision = Revision.Inserted };
        return rows;
    }
}
