using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Office.AsText;

/// <summary>Collects lines up to a limit.</summary>
internal sealed class LineWriter(int maxCharacters)
{
    private readonly StringBuilder _text = new();

    /// <summary>The limit was reached; what came after is left out.</summary>
    public bool IsFull { get; private set; }

    public void Line(string line = "")
    {
        if (_text.Length + line.Length + 1 > maxCharacters)
            IsFull = true;
        if (!IsFull)
            _text.Append(line).Append('\n');
    }

    /// <summary>A heading, as Markdown has it; level 1 to 9.</summary>
    public void Heading(int level, string text)
    {
        if (_text.Length > 0)
            Line();
        Line($"{new string('#', level)} {text}");
    }

    public override string ToString() => _text.ToString();
}
