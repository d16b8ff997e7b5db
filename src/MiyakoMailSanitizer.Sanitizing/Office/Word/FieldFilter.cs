using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Word;

/// <summary>
/// Fields of several runs (ECMA-376 part 1 §17.16.18): from <c>begin</c> to <c>separate</c> stands the instruction, in as many pieces as one
/// likes and with other fields within, from there to <c>end</c> the result. A field that may not stay loses all but its result.
/// </summary>
internal sealed class FieldFilter(PartCopier copier)
{
    private const int MaxInstruction = 32 << 10, MaxShown = 120, MaxNested = 64;

    private readonly Stack<Stack<Field>> _stories = new([new()]);

    private Stack<Field> Open => _stories.Peek();

    /// <summary>A text box has fields of its own, within those around it.</summary>
    public void StartStory() => _stories.Push(new());

    public void EndStory()
    {
        while (Open.Count > 0)
            Close(Open.Pop());
        if (_stories.Count > 1)
            _stories.Pop();
    }

    /// <summary>A field character; <paramref name="end"/> is where it ends in the output.</summary>
    public void Character(Frame frame, string type, long end)
    {
        switch (type)
        {
            case "begin":
                if (Open.Count >= MaxNested)
                    throw new OfficeRefusedException("office.damaged", copier.Part.Entry!.Name, "its fields are nested too deeply");
                copier.Out.Hold();
                Nest();
                Open.Push(new() { Cuts = { (frame.Start, end) } });
                break;
            case "separate" when Open.TryPeek(out var field) && field.IsInInstruction:
                field.Cuts.Add((frame.Start, end));
                field.IsInInstruction = false;
                Judge(field);
                break;
            case "end" when Open.TryPop(out var field):
                field.Cuts.Add((frame.Start, end));
                field.HasEnd = true;
                Close(field);
                break;
            default:
                frame.IsCut = true;
                break;
        }
    }

    /// <summary>
    /// A field begins. What a field within an instruction shows, and shows after an update, must not be a part of the name.
    /// </summary>
    public void Nest()
    {
        if (Open.FirstOrDefault(f => f.IsInInstruction) is not { HasNested: false } around)
            return;
        around.HasNested = true;
        var name = around.Instruction.ToString().TrimStart();
        if (!name.StartsWith('=') && !name.Any(char.IsWhiteSpace))
            around.Fault ??= "office.field";
    }

    /// <summary>A piece of an instruction, or text that stands in the midst of one.</summary>
    public void Text(Frame frame, string text, bool isInstruction, long end)
    {
        // What a field within shows is part of the instruction around it.
        var field = Open.FirstOrDefault(f => f.IsInInstruction);
        if (field is not null)
        {
            field.Cuts.Add((frame.Start, end));
            if (field.Instruction.Length < MaxInstruction)
                field.Instruction.Append(text);
            else
                field.Fault = "office.field";
        }
        else if (isInstruction)
        {
            frame.IsCut = true;
        }
    }

    public void Finish()
    {
        while (_stories.Count > 1)
            EndStory();
        EndStory();
    }

    private void Judge(Field field)
    {
        var instruction = field.Instruction.ToString();
        // What a field within makes of itself is part of the instruction: it must not make a link's target.
        if (field.HasBadNested)
            field.Fault ??= "office.field";
        field.Fault ??= FieldCodes.Fault(instruction, copier.Rebuild.Options.Links == LinkStyle.Keep);
        if (field.HasNested && instruction.TrimStart().StartsWith("HYPERLINK", StringComparison.OrdinalIgnoreCase))
            field.Fault ??= "office.link";
        if (field.Fault is null)
            return;
        var shown = instruction.Trim();
        copier.Rebuild.Findings.Add(field.Fault, copier.Part.Entry!.Name,
            $"a field was replaced by its result: {(shown.Length > MaxShown ? shown[..MaxShown] : shown)}");
    }

    private void Close(Field field)
    {
        if (field.IsInInstruction)
            Judge(field);
        if (!field.HasEnd)
            field.Fault ??= "office.field";
        if (Open.TryPeek(out var around) && around.IsInInstruction)
        {
            around.HasBadNested |= field.Fault is not null;
            around.Cuts.AddRange(field.Cuts);
        }
        if (field.Fault is not null)
            Cut(field);
        copier.Out.Release();
    }

    private void Cut(Field field)
    {
        var text = field.HasResult ? null : FieldCodes.ButtonText(field.Instruction.ToString());
        foreach (var (start, end) in field.Cuts)
        {
            // The text of a button takes the place of its instruction's first piece.
            var isFirstPiece = text is not null && field.Cuts.Count > 1 && (start, end) == field.Cuts[1];
            copier.Out.Cut(start, end, isFirstPiece ? RunText(text!) : null);
        }
    }

    private static byte[] RunText(string text)
    {
        var memory = new MemoryStream();
        var xml = new XmlOut(memory);
        xml.Start("w:t"u8);
        xml.Attribute("xml:space"u8, "preserve");
        xml.Text(text);
        xml.End("w:t"u8);
        xml.Finish();
        return memory.ToArray();
    }

    private sealed class Field
    {
        public List<(long Start, long End)> Cuts { get; } = [];
        public StringBuilder Instruction { get; } = new();
        public bool IsInInstruction { get; set; } = true;
        public bool HasEnd { get; set; }
        public bool HasResult => !IsInInstruction;
        public bool HasBadNested { get; set; }

        /// <summary>A field lies within the instruction.</summary>
        public bool HasNested { get; set; }

        public string? Fault { get; set; }
    }
}
