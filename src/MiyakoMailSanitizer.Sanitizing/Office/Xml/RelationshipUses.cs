namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>What happens to an element whose relationship leads nowhere that it may.</summary>
internal enum WithoutTarget
{
    /// <summary>The element goes.</summary>
    DropElement = 0,

    /// <summary>The attribute goes.</summary>
    DropAttribute,

    /// <summary>A picture of ours takes its place.</summary>
    Placeholder,
}

/// <summary>What an attribute that names a relationship may lead to.</summary>
/// <param name="Types">Short names of relationship types; see <see cref="Package.RelationshipTypes"/>.</param>
/// <param name="Otherwise">What happens where it leads elsewhere.</param>
internal sealed record RelationshipUse(string[] Types, WithoutTarget Otherwise = WithoutTarget.DropElement)
{
    /// <summary>An empty value says "none" and may stay.</summary>
    public bool MayBeEmpty { get; init; }
}

/// <summary>The table: which attribute of which element names which kind of relationship. An attribute that is not here names none.</summary>
internal static class RelationshipUses
{
    private static readonly string[] Images = ["image"];

    private static readonly Dictionary<(string Element, string Attribute), RelationshipUse> Rows = new()
    {
        [("w:headerReference", "r:id")] = new(["header"]),
        [("w:footerReference", "r:id")] = new(["footer"]),
        [("w:hyperlink", "r:id")] = new(["hyperlink"], WithoutTarget.DropAttribute),
        [("a:blip", "r:embed")] = new(Images, WithoutTarget.Placeholder),
        [("a:hlinkClick", "r:id")] = new(["hyperlink", "slide"], WithoutTarget.DropAttribute) { MayBeEmpty = true },
        [("a:hlinkHover", "r:id")] = new(["hyperlink", "slide"], WithoutTarget.DropAttribute) { MayBeEmpty = true },
        [("a:hlinkMouseOver", "r:id")] = new(["hyperlink", "slide"], WithoutTarget.DropAttribute) { MayBeEmpty = true },
        [("c:chart", "r:id")] = new(["chart"]),
        [("c:userShapes", "r:id")] = new(["chartUserShapes"]),
        [("cx:chart", "r:id")] = new(["ms:chartEx"]),
        [("dgm:relIds", "r:dm")] = new(["diagramData"]),
        [("dgm:relIds", "r:lo")] = new(["diagramLayout"]),
        [("dgm:relIds", "r:qs")] = new(["diagramQuickStyle"]),
        [("dgm:relIds", "r:cs")] = new(["diagramColors"]),
        [("dgm:shape", "r:blip")] = new(Images, WithoutTarget.DropAttribute) { MayBeEmpty = true },
        [("dsp:dataModelExt", "relId")] = new(["owner:ms:diagramDrawing"], WithoutTarget.DropAttribute),
        [("v:imagedata", "r:id")] = new(Images, WithoutTarget.Placeholder),
        [("v:imagedata", "o:relid")] = new(Images, WithoutTarget.Placeholder),
        [("v:fill", "r:id")] = new(Images, WithoutTarget.DropAttribute),
        [("v:fill", "o:relid")] = new(Images, WithoutTarget.DropAttribute),
        [("v:stroke", "r:id")] = new(Images, WithoutTarget.DropAttribute),
        [("v:stroke", "o:relid")] = new(Images, WithoutTarget.DropAttribute),
        [("x:sheet", "r:id")] = new(["worksheet", "chartsheet"]),
        [("x:hyperlink", "r:id")] = new(["hyperlink"], WithoutTarget.DropAttribute),
        [("x:drawing", "r:id")] = new(["drawing"]),
        [("x:legacyDrawing", "r:id")] = new(["vmlDrawing"]),
        [("x:legacyDrawingHF", "r:id")] = new(["vmlDrawing"]),
        [("x:picture", "r:id")] = new(Images),
        [("x:tablePart", "r:id")] = new(["table"]),
        [("x:pageSetup", "r:id")] = new([], WithoutTarget.DropAttribute),
        [("p:sldMasterId", "r:id")] = new(["slideMaster"]),
        [("p:sldId", "r:id")] = new(["slide"]),
        [("p:sld", "r:id")] = new(["slide"]),
        [("p:sldLayoutId", "r:id")] = new(["slideLayout"]),
        [("p:notesMasterId", "r:id")] = new(["notesMaster"]),
        [("p:handoutMasterId", "r:id")] = new(["handoutMaster"]),
    };

    // What the schema knows but names nothing that may stay.
    private static readonly RelationshipUse Nothing = new([], WithoutTarget.DropAttribute);

    public static RelationshipUse? Of(string element, string attribute)
        => Rows.TryGetValue((element, attribute), out var use) ? use
        : attribute.StartsWith("r:", StringComparison.Ordinal) ? Nothing
        : null;
}
