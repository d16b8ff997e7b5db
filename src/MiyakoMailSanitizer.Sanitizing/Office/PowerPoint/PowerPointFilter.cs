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
                return StartObject(element, copier);
            case "a:off" or "a:ext" when _open.TryPeek(out var frame) && !frame.IsObject:
                frame.Place(element);
                return ElementDecision.Keep;
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
            EndWithoutPicture(frame, closed, copier);
            return;
        }
        copier.Out.Cut(frame.Start, picture.Start);
        copier.Out.Cut(picture.End, copier.Out.Position);
    }

    private static void EndWithoutPicture(Frame frame, ObjectFrame closed, PartCopier copier)
    {
        var rebuild = copier.Rebuild;
        var relation = rebuild.RelatePicture(copier.Part, ObjectPicture.Find(rebuild, copier.Part, closed.Shape));
        rebuild.Before[ContentKind.Pictures]++;
        rebuild.After = frame.Counts;
        if (!rebuild.IsPlaceholder(copier.Part, relation))
            rebuild.After[ContentKind.Pictures]++;
        // Nothing within stays, but what takes its place does.
        frame.Children = 1;
        copier.Out.Cut(frame.Start, copier.Out.Position,
            ObjectPicture.Write(rebuild.IsStrict, closed.Outer?.Declared ?? 0, relation, closed.Id ?? "1", closed.Name ?? "", closed.Extent));
    }

    private ElementDecision StartObject(ElementStart element, PartCopier copier)
    {
        copier.Rebuild.Findings.Add("office.ole", copier.Part.Entry!.Name, "an embedded object was replaced by its picture");
        if (!_open.TryPeek(out var frame))
            return ElementDecision.Drop;
        frame.IsObject = true;
        frame.Shape = element.Value("spid") ?? "";
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
        private (string X, string Y)? _corner;
        private (string Width, string Height)? _size;

        /// <summary>The shape of the old drawing that shows the object.</summary>
        public string Shape { get; set; } = "";

        public (string X, string Y, string Width, string Height)? Extent
            => _corner is var (x, y) && _size is var (width, height) ? (x, y, width, height) : null;

        public string? Id { get; set; }
        public string? Name { get; set; }

        /// <summary>What lies around the frame; null where nothing does.</summary>
        public Frame? Outer { get; set; }

        public (long Start, long End)? Picture { get; set; }

        /// <summary>Takes a corner or a size; the first of each is the frame's own.</summary>
        public void Place(ElementStart element)
        {
            if (element.Value("x") is { } x && element.Value("y") is { } y)
                _corner ??= (x, y);
            else if (element.Value("cx") is { } width && element.Value("cy") is { } height)
                _size ??= (width, height);
        }
    }
}
