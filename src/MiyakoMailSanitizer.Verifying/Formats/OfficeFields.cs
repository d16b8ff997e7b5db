using System.Text;

namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>
/// Follows the fields of a Word part (ECMA-376 part 1 §17.16.18): each instruction is put together of all its pieces and must be one that may
/// leave. Text boxes have fields of their own.
/// </summary>
internal sealed class OfficeFields(Action<string> fault)
{
    private const int MaxInstruction = 64 << 10;

    private readonly Stack<Stack<Field>> _stories = new([new()]);

    public void StartStory() => _stories.Push(new());

    public void EndStory()
    {
        if (_stories.Pop().Count > 0)
            fault("a field never ends");
    }

    /// <summary>At the end of the part.</summary>
    public void Finish()
    {
        while (_stories.Count > 0)
            EndStory();
    }

    public void Character(string type)
    {
        var open = _stories.Peek();
        if (type == "begin")
        {
            Nest();
            open.Push(new());
        }
        else if (type is not ("separate" or "end") || !open.TryPop(out var field))
        {
            fault("a field ends that has not begun");
        }
        else
        {
            if (field.IsInInstruction)
                Judge(field.Instruction.ToString(), field.HasNested);
            else if (type == "separate")
                fault("a field has two results");
            field.IsInInstruction = false;
            if (type == "separate")
                open.Push(field);
        }
    }

    /// <summary>A field of one element.</summary>
    public void Simple(string instruction)
    {
        Nest();
        Judge(instruction, hasNested: false);
    }

    public void Text(string text, bool isInstruction)
    {
        // What a field within shows belongs to the instruction around it.
        var field = _stories.Peek().FirstOrDefault(f => f.IsInInstruction);
        if (field is null && isInstruction)
            fault("an instruction stands outside of a field");
        else if (field is not null && field.Instruction.Length + text.Length > MaxInstruction)
            fault("the instruction of a field is too long");
        else
            field?.Instruction.Append(text);
    }

    private void Judge(string instruction, bool hasNested)
    {
        var words = Words(instruction);
        if (words.Count == 0)
            fault("a field has no instruction");
        else if (words[0].Equals("HYPERLINK", StringComparison.OrdinalIgnoreCase))
            JudgeLink(words, hasNested);
        else if (!OfficeFunctions.OfFields.Contains(words[0].StartsWith('=') ? "=" : words[0]))
            fault("a field has an instruction that may not leave");
    }

    public static bool MayLink(string target)
        => Array.Exists(["http://", "https://", "mailto:"], s => target.StartsWith(s, StringComparison.OrdinalIgnoreCase))
            && !target.Contains('\\', StringComparison.Ordinal) && !target.Any(char.IsControl);

    /// <summary>What a field within an instruction shows, and shows after an update, must be no part of the name.</summary>
    private void Nest()
    {
        if (_stories.Peek().FirstOrDefault(f => f.IsInInstruction) is not { HasNested: false } around)
            return;
        around.HasNested = true;
        var name = around.Instruction.ToString().TrimStart();
        if (!name.StartsWith('=') && !name.Any(char.IsWhiteSpace))
            fault("a field makes the name of another");
    }

    /// <summary>§17.16.5.25: one target, or a place within the document alone.</summary>
    private void JudgeLink(List<string> words, bool hasNested)
    {
        var targets = new List<string>();
        var hasPlace = false;
        for (var i = 1; i < words.Count; i++)
        {
            var isSwitch = words[i].StartsWith('\\');
            if (!isSwitch)
                targets.Add(words[i].Trim());
            hasPlace |= isSwitch && words[i] is "\\l" or "\\L";
            if (isSwitch && words[i].ToLowerInvariant() is "\\l" or "\\o" or "\\t" or "\\s")
                i++;
        }
        if (hasNested || targets.Count > 1 || (targets.Count == 0 ? !hasPlace : !MayLink(targets[0])))
            fault("a field leads where it may not");
    }

    /// <summary>§17.16.2: blanks divide words, quotes hold them together, a backslash makes a quote or a backslash within them plain.</summary>
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]) || char.IsControl(text[at]))
                at++;
            else if (IsQuote(text[at]))
                words.Add(Quoted(text, ref at));
            else
                words.Add(Plain(text, ref at));
        }
        return words;
    }

    private static string Quoted(string text, ref int at)
    {
        var word = new StringBuilder();
        for (at++; at < text.Length && !IsQuote(text[at]); at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '"' or '\\')
                at++;
            word.Append(text[at]);
        }
        at++;
        return word.ToString();
    }

    private static string Plain(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] != '"')
            at++;
        return text[start..at];
    }

    private static bool IsQuote(char c) => c is '"' or '\u201C' or '\u201D';

    private sealed class Field
    {
        public StringBuilder Instruction { get; } = new();
        public bool IsInInstruction { get; set; } = true;
        public bool HasNested { get; set; }
    }
}
