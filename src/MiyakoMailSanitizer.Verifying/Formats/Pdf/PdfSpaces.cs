namespace MiyakoMailSanitizer.Verifying.Formats.Pdf;

/// <summary>Colour spaces.</summary>
internal static class PdfSpaces
{
    private const int MaxDepth = 6;

    /// <summary>How many numbers a colour has, 0 for patterns; -1 where it is none that we write.</summary>
    /// <param name="node">A name or an array.</param>
    /// <param name="resolve">Follows a reference.</param>
    /// <param name="visit">Told each object within and its kind.</param>
    /// <param name="depth">How deep it lies.</param>
    public static int Components(PdfNode node, Func<PdfNode, PdfNode> resolve, Action<PdfNode, string> visit, int depth = 0)
    {
        if (node.Kind == PdfKind.Name)
            return node.Text switch { "DeviceGray" => 1, "DeviceRGB" => 3, "DeviceCMYK" => 4, "Pattern" => 0, _ => -1 };
        if (node.Kind != PdfKind.Array || node.Items.Count < 2 || depth > MaxDepth || node.Items[0].Kind != PdfKind.Name)
            return -1;
        var items = node.Items;
        var kind = items[0].Text;
        switch (kind)
        {
            case "CalGray" or "CalRGB" or "Lab" when items.Count == 2:
                visit(items[1], kind);
                return kind == "CalGray" ? 1 : 3;
            case "ICCBased" when items.Count == 2:
                visit(items[1], "Profile");
                return resolve(items[1]).Keys.GetValueOrDefault("N") is { Number: 1 or 3 or 4 } n ? (int)n.Number : -1;
            case "Pattern" when items.Count == 2:
                return Components(items[1], resolve, visit, depth + 1) > 0 ? 0 : -1;
            case "Indexed" when items.Count == 4:
                return Components(items[1], resolve, visit, depth + 1) is > 0 and var below && items[2].IsInteger && items[2].Number is >= 0 and <= 255
                    && items[3].Kind == PdfKind.String && items[3].Bytes.Length == (items[2].Number + 1) * below ? 1 : -1;
            case "Separation" when items.Count == 4 && IsColorant(items[1]):
                return Tinted(items, resolve, visit, depth) ? 1 : -1;
            case "DeviceN" when items.Count == 4 && items[1].Kind == PdfKind.Array && items[1].Items.Count is > 0 and <= 32 && items[1].Items.TrueForAll(IsColorant):
                return Tinted(items, resolve, visit, depth) ? items[1].Items.Count : -1;
            default:
                return -1;
        }
    }

    private static bool IsColorant(PdfNode node) => node.Kind == PdfKind.Name && !PdfTables.Forbidden.Contains(node.Text);

    private static bool Tinted(List<PdfNode> items, Func<PdfNode, PdfNode> resolve, Action<PdfNode, string> visit, int depth)
    {
        visit(items[3], "Function");
        return Components(items[2], resolve, visit, depth + 1) > 0;
    }
}
