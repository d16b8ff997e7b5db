using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Office.Parts;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Word;

/// <summary>Fields, links and comments of Word documents.</summary>
internal sealed class WordFilter : DrawingFilter
{
    private FieldFilter? _fields;
    private string _characterType = "";

    public override ElementDecision Start(ElementStart element, PartCopier copier)
    {
        _fields ??= new(copier);
        switch (element.Rule.QName)
        {
            case "w:fldSimple":
                return StartSimpleField(element, copier);
            case "w:hyperlink":
                return StartLink(element, copier);
            case "w:txbxContent":
                _fields.StartStory();
                return ElementDecision.Keep;
            case "w:commentReference" or "w:commentRangeStart" or "w:commentRangeEnd":
                return copier.Rebuild.Options.Comments == KeepOrRemove.Keep ? ElementDecision.Keep : ElementDecision.Drop;
            case "w:fldChar":
                _characterType = element.Value("w:fldCharType") ?? "";
                return ElementDecision.Keep;
            default:
                return base.Start(element, copier);
        }
    }

    public override void End(Frame frame, PartCopier copier)
    {
        switch (frame.Rule!.QName)
        {
            case "w:fldChar":
                _fields!.Character(frame, _characterType, copier.Out.Position);
                break;
            case "w:instrText":
                _fields!.Text(frame, frame.Text!.ToString(), isInstruction: true, copier.Out.Position);
                break;
            case "w:t":
                _fields!.Text(frame, frame.Text!.ToString(), isInstruction: false, copier.Out.Position);
                break;
            case "w:txbxContent":
                _fields!.EndStory();
                break;
            default:
                base.End(frame, copier);
                break;
        }
    }

    public override void Finish(PartCopier copier) => _fields?.Finish();

    private static ElementDecision StartLink(ElementStart element, PartCopier copier)
    {
        if (element.Value("r:id") is not null || element.Value("w:anchor") is not null)
            return ElementDecision.Keep;
        if (element.Link is { } target && copier.Rebuild.Options.Links == LinkStyle.Defang)
        {
            copier.Out.Start("w:r"u8);
            copier.Out.Start("w:t"u8);
            copier.Out.Attribute("xml:space"u8, "preserve");
            copier.Out.Text($"<{OfficeLink.Defang(target)}> ");
            copier.Out.End("w:t"u8);
            copier.Out.End("w:r"u8);
        }
        return ElementDecision.Unwrap;
    }

    private ElementDecision StartSimpleField(ElementStart element, PartCopier copier)
    {
        _fields!.Nest();
        var instruction = element.Value("w:instr") ?? "";
        if (FieldCodes.Fault(instruction, copier.Rebuild.Options.Links == LinkStyle.Keep) is not { } code)
            return ElementDecision.Keep;
        copier.Rebuild.Findings.Add(code, copier.Part.Entry!.Name, $"a field was replaced by its result: {instruction.Trim()}");
        return ElementDecision.Unwrap;
    }
}
