using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Html.Css;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>How each element reads as text: one row of <see cref="Rules"/> for what happens at its begin and at its end.</summary>
internal sealed partial class HtmlElements
{
    private const string Ruler = "----------------------------------------";

    private static readonly Rule[] Rules = BuildRules();

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
    private HtmlNode? _openCell;
    private BlockWriter? _cell;
    private Script _script;
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
        var text = node.Text.Span;
        if (_select is not null)
            return;
        if (ReferenceEquals(node.Parent, _dropFirstBreakOf) && text is ['\n', ..])
            text = text[1..];
        _dropFirstBreakOf = null;
        _links.Text(text);
        if (_script != Script.Normal && ScriptForm(text.Trim()) is { } raised)
            text = raised;
        if (whiteSpace == WhiteSpace.Keep)
            _out.Preformatted(text);
        else
            _out.Text(text, keepsBreaks: whiteSpace == WhiteSpace.KeepBreaks);
    }

    /// <summary>An element begins. <paramref name="isSeen"/>: pictures and fields directly in it are visible.</summary>
    public void Enter(HtmlNode element, CssStyle style, bool isSeen)
    {
        _isVisible = isSeen;
        var rule = Rules[element.Kind.Id];
        var display = style.Word(CssProperty.Display);
        element.IsInline = display is "inline" or "contents" && rule.Margin is not null;
        rule.Begin?.Invoke(this, element);
        if (rule.Margin is { } margin && !element.IsInline)
            _out.Block(margin > 0 && HasNoMargin(element, style) ? 0 : margin);
        else if (rule is { Margin: null, Begin: null } && display is "block" or "table" or "list-item" or "flex" or "grid" or "table-row")
        {
            _out.Block(0);
            _styledBlocks.Push(element);
        }
        if (element.Kind == HtmlName.Div || element.Kind == HtmlName.Quote)
            EnterQuote(element, style);
    }

    /// <summary>An element ends.</summary>
    public void Leave(HtmlNode element)
    {
        if (element.Kind == HtmlName.Div || element.Kind == HtmlName.Quote)
            LeaveQuote(element);
        if (_styledBlocks.TryPeek(out var styled) && ReferenceEquals(styled, element))
        {
            _styledBlocks.Pop();
            _out.Block(0);
        }
        var rule = Rules[element.Kind.Id];
        if (rule.Margin is { } margin && !element.IsInline)
            _out.Block(margin > 0 && _flat.Remove(element) ? 0 : margin);
        rule.End?.Invoke(this, element);
    }

    /// <summary>A misnested inline element ends here.</summary>
    public void EndMark(HtmlNode mark)
    {
        if (mark.Ended is { } link && link.Kind == HtmlName.A)
            _links.End(link, _out);
    }

    private bool HasNoMargin(HtmlNode element, CssStyle style)
    {
        if (element.Kind != HtmlName.Paragraph)
            return false;
        var top = style[CssProperty.MarginTop];
        var isFlat = top is { Number: <= 1 } && style[CssProperty.MarginBottom] is null or { Number: <= 1 }
            || (top is null && element.Span("class").StartsWith("Mso"));
        if (isFlat)
            _flat.Add(element);
        return isFlat;
    }

    private void EnterQuote(HtmlNode element, CssStyle style)
    {
        var border = style.Word(CssProperty.BorderLeft);
        var all = style.Word(CssProperty.Border);
        var hasNoBorder = all.StartsWith("none", StringComparison.Ordinal) || all.StartsWith('0') || all == "medium none";
        if (element.Kind == HtmlName.Quote)
        {
            // Gmail's indent button writes a blockquote without border.
            var isIndent = hasNoBorder && border.Length == 0 && !element.Has("type") && !element.Has("class");
            _out.Push(isIndent ? "    " : "> ");
            _quotes.Push(element);
        }
        else if (hasNoBorder && border.Contains("solid", StringComparison.Ordinal))
        {
            _out.Block(1);
            _out.Push("> ");
            _quotes.Push(element);
        }
        else if (hasNoBorder && style.Word(CssProperty.BorderTop).Contains("solid", StringComparison.Ordinal))
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

    private enum Script
    {
        Normal = 0,
        Raised,
        Lowered,
    }

    // m², CO₂; a mark behind Japanese (注1) stays as it is, and so does 1st.
    private string? ScriptForm(ReadOnlySpan<char> text)
    {
        const string plain = "0123456789+-";
        var forms = _script == Script.Raised ? "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻" : "₀₁₂₃₄₅₆₇₈₉₊₋";
        if (text.Length is 0 or > 4 || text.ContainsAnyExcept(plain) || !(_out.Last.IsAscii && _out.Last.Value is ')' or > '/'))
            return null;
        Span<char> form = stackalloc char[text.Length];
        for (var i = 0; i < text.Length; i++)
            form[i] = forms[plain.IndexOf(text[i])];
        return form.ToString();
    }

    private readonly record struct Rule(int? Margin, Action? Begin, Action? End);

    private sealed class ListState(HtmlNode element, int next, int step)
    {
        public HtmlNode Element { get; } = element;

        public int Next { get; set; } = next;

        public int Step { get; } = step;
    }
}
