using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Html.Css;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>How each element reads as text: one row of <see cref="Rules"/> for what happens at its begin and at its end.</summary>
internal sealed partial class HtmlElements
{
    private const string Ruler = "----------------------------------------";

    private static readonly FrozenDictionary<string, Rule> Rules = BuildRules();

    private readonly Func<BlockWriter> _newCell;
    private readonly HtmlLinks _links;
    private readonly Stack<ListState> _lists = [];
    private readonly Stack<HtmlNode> _styledBlocks = [];
    private readonly Stack<HtmlNode> _quotes = [];

    // Paragraphs whose margins are declared away, as Outlook writes every line: remembered until they end.
    private readonly HashSet<HtmlNode> _flat = [];
    private BlockWriter _out;
    private HtmlTable? _table;
    private BlockWriter? _aroundTable;
    private bool _isSuperscript;
    private bool _isVisible = true;
    private HtmlNode? _dropFirstBreakOf;
    private HtmlNode? _select;

    public HtmlElements(Uri? baseUri, LinkStyle links, HtmlFindings findings, BlockWriter output, Func<BlockWriter> newCell)
    {
        _links = new(baseUri, links, findings);
        _newCell = newCell;
        _out = output;
    }

    private delegate void Action(HtmlElements self, HtmlNode element);

    /// <summary>Characters people see.</summary>
    public void Text(HtmlNode node, WhiteSpace whiteSpace)
    {
        var text = node.Text;
        if (_select is not null)
            return;
        if (ReferenceEquals(node.Parent, _dropFirstBreakOf) && text is ['\n', ..])
            text = text[1..];
        _dropFirstBreakOf = null;
        if (_isSuperscript && text.TrimStart() is [var c, ..])
        {
            if (char.IsAsciiDigit(c) && Rune.IsLetterOrDigit(_out.Last))
                _out.Literal("^");
            _isSuperscript = false;
        }
        _links.Text(text);
        if (whiteSpace == WhiteSpace.Keep)
            _out.Preformatted(text);
        else
            _out.Text(text, keepsBreaks: whiteSpace == WhiteSpace.KeepBreaks);
    }

    /// <summary>An element begins. <paramref name="isSeen"/>: text directly in it is visible.</summary>
    public void Enter(HtmlNode element, CssStyle style, bool isSeen)
    {
        _isVisible = isSeen;
        if (Rules.TryGetValue(element.Name, out var rule))
            rule.Begin?.Invoke(this, element);
        if (rule.Margin is { } margin)
            _out.Block(HasNoMargin(element, style) ? 0 : margin);
        else if (rule.Begin is null && style.Word(CssProperty.Display) is "block" or "table" or "list-item" or "flex" or "grid")
        {
            _out.Block(0);
            _styledBlocks.Push(element);
        }
        if (element.Name is "div" or "blockquote")
            EnterQuote(element, style);
    }

    /// <summary>An element ends.</summary>
    public void Leave(HtmlNode element)
    {
        if (element.Name is "div" or "blockquote")
            LeaveQuote(element);
        if (_styledBlocks.TryPeek(out var styled) && ReferenceEquals(styled, element))
        {
            _styledBlocks.Pop();
            _out.Block(0);
        }
        if (!Rules.TryGetValue(element.Name, out var rule))
            return;
        if (rule.Margin is { } margin)
            _out.Block(margin > 0 && _flat.Remove(element) ? 0 : margin);
        rule.End?.Invoke(this, element);
    }

    /// <summary>A misnested inline element ends here.</summary>
    public void EndMark(HtmlNode mark)
    {
        if (mark.Ended is { Name: "a" } link)
            _links.End(link, _out);
    }

    private bool HasNoMargin(HtmlNode element, CssStyle style)
    {
        if (element.Name != "p")
            return false;
        var isFlat = style[CssProperty.MarginTop] is { Number: <= 1 } && style[CssProperty.MarginBottom] is null or { Number: <= 1 }
            || (style[CssProperty.MarginTop] is null && element["class"] is { } name && name.StartsWith("Mso", StringComparison.Ordinal));
        if (isFlat)
            _flat.Add(element);
        return isFlat;
    }

    private void EnterQuote(HtmlNode element, CssStyle style)
    {
        var border = style.Word(CssProperty.BorderLeft) ?? "";
        var all = style.Word(CssProperty.Border) ?? "";
        var hasNoBorder = all.StartsWith("none", StringComparison.Ordinal) || all.StartsWith('0');
        if (element.Name == "blockquote")
        {
            // Gmail's indent button writes a blockquote without border.
            var isIndent = hasNoBorder && border.Length == 0 && element["type"] is null && element["class"] is null;
            _out.Push(isIndent ? "    " : "> ");
            _quotes.Push(element);
        }
        else if (hasNoBorder && border.Contains("solid", StringComparison.Ordinal))
        {
            _out.Block(1);
            _out.Push("> ");
            _quotes.Push(element);
        }
        else if (hasNoBorder && style.Word(CssProperty.BorderTop) is { } top && top.Contains("solid", StringComparison.Ordinal))
        {
            _out.Block(1);
            _out.Line(Ruler);
        }
    }

    private void LeaveQuote(HtmlNode element)
    {
        if (!_quotes.TryPeek(out var quote) || !ReferenceEquals(quote, element))
            return;
        _quotes.Pop();
        _out.Block(1);
        _out.Pop();
    }

    private static string OrderMark(int number, string? type) => type switch
    {
        "a" or "A" when number is > 0 and < 703 => Letters(number, type[0]) + ". ",
        "i" or "I" when number is > 0 and < 4_000 => Roman(number, type == "i") + ". ",
        _ => number.ToString(CultureInfo.InvariantCulture) + ". ",
    };

    private static string Letters(int number, char first)
        => (number > 26 ? ((char)(first + (number - 1) / 26 - 1)).ToString() : "") + (char)(first + (number - 1) % 26);

    private static string Roman(int number, bool lower)
    {
        ReadOnlySpan<(int Value, string Mark)> marks =
        [
            (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
            (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
        ];
        var text = new StringBuilder();
        foreach (var (value, mark) in marks)
        {
            for (; number >= value; number -= value)
                text.Append(mark);
        }
        return lower ? text.ToString().ToLowerInvariant() : text.ToString();
    }

    private readonly record struct Rule(int? Margin, Action? Begin, Action? End);

    private sealed class ListState(HtmlNode element, int next, int step)
    {
        public HtmlNode Element { get; } = element;

        public int Next { get; set; } = next;

        public int Step { get; } = step;
    }
}
