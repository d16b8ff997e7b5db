using MiyakoMailSanitizer.Sanitizing.Office.Parts;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.PowerPoint;

/// <summary>Embedded objects of slides: the picture of the object takes the place of its frame.</summary>
internal sealed class PowerPointFilter : DrawingFilter
{
    private readonly Stack<ObjectFrame> _open = new();

    public override ElementDecision Start(ElementStart element, PartCopier copier)
    {
        switch (element.Rule.QName)
        {
            case "p:graphicFrame":
                _open.Push(new());
                return ElementDecision.Keep;
            case "p:cNvPr":
                StartIdentity(element);
                return ElementDecision.Keep;
            case "p:oleObj":
                return StartObject(copier);
            case "p:pic" when _open.TryPeek(out var frame) && frame.IsObject:
                if (frame.Picture is not null)
                    return ElementDecision.Drop;
                frame.Picture = (copier.Out.Position, 0);
                copier.ForgetDeclarations(frame.Outer);
                return ElementDecision.Keep;
            default:
                return base.Start(element, copier);
        }
    }

    public override void End(Frame frame, PartCopier copier)
    {
        if (frame.Rule!.QName == "p:pic" && _open.TryPeek(out var inner) && inner is { IsObject: true, Picture: { End: 0 } picture })
            inner.Picture = picture with { End = copier.Out.Position };
        else if (frame.Rule.QName == "p:graphicFrame" && _open.TryPop(out var closed) && closed.IsObject)
            EndObject(frame, closed, copier);
        else
            base.End(frame, copier);
    }

    private static void EndObject(Frame frame, ObjectFrame closed, PartCopier copier)
    {
        if (closed.Picture is not { End: > 0 } picture)
        {
            frame.IsCut = true;
            return;
        }
        copier.Out.Cut(frame.Start, picture.Start);
        copier.Out.Cut(picture.End, copier.Out.Position);
    }

    private ElementDecision StartObject(PartCopier copier)
    {
        copier.Rebuild.Findings.Add("office.ole", copier.Part.Entry!.Name, "an embedded object was replaced by its picture");
        if (!_open.TryPeek(out var frame))
            return ElementDecision.Drop;
        frame.IsObject = true;
        frame.Outer = copier.OuterOf(copier.Around("p:graphicFrame")!);
        return ElementDecision.Keep;
    }

    /// <summary>Animations know the frame by its number, and two shapes of one number make PowerPoint repair the file.</summary>
    private void StartIdentity(ElementStart element)
    {
        if (!_open.TryPeek(out var frame))
            return;
        if (!frame.IsObject)
        {
            frame.Id ??= element.Value("id");
            frame.Name ??= element.Value("name");
        }
        else if (frame.Picture is not null)
        {
            element.Set("id", frame.Id);
            element.Set("name", frame.Name);
        }
    }

    private sealed class ObjectFrame
    {
        public bool IsObject { get; set; }
        public string? Id { get; set; }
        public string? Name { get; set; }

        /// <summary>What lies around the frame; null where nothing does.</summary>
        public Frame? Outer { get; set; }

        public (long Start, long End)? Picture { get; set; }
    }
}
