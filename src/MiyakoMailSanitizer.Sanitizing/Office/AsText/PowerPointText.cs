using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Office.Package;

namespace MiyakoMailSanitizer.Sanitizing.Office.AsText;

/// <summary>Slides by number, with their tables and notes.</summary>
internal static class PowerPointText
{
    public static void Write(TextSource source)
    {
        var slides = new List<PackageEntry>();
        source.Read(source.Main,
            (name, reader) =>
            {
                if (name == "p:sldId" && source.Target(source.Named(reader)) is { } slide)
                    slides.Add(slide);
            },
            _ => { },
            (_, _) => { });
        for (var i = 0; i < slides.Count; i++)
        {
            source.Lines.Heading(1, string.Create(CultureInfo.InvariantCulture, $"スライド {i + 1}"));
            WriteSlide(source, slides[i]);
            if (source.Of(slides[i], "notesSlide") is not { } notes)
                continue;
            source.Lines.Heading(2, "ノート");
            WriteSlide(source, notes);
        }
    }

    private static void WriteSlide(TextSource source, PackageEntry slide)
    {
        var paragraph = new StringBuilder();
        var cell = new StringBuilder();
        var cells = new List<string>();
        var tables = 0;
        source.Read(slide, (name, _) =>
            {
                tables += name == "a:tbl" ? 1 : 0;
                if (name == "a:br")
                    paragraph.Append(tables > 0 ? ' ' : '\n');
            },
            name =>
            {
                switch (name)
                {
                    case "a:p" when tables > 0:
                        cell.Append(cell.Length > 0 && paragraph.Length > 0 ? " " : "").Append(paragraph);
                        paragraph.Clear();
                        break;
                    case "a:p":
                        if (paragraph.Length > 0)
                            source.Lines.Line(paragraph.ToString());
                        paragraph.Clear();
                        break;
                    case "a:tc":
                        cells.Add(cell.ToString());
                        cell.Clear();
                        break;
                    case "a:tr":
                        source.Lines.Line(string.Join('\t', cells));
                        cells.Clear();
                        break;
                    case "a:tbl":
                        tables--;
                        break;
                }
            },
            (around, text) =>
            {
                if (around is "a:t" or "m:t")
                    paragraph.Append(text);
            });
    }
}
