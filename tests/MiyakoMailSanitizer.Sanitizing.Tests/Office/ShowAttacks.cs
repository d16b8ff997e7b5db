namespace MiyakoMailSanitizer.Sanitizing.Tests.Office;

/// <summary>Slides with one attack each. Where it would act, it says "evilmark".</summary>
internal static class ShowAttacks
{
    private const string Slide = "ppt/slides/slide1.xml";

    private static DocumentBuilder Action(string action) => DocumentBuilder.Show(run: $"<a:rPr><a:hlinkClick r:id=\"rId9\" action=\"{action}\"/></a:rPr>");

    private static string Picture(string within)
        => $"<p:pic><p:nvPicPr><p:cNvPr id=\"5\" name=\"v\"/><p:cNvPicPr/><p:nvPr>{within}</p:nvPr></p:nvPicPr><p:blipFill><a:blip r:embed=\"rIdP\"/></p:blipFill><p:spPr/></p:pic>";

    private static string Frame(string content)
        => $"<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"6\" name=\"o\"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/presentationml/2006/ole\">{content}</a:graphicData></a:graphic></p:graphicFrame>";

    public static IEnumerable<(string Name, string Code, byte[] Document)> All()
    {
        yield return ("program", "office.action", Action("ppaction://program").Relate(Slide, "rId9", "hyperlink", "evilmark.exe", isExternal: true).Build());
        yield return ("macro", "office.action", Action("ppaction://macro?name=evilmark").Build());
        yield return ("file", "office.action", Action("ppaction://hlinkfile").Relate(Slide, "rId9", "hyperlink", "file:///evilmark", isExternal: true).Build());
        yield return ("link", "office.link", DocumentBuilder.Show(run: "<a:rPr><a:hlinkClick r:id=\"rId9\"/></a:rPr>")
            .Relate(Slide, "rId9", "hyperlink", "ms-powerpoint:evilmark", isExternal: true).Build());
        yield return ("link on hover", "office.link", DocumentBuilder.Show(run: "<a:rPr><a:hlinkMouseOver r:id=\"rId9\"/></a:rPr>")
            .Relate(Slide, "rId9", "hyperlink", "\\\\evilmark\\x", isExternal: true).Build());
        yield return ("video", "office.media", DocumentBuilder.Show(Picture("<a:videoFile r:link=\"rId9\"/>"))
            .Relate(Slide, "rId9", "video", "http://evilmark.example/v.mp4", isExternal: true).Build());
        yield return ("embedded object", "office.ole", DocumentBuilder.Show(Frame($"<p:oleObj progId=\"evilmark\" r:id=\"rId9\"><p:embed/>{Picture("")}</p:oleObj>"))
            .Part("ppt/embeddings/o.bin", DocumentBuilder.Open + "oleObject", "evilmark").Relate(Slide, "rId9", "oleObject", "../embeddings/o.bin").Build());
        yield return ("linked object without a picture", "office.ole", DocumentBuilder.Show(Frame("<p:oleObj progId=\"evilmark\" r:id=\"rId9\"><p:link/></p:oleObj>"))
            .Relate(Slide, "rId9", "oleObject", "file:///evilmark!x", isExternal: true).Build());
        yield return ("control", "office.activex", DocumentBuilder.Show(afterShapes: "<p:controls><p:control name=\"evilmark\" r:id=\"rId9\"/></p:controls>")
            .Part("ppt/activeX/a.xml", "application/vnd.ms-office.activeX+xml", "<evilmark/>").Relate(Slide, "rId9", "control", "../activeX/a.xml").Build());
        yield return ("command", "office.action", DocumentBuilder.Show(
            afterShapes: "<p:timing><p:tnLst><p:par><p:cTn id=\"1\"><p:childTnLst><p:cmd type=\"verb\" cmd=\"evilmark\"/></p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>").Build());
        yield return ("sound", "office.media", DocumentBuilder.Show(afterShapes: "<p:transition><p:sndAc><p:stSnd><p:snd r:embed=\"rId9\" name=\"evilmark\"/></p:stSnd></p:sndAc></p:transition>")
            .Part("ppt/media/s.wav", "audio/wav", "evilmark").Relate(Slide, "rId9", "audio", "../media/s.wav").Build());
        yield return ("external master", "office.external-link", DocumentBuilder.Show()
            .Relate(Slide, "rId9", "slideLayout", "http://evilmark.example/l.xml", isExternal: true).Build());
    }
}
