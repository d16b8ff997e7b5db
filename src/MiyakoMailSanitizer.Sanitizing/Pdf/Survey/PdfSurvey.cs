using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Parts;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Survey;

/// <summary>
/// Looks at every object of the document, whether anything refers to it or not, and names what will not come through. It decides nothing: what is
/// not on the allow lists goes, named or not.
/// </summary>
internal sealed class PdfSurvey(PdfRebuild rebuild, PageTree pages)
{
    private const int MaxQuote = 120;
    private readonly PdfFile _file = rebuild.File;
    private readonly Dictionary<int, string> _places = [];

    public void Run()
    {
        foreach (var page in pages.Pages)
            Place(page.Source, page.ObjectNumber, page.Where);
        foreach (var (key, value) in _file.Catalog.Entries)
        {
            if (key != "Pages")
                Place(value, -1, $"catalog {key}");
        }
        Look(_file.Trailer, "trailer");
        Look(_file.Catalog, "catalog");
        foreach (var number in _file.Numbers.ToList())
        {
            var value = _file.Object(number);
            if (!ReferenceEquals(value, _file.Catalog))
                Look(value, Where(number, _places.GetValueOrDefault(number, "not referred to")));
        }
        foreach (var (number, value) in _file.Replaced())
            Look(value, Where(number, "an older revision"));
    }

    private static string Where(int number, string place) => string.Create(CultureInfo.InvariantCulture, $"{place}, object {number}");

    /// <summary>Gives a place to all that can be reached from here and has none yet.</summary>
    private void Place(PdfValue start, int number, string place)
    {
        if (number >= 0 && !_places.TryAdd(number, place))
            return;
        var open = new Stack<PdfValue>([start]);
        while (open.TryPop(out var value))
        {
            _file.Budget.Tick();
            switch (value)
            {
                case PdfReference reference when _places.TryAdd(reference.Number, place):
                    open.Push(_file.Object(reference.Number));
                    break;
                case PdfArray array:
                    array.Items.ForEach(open.Push);
                    break;
                case PdfStream stream:
                    open.Push(stream.Dictionary);
                    break;
                case PdfDictionary dictionary:
                    foreach (var (key, item) in dictionary.Entries.Concat(dictionary.Doubled))
                    {
                        if (key is not ("Parent" or "P"))
                            open.Push(item);
                    }
                    break;
            }
        }
    }

    private void Look(PdfValue start, string where)
    {
        var open = new Stack<PdfValue>([start]);
        while (open.TryPop(out var value))
        {
            _file.Budget.Tick();
            switch (value)
            {
                case PdfArray array:
                    array.Items.ForEach(open.Push);
                    break;
                case PdfStream stream:
                    if (stream.Dictionary["F"] is not (null or PdfNull))
                        rebuild.Findings.Add("pdf.external-stream", where, "data that lies in another file was removed");
                    open.Push(stream.Dictionary);
                    break;
                case PdfDictionary dictionary:
                    Name(dictionary, where);
                    foreach (var (_, item) in dictionary.Entries.Concat(dictionary.Doubled))
                        open.Push(item);
                    break;
            }
        }
    }

    private void Name(PdfDictionary dictionary, string where)
    {
        foreach (var (key, value) in dictionary.Entries.Concat(dictionary.Doubled))
        {
            if (Suspects.Keys.TryGetValue(key, out var found) && value is not PdfNull)
                rebuild.Findings.Add(found.Code, where, found.Detail + Quote(key, value, dictionary));
            if (key == "S" && _file.Name(value) is { } action)
                Action(action, dictionary, where);
            if (key is "Type" or "Subtype" or "FT" && _file.Name(value) is { } kind && Suspects.Kinds.TryGetValue(kind, out var known))
                rebuild.Findings.Add(known.Code, where, known.Detail + Quote(kind, value, dictionary));
            if (key == "FontMatrix" && _file.Array(value) is { } matrix && matrix.Items.Exists(i => _file.Resolve(i) is not PdfNumber))
                rebuild.Findings.Add("pdf.javascript", where, "a matrix of a font that is no numbers but code was removed");
            if (key == "FS" && _file.Name(value) == "URL")
                rebuild.Findings.Add("pdf.external-stream", where, "the address of a file was removed");
        }
        if (dictionary.Doubled.Count > 0)
            rebuild.Findings.Add("pdf.duplicate-key", where, "keys stand twice, so that readers differ; the last one was taken");
    }

    private void Action(string action, PdfDictionary dictionary, string where)
    {
        if (Suspects.Actions.TryGetValue(action, out var found))
            rebuild.Findings.Add(found.Code, where, found.Detail + Quote(action, PdfNull.Instance, dictionary));
        else if (action == "URI" && Links.Allowed(_file.Resolve(dictionary["URI"]), rebuild) is null)
            rebuild.Findings.Add("pdf.uri-removed", where, "a link was removed" + Quoted(dictionary["URI"]));
    }

    private string Quote(string what, PdfValue value, PdfDictionary dictionary) => what switch
    {
        "JS" => Quoted(value),
        "Launch" or "GoToR" or "GoToE" or "ImportData" => Quoted(dictionary["F"] ?? _file.Dictionary(dictionary["Win"])?["F"]),
        "SubmitForm" => Quoted(dictionary["F"]),
        "Named" => _file.Name(dictionary["N"]) is { } name ? $": {name}" : "",
        "Filespec" => Quoted(dictionary["UF"] ?? dictionary["F"]),
        "Sig" => Quoted(dictionary["Name"]),
        _ => "",
    };

    private string Quoted(PdfValue? value)
    {
        var text = _file.Resolve(value);
        if (text is PdfDictionary file)
            text = _file.Resolve(file["UF"] ?? file["F"]);
        if (text is not PdfString { Bytes: { Length: > 0 } bytes })
            return "";
        var words = PdfText.Decode(bytes.Length > MaxQuote * 2 ? bytes[..(MaxQuote * 2)] : bytes);
        return $": {TextCut.AtMost(TextCleaner.CleanLine(words, "").Text, MaxQuote)}";
    }
}
