using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Office.Parts;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Excel;

/// <summary>Sheets, names, formulas and links of workbooks.</summary>
/// <param name="sheets">Null but for the workbook part itself.</param>
internal sealed class ExcelFilter(WorkbookSheets? sheets) : DrawingFilter
{
    private const int MaxShown = 120;

    private static readonly string[] AutoNames = ["auto_open", "auto_close", "auto_activate", "auto_deactivate"];

    /// <summary>Shared formulas of this sheet that stay, by their number.</summary>
    private readonly HashSet<string> _shared = new(StringComparer.Ordinal);

    /// <summary>Names of sheets that were written.</summary>
    private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);

    private string? _name;
    private string? _cell;
    private (string? Kind, string? Number) _formula;

    /// <summary>Sheets that go, and such as have the name of one before.</summary>
    public override bool Refuses(ElementStart element)
        => element.Rule.QName == "x:sheet" && sheets is not null
            && (element.Value("name") is not { } name || !sheets.Kept.Contains(name) || !_written.Add(name));

    public override ElementDecision Start(ElementStart element, PartCopier copier)
    {
        switch (element.Rule.QName)
        {
            case "x:c":
                _cell = element.Value("r");
                return ElementDecision.Keep;
            case "x:f":
                _formula = (element.Value("t"), element.Value("si"));
                return ElementDecision.Keep;
            case "x:v" or "x:row":
                return ElementDecision.Keep;
            case "x:sheet":
                return StartSheet(element);
            case "x:workbookView":
                element.Set("activeTab", Place(element.Value("activeTab")));
                element.Set("firstSheet", Place(element.Value("firstSheet")));
                return ElementDecision.Keep;
            case "x:definedName":
                return StartName(element, copier);
            case "x:hyperlink":
                return StartLink(element, copier);
            default:
                // Lists of which some may go: a count that is not there is right.
                if (element.Rule.Behaviour.Needs is not null)
                    element.Set("count", null);
                return base.Start(element, copier);
        }
    }

    public override void End(Frame frame, PartCopier copier)
    {
        switch (frame.Rule!.Behaviour.Text)
        {
            case TextUse.CellFormula:
                EndCellFormula(frame, copier);
                break;
            case TextUse.DefinedName:
                EndName(frame, copier);
                break;
            default:
                base.End(frame, copier);
                break;
        }
    }

    private static ElementDecision StartSheet(ElementStart element)
    {
        if (element.Value("state") == "veryHidden")
            element.Set("state", null);
        return ElementDecision.Keep;
    }

    private string? Place(string? old) => sheets?.NewPlace(old)?.ToString(CultureInfo.InvariantCulture);

    private ElementDecision StartName(ElementStart element, PartCopier copier)
    {
        _name = element.Value("name") ?? "";
        if (element.Value("localSheetId") is { } place)
        {
            if (sheets?.NewPlace(place) is not { } newPlace)
                return ElementDecision.Drop;
            element.Set("localSheetId", newPlace.ToString(CultureInfo.InvariantCulture));
        }
        var plain = _name.StartsWith("_xlnm.", StringComparison.OrdinalIgnoreCase) ? _name["_xlnm.".Length..] : _name;
        if (!AutoNames.Any(a => plain.StartsWith(a, StringComparison.OrdinalIgnoreCase)))
            return ElementDecision.Keep;
        copier.Rebuild.Findings.Add("office.xlm", copier.Part.Entry!.Name, $"the name {_name}, which starts a macro, was removed");
        return ElementDecision.Drop;
    }

    private static ElementDecision StartLink(ElementStart element, PartCopier copier)
    {
        if (element.Value("location") is { } location && !FormulaCheck.IsReference(location) && element.Value("r:id") is null)
        {
            element.Set("location", null);
            copier.Rebuild.Findings.Add("office.link", copier.Part.Entry!.Name, $"a link to {location} was removed");
        }
        if (element.Link is { } target && copier.Rebuild.Options.Links == LinkStyle.Defang && element.Value("r:id") is null)
        {
            // A link to the cell itself, so that the tip is shown.
            element.Set("location", element.Value("ref"));
            element.Set("tooltip", OfficeLink.Defang(target));
        }
        return element.Value("r:id") is null && string.IsNullOrEmpty(element.Value("location")) ? ElementDecision.Drop : ElementDecision.Keep;
    }

    private void EndCellFormula(Frame frame, PartCopier copier)
    {
        var formula = frame.Text!.ToString();
        var fault = copier.Rebuild.Options.Formulas == FormulaStyle.Values ? "" : FormulaCheck.Fault(formula);
        if (_formula is ("shared", { } number))
        {
            // The first one has the text, the others its number alone.
            if (formula.Length > 0 && fault is null)
                _shared.Add(number);
            else if (formula.Length == 0 && !_shared.Contains(number))
                fault ??= "";
        }
        if (fault is null)
            return;
        frame.IsCut = true;
        if (fault.Length > 0)
            copier.Rebuild.Findings.Add(fault, copier.Part.Entry!.Name, $"the formula of {_cell} was replaced by its value: {Shown(formula)}");
    }

    private void EndName(Frame frame, PartCopier copier)
    {
        var formula = frame.Text!.ToString();
        if (FormulaCheck.Fault(formula) is not { } fault)
            return;
        frame.IsCut = true;
        copier.Rebuild.Findings.Add(fault, copier.Part.Entry!.Name, $"the name {_name} was removed: {Shown(formula)}");
    }

    private static string Shown(string formula) => formula.Length > MaxShown ? formula[..MaxShown] : formula;
}
