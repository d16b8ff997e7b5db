using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Office.Excel;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Parts;

/// <summary>What drawings and charts hold in all three applications: links with actions, formulas of charts, legacy fields of VML.</summary>
internal abstract class DrawingFilter : IPartFilter
{
    private static readonly string[] Jumps =
    [
        "ppaction://hlinkshowjump?jump=nextslide", "ppaction://hlinkshowjump?jump=previousslide", "ppaction://hlinkshowjump?jump=firstslide",
        "ppaction://hlinkshowjump?jump=lastslide", "ppaction://hlinkshowjump?jump=lastslideviewed", "ppaction://hlinkshowjump?jump=endshow",
    ];

    public virtual bool Refuses(ElementStart element) => false;

    public virtual ElementDecision Start(ElementStart element, PartCopier copier) => element.Rule.QName switch
    {
        "a:hlinkClick" or "a:hlinkHover" or "a:hlinkMouseOver" => StartLink(element, copier),
        "a:blip" when element.Value("r:embed") is null => StartBlip(element, copier),
        "v:imagedata" => StartImage(element, copier),
        "xdr:sp" => StartShape(element, copier),
        _ => ElementDecision.Keep,
    };

    public virtual void End(Frame frame, PartCopier copier)
    {
        if (frame.Rule!.Behaviour.Text == TextUse.Formula)
            EndFormula(frame, copier);
    }

    public virtual void Finish(PartCopier copier)
    {
    }

    /// <summary>ECMA-376 part 1 §21.1.2.3.5, MS-OE376: an action runs programs and macros too; jumps within the show stay.</summary>
    private static ElementDecision StartLink(ElementStart element, PartCopier copier)
    {
        var action = element.Value("action");
        var id = element.Value("r:id");
        var isJump = action is not null && Jumps.Contains(action, StringComparer.OrdinalIgnoreCase);
        var leadsSomewhere = id is { Length: > 0 };
        var isSlide = leadsSomewhere && "ppaction://hlinksldjump".Equals(action, StringComparison.OrdinalIgnoreCase);
        if (string.IsNullOrEmpty(action) ? leadsSomewhere : isJump || isSlide)
        {
            // A jump names no target, but the attribute must be there.
            element.Set("r:id", id ?? "");
            return ElementDecision.Keep;
        }
        if (element.Link is { } target && copier.Rebuild is { App: OfficeApp.Ppt, Options.Links: LinkStyle.Defang })
        {
            element.Set("r:id", "");
            element.Set("action", "ppaction://noaction");
            element.Set("tooltip", OfficeLink.Defang(target));
            return ElementDecision.Keep;
        }
        if (!string.IsNullOrEmpty(action))
            copier.Rebuild.Findings.Add("office.action", copier.Part.Entry!.Name, $"the action {action} was removed");
        return ElementDecision.Drop;
    }

    /// <summary>A picture that was only linked: our field stands for it.</summary>
    private static ElementDecision StartBlip(ElementStart element, PartCopier copier)
    {
        element.Set("r:embed", copier.Rebuild.Placeholder(copier.Part));
        element.IsPlaceholder = true;
        return ElementDecision.Keep;
    }

    private static ElementDecision StartImage(ElementStart element, PartCopier copier)
    {
        if (element.Value("r:id") is null && element.Value("o:relid") is null)
        {
            element.Set("r:id", copier.Rebuild.Placeholder(copier.Part));
            element.IsPlaceholder = true;
        }
        return ElementDecision.Keep;
    }

    private static ElementDecision StartShape(ElementStart element, PartCopier copier)
    {
        if (element.Value("textlink") is { Length: > 0 } formula && !FormulaCheck.IsReference(formula))
        {
            element.Set("textlink", null);
            copier.Rebuild.Findings.Add("office.formula", copier.Part.Entry!.Name, $"the text of a shape was linked to {formula}");
        }
        return ElementDecision.Keep;
    }

    /// <summary>A chart's values stand behind their formula, which the schema asks for: what Excel itself writes for lost cells takes its place.</summary>
    private static void WithoutReference(Frame frame, PartCopier copier)
    {
        var rule = frame.Rule!;
        var instead = new MemoryStream();
        var xml = new XmlOut(instead);
        xml.Start(rule.Written);
        xml.Attribute(Encoding.ASCII.GetBytes($"xmlns:{rule.Namespace.WrittenPrefix}"), rule.Namespace.UriOf(copier.Rebuild.IsStrict));
        xml.Text("#REF!");
        xml.End(rule.Written);
        xml.Finish();
        copier.Out.Cut(frame.Start, copier.Out.Position, instead.ToArray());
    }

    private static void EndFormula(Frame frame, PartCopier copier)
    {
        var formula = frame.Text!.ToString();
        if (FormulaCheck.Fault(formula) is not { } code)
            return;
        copier.Rebuild.Findings.Add(code, copier.Part.Entry!.Name, $"a formula of {frame.Rule!.Name} was removed: {formula}");
        if (frame.Rule.Namespace.Prefix is "c" or "cx" or "c15")
            WithoutReference(frame, copier);
        else if (frame.Rule.Behaviour.CutWith is not { } around || !copier.CutAround(around))
            frame.IsCut = true;
    }
}
