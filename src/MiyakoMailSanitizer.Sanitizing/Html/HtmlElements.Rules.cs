using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <content>The table of elements.</content>
internal sealed partial class HtmlElements
{
    private const int SpacerPixels = 8;

    private const int MaxTitle = 60;

    /// <summary>The rules by the numbers of the names; 0 is the rule of unknown elements, which does nothing.</summary>
    private static Rule[] BuildRules()
    {
        var rules = new Rule[HtmlName.Count];
        Add("address article aside body center details dialog div dt fieldset figcaption footer form frameset header hgroup html " +
            "legend main marquee nav optgroup search section summary thead tbody tfoot caption map", 0);
        Add("p blockquote dl figure", 1);
        Add("h1 h2", 1, (x, e) => x.Heading("■ ", e), (x, _) => x._out.Pop());
        Add("h3 h4 h5 h6", 1, (x, e) => x.Heading("● ", e), (x, _) => x._out.Pop());
        Add("pre listing xmp plaintext", 1, (x, e) => x._dropFirstBreakOf = e);
        Add("ul ol menu dir", null, (x, e) => x.BeginList(e), (x, _) => x.EndList());
        Add("li", null, (x, e) => x.BeginItem(e), (x, _) => x.EndItem());
        Add("dd", 0, (x, _) => x.BeginIndent(), (x, _) => x._out.Pop());
        Add("br", null, (x, _) => x._out.LineBreak());
        Add("hr", null, (x, _) => x.HorizontalRule());
        Add("table", null, (x, e) => x.BeginTable(e), (x, e) => x.EndTable(e));
        Add("tr", 0, (x, e) => x._table?.BeginRow(e));
        Add("td th", null, (x, e) => x.BeginCell(e), (x, e) => x.EndCell(e));
        Add("a v:roundrect v:rect v:oval v:shape", null, (x, e) => x._links.Begin(e, x._out), (x, e) => x._links.End(e, x._out));
        Add("area", null, (x, e) => x.Area(e));
        Add("img", null, (x, e) => x.Image(e));
        Add("del s strike", null, (x, _) => x._out.Open("[取消: "), (x, _) => x._out.Close("]"));
        Add("q", null, (x, _) => x._out.Open("\""), (x, _) => x._out.Close("\""));
        Add("rt", null, (x, e) => x.BeginReading(e), (x, e) => x.EndReading(e));
        Add("sup", null, (x, _) => x._script = Script.Raised, (x, _) => x._script = Script.Normal);
        Add("sub", null, (x, _) => x._script = Script.Lowered, (x, _) => x._script = Script.Normal);
        Add("abbr acronym", null, null, (x, e) => x.EndAbbreviation(e));
        Add("text", 0);
        Add("button", null, (x, _) => x._out.Open("["), (x, _) => x._out.Close("]"));
        Add("textarea", 0, (x, e) => x._dropFirstBreakOf = e);
        Add("input", null, (x, e) => x.Input(e));
        Add("select", null, (x, e) => x.BeginSelect(e), (x, e) => x.EndSelect(e));
        Add("option", null, (x, _) => x._out.Text(" "));
        return rules;

        void Add(string names, int? margin, Action? begin = null, Action? end = null)
        {
            foreach (var name in names.Split(' '))
                rules[HtmlName.Of(name).Id] = new(margin, begin, end);
        }
    }

    private void Heading(string mark, HtmlNode element)
    {
        _out.Block(1);
        _out.Push("", IsMarked(element) ? null : mark);
    }

    // A heading that brings its own mark, e.g. 【重要】 or ■, needs no other.
    private static bool IsMarked(HtmlNode element)
    {
        var text = element;
        for (var depth = 0; depth < 8 && text is { IsText: false }; depth++)
            text = text.FirstChild;
        return text is { IsText: true } && text.Text.Span.TrimStart() is [var c, ..] && "■□●○◆◇★☆▼▲▽△【≪＜《『「▶※".Contains(c);
    }

    private void BeginList(HtmlNode list)
    {
        _out.Block(_lists.Count == 0 ? 1 : 0);
        var isReversed = list["reversed"] is not null && list.Name == "ol";
        var start = list.Number("start") ?? (isReversed ? list.Children().Count(c => c.Kind == HtmlName.Item) : 1);
        _lists.Push(new(list, start, isReversed ? -1 : 1));
    }

    private void EndList()
    {
        _lists.Pop();
        _out.Block(_lists.Count == 0 ? 1 : 0);
    }

    private void BeginItem(HtmlNode item)
    {
        _out.Block(0);
        var mark = "・";
        if (_lists.TryPeek(out var list) && list.Element.Name == "ol")
        {
            var number = item.Number("value") ?? list.Next;
            list.Next = number + list.Step;
            mark = OrderMark(number, item["type"] ?? list.Element["type"]);
        }
        _out.Push(new string(' ', HtmlChars.Width(mark)), mark);
    }

    private void EndItem()
    {
        _out.Block(0);
        _out.Pop();
    }

    private void BeginIndent()
    {
        _out.Block(0);
        _out.Push("  ");
    }

    // 漢字(かんじ); readings that follow one another belong to characters that did so: one pair of parentheses.
    private void BeginReading(HtmlNode reading)
    {
        if (Neighbour(reading, n => n.Previous)?.Name != "rt")
            _out.Open("(");
    }

    private void EndReading(HtmlNode reading)
    {
        if (Neighbour(reading, n => n.Next)?.Name != "rt")
            _out.Close(")");
    }

    private static HtmlNode? Neighbour(HtmlNode node, Func<HtmlNode, HtmlNode?> step)
    {
        var next = step(node);
        for (var i = 0; i < 4 && next is not null && (next.Name == "rp" || (next.IsText && next.Text.Span.IsWhiteSpace())); i++)
            next = step(next);
        return next;
    }

    private void EndAbbreviation(HtmlNode abbreviation)
    {
        if (abbreviation["title"]?.Trim() is { Length: > 0 and <= MaxTitle } title && title.AsSpan().ContainsAnyExcept(HtmlChars.Unseen))
            _out.Suffix($"({string.Join(' ', title.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))})");
    }

    private void HorizontalRule()
    {
        _out.Block(1);
        if (_isVisible)
            _out.Line(Ruler);
        _out.Block(1);
    }

    private void BeginTable(HtmlNode table)
    {
        _out.Block(1);
        if (_table is not null || HtmlTable.For(table) is not { } data)
            return;
        _table = data;
    }

    private void EndTable(HtmlNode table)
    {
        if (_table is { } data && ReferenceEquals(data.Element, table))
        {
            _table = null;
            data.Write(_out);
        }
        _out.Block(1);
    }

    private void BeginCell(HtmlNode cell)
    {
        if (_table is not null && _aroundTable is null)
        {
            _aroundTable = _out;
            _openCell = cell;
            _out = _cell ??= _newCell();
            _out.Clear();
            _table.BeginCell(cell);
        }
        else
        {
            _out.Block(0);
        }
    }

    // A cell within a cell, which misnested tables leave, is a block of the outer one.
    private void EndCell(HtmlNode cell)
    {
        if (_table is not null && _aroundTable is { } around && ReferenceEquals(_openCell, cell))
        {
            _table.EndCell(_out.Finish());
            _out = around;
            _aroundTable = null;
            _openCell = null;
        }
        else
        {
            _out.Block(0);
        }
    }

    private void Image(HtmlNode image)
    {
        if (!_isVisible)
            return;
        var alt = image["alt"]?.Trim();
        var isSpacer = image.Number("width") <= SpacerPixels || image.Number("height") <= SpacerPixels;
        if (!string.IsNullOrEmpty(alt) && alt.AsSpan().ContainsAnyExcept(HtmlChars.Unseen))
        {
            _links.SawImage();
            _links.Text(alt);
            Bracketed("画像: ", alt);
        }
        else if (alt is null && !isSpacer)
        {
            _links.SawImage();
            _out.Literal("[画像]");
        }
        else if (!isSpacer)
        {
            _links.SawImage();
        }
    }

    private void Area(HtmlNode area)
    {
        var alt = (area["alt"] ?? area["title"])?.Trim() ?? "";
        _out.Block(0);
        _links.Begin(area, _out);
        if (alt.Length == 0)
            _links.SawImage();
        _links.Text(alt);
        _out.Text(alt);
        _links.End(area, _out);
        _out.Block(0);
    }

    private void Input(HtmlNode input)
    {
        if (!_isVisible)
            return;
        var type = input["type"]?.Trim().ToLowerInvariant() ?? "text";
        var isChecked = input["checked"] is not null;
        switch (type)
        {
            case "hidden" or "password" or "file":
                break;
            case "checkbox":
                _out.Literal(isChecked ? "[x]" : "[ ]");
                _out.Text(" ");
                break;
            case "radio":
                _out.Literal(isChecked ? "(x)" : "( )");
                _out.Text(" ");
                break;
            case "image":
                if (input["alt"]?.Trim() is { Length: > 0 } alt)
                    Bracketed("画像: ", alt);
                break;
            default:
                if ((input["value"] ?? input["placeholder"])?.Trim() is { Length: > 0 } value)
                    Bracketed("", value);
                break;
        }
    }

    private void Bracketed(string before, string text)
    {
        _out.Open("[" + before);
        _out.Text(text);
        _out.Close("]");
    }

    // Closed, a selection shows the chosen option alone.
    private void BeginSelect(HtmlNode select)
    {
        var options = select.Children().SelectMany(c => c.Name == "optgroup" ? c.Children() : [c]).Where(c => c.Name == "option");
        HtmlNode? shown = null;
        foreach (var option in options)
        {
            shown ??= option;
            if (option["selected"] is null)
                continue;
            shown = option;
            break;
        }
        if (shown is not null && _isVisible && _select is null)
        {
            var label = new StringBuilder();
            foreach (var text in shown.Children().Where(c => c.IsText))
                label.Append(text.Text.Span);
            Bracketed("", label.ToString().Trim());
        }
        _select ??= select;
    }

    private void EndSelect(HtmlNode select)
    {
        if (ReferenceEquals(_select, select))
            _select = null;
    }
}
