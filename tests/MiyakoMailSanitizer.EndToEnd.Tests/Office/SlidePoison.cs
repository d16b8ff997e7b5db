namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>What can be put into presentations.</summary>
internal static class SlidePoison
{
    private const string Names = "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
        + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

    private static readonly string[] Actions =
    [
        "ppaction://program", "ppaction://macro?name=poisonmark", "ppaction://ole?verb=0", "ppaction://hlinkfile", "ppaction://hlinkpres?slideindex=1", "ppaction://media", "PPACTION://program",
        "ppaction://addin?poisonmark", "ppaction://customshow?id=0&amp;return=poisonmark",
    ];

    private static readonly string[] Targets = ["file:///c:/poisonmark.exe", "\\\\poisonmark\\a", "search-ms:poisonmark", "script:poisonmark", "poisonmark.exe", "file://poisonmark/a.pptx"];

    public static IEnumerable<(string Name, Action<PoisonedPackage> Put)> Kinds()
    {
        foreach (var action in Actions)
        {
            yield return ($"action {action}", p => Slide(p, s => string.Concat(Targets.Select(t => Shape(
                $"<a:hlinkClick r:id=\"{p.Relate(s, "hyperlink", t, isExternal: true)}\" action=\"{action}\" invalidUrl=\"http://poisonmark\"/>"
                + $"<a:hlinkHover r:id=\"{p.Relate(s, "hyperlink", t, isExternal: true)}\" action=\"{action}\"/>")))));
        }

        yield return ("sound", p => Slide(p, s => Shape($"<a:hlinkClick r:id=\"\" action=\"ppaction://noaction\"><a:snd r:embed=\"{p.Relate(s, "audio", "file:///poisonmark.wav", isExternal: true)}\" name=\"poisonmark\"/></a:hlinkClick>")));
        yield return ("film", p => Slide(p, s => $"<p:pic {Names}><p:nvPicPr><p:cNvPr id=\"78\" name=\"f\"/><p:cNvPicPr/><p:nvPr><a:videoFile r:link=\"{p.Relate(s, "video", "http://poisonmark.example/v.wmv", isExternal: true)}\"/>"
            + $"<a:audioFile r:link=\"{p.Relate(s, "audio", "file:///poisonmark.wav", isExternal: true)}\"/><a:quickTimeFile r:link=\"x\"/></p:nvPr></p:nvPicPr><p:blipFill><a:blip r:link=\"{p.Relate(s, "image", "http://poisonmark.example/p", isExternal: true)}\"/></p:blipFill><p:spPr/></p:pic>"));
        yield return ("object", p => Slide(p, s => $"<p:graphicFrame {Names}><p:nvGraphicFramePr><p:cNvPr id=\"79\" name=\"o\"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"9\" cy=\"9\"/></p:xfrm><a:graphic>"
            + $"<a:graphicData uri=\"http://schemas.openxmlformats.org/presentationml/2006/ole\"><p:oleObj name=\"o\" progId=\"poisonmark\" r:id=\"{p.Relate(s, "oleObject", "file:///poisonmark", isExternal: true)}\"><p:link updateAutomatic=\"1\"/></p:oleObj></a:graphicData></a:graphic></p:graphicFrame>"));
        yield return ("verb in the timing", p => Slide(p, _ => $"<p:timing {Names}><p:tnLst><p:par><p:cTn id=\"1\"><p:childTnLst><p:cmd type=\"verb\" cmd=\"poisonmark\"><p:cBhvr><p:cTn id=\"2\"/><p:tgtEl><p:spTgt spid=\"79\"/></p:tgtEl></p:cBhvr></p:cmd>"
            + "</p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>", "sld"));
        yield return ("transition with sound", p => Slide(p, _ => $"<p:transition {Names}><p:sndAc><p:stSnd><p:snd r:embed=\"x\" name=\"poisonmark\"/></p:stSnd></p:sndAc></p:transition>", "sld"));
        yield return ("controls and data", p => Slide(p, _ => $"<p:custDataLst {Names}><p:custData r:id=\"poisonmark\"/><p:tags r:id=\"poisonmark\"/></p:custDataLst><p:controls {Names}><p:control spid=\"1\" name=\"poisonmark\" r:id=\"x\"/></p:controls>", "cSld"));
        yield return ("embedded fonts", p => p.Insert(p.Main, "presentation", $"<p:embeddedFontLst {Names}><p:embeddedFont><p:font typeface=\"poisonmark\"/><p:regular r:id=\"{p.Relate(p.Main, "font", "http://poisonmark/", isExternal: true)}\"/></p:embeddedFont></p:embeddedFontLst>"));
        yield return ("publishing", p =>
        {
            foreach (var properties in p.Targets(p.Main, "presProps"))
                p.Insert(properties, "presentationPr", $"<p:htmlPubPr {Names} title=\"poisonmark\" r:id=\"{p.Relate(properties, "hyperlink", "file:///poisonmark", isExternal: true)}\"><p:sldAll/></p:htmlPubPr>");
        }
        );
    }

    private static string Shape(string links)
        => $"<p:sp {Names}><p:nvSpPr><p:cNvPr id=\"77\" name=\"s\">{links}</p:cNvPr><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"9\" cy=\"9\"/></a:xfrm>"
            + $"<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:rPr>{links}</a:rPr><a:t>shown</a:t></a:r></a:p></p:txBody></p:sp>";

    private static void Slide(PoisonedPackage package, Func<string, string> xml, string element = "spTree")
    {
        foreach (var slide in package.Targets(package.Main, "slide").Concat(package.Targets(package.Main, "slideMaster")).Take(1))
            package.Insert(slide, element, xml(slide));
    }
}
