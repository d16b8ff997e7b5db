using System.Text;
using System.Xml.Linq;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>The instructions of Word's fields, however they are split over runs and paragraphs, and what is wrong with them.</summary>
internal static class FieldWalk
{
    /// <summary>What is wrong; empty where nothing is.</summary>
    public static IEnumerable<string> Faults(XElement root) => Instructions(root).Select(i => (Text: i, Fault: Fault(i)))
        .Where(f => f.Fault is not null).Select(f => $"field '{f.Text}': {f.Fault}");

    /// <summary>One for each field, open ones too.</summary>
    private static IEnumerable<string> Instructions(XElement root)
    {
        // Null: the result of that field is being read, no longer its instruction.
        var open = new Stack<StringBuilder?>();
        foreach (var element in root.DescendantsAndSelf())
        {
            switch (element.Name.LocalName)
            {
                case "fldSimple" or "simpleField":
                    yield return Attribute(element, "instr");
                    break;
                case "fldChar" when Attribute(element, "fldCharType") == "begin":
                    open.Push(new StringBuilder());
                    break;
                case "fldChar" when Attribute(element, "fldCharType") == "separate" && open.TryPop(out var read):
                    open.Push(null);
                    if (read is not null)
                        yield return read.ToString();
                    break;
                case "fldChar" when Attribute(element, "fldCharType") == "end" && open.TryPop(out var read):
                    if (read is not null)
                        yield return read.ToString();
                    break;
                case "instrText" or "delInstrText" or "t" or "delText":
                    // A field within the instruction of another makes its text.
                    foreach (var instruction in open)
                        instruction?.Append(element.Value);
                    if (open.Count == 0 && element.Name.LocalName is "instrText" or "delInstrText")
                        yield return element.Value;
                    break;
            }
        }

        foreach (var rest in open.OfType<StringBuilder>())
            yield return rest.ToString();
    }

    private static string? Fault(string instruction)
    {
        var words = instruction.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return null;
        var first = words[0][0] == '=' ? "=" : words[0];
        if (!ForbiddenWords.HarmlessFields.Contains(first))
            return "not a harmless one";
        if (words.Skip(1).Any(w => w.Trim('"', '{', '}') is var word && (word.StartsWith("DDE", StringComparison.OrdinalIgnoreCase) || word.StartsWith("INCLUDE", StringComparison.OrdinalIgnoreCase))))
            return "it names another";
        var argument = first.Equals("HYPERLINK", StringComparison.OrdinalIgnoreCase) ? words.Skip(1).FirstOrDefault()?.Trim('"') : null;
        return argument is { Length: > 0 } && argument[0] != '\\' && !OutsideLinks.IsAllowed(argument) ? "its target" : null;
    }

    private static string Attribute(XElement element, string name)
        => element.Attributes().FirstOrDefault(a => a.Name.LocalName == name)?.Value ?? "";
}
