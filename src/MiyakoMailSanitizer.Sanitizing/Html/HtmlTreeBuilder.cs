using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>
/// Makes the light tree: the part of the standard's tree construction (§13.2.6) that changes what a reader sees. The adoption agency,
/// which moves nodes about in quadratic time, is replaced by marks. Every start and end tag costs constant time besides the elements that
/// it closes.
/// </summary>
internal sealed class HtmlTreeBuilder
{
    /// <summary>Nodes of a tree: some 130 bytes each.</summary>
    internal const int MaxNodes = 1_000_000;

    private readonly HtmlTokenizer _tokenizer;
    private readonly OpenElements _open;
    private readonly ActiveFormatting _formatting;
    private readonly HtmlFindings _findings;
    private readonly HtmlWork _work;
    private readonly Action<HtmlNode> _addAndOpen;
    private readonly int _maxNodes;
    private readonly StringBuilder _more = new();
    private ReadOnlyMemory<char> _text;
    private HtmlNode? _body;
    private int _nodes;

    private HtmlTreeBuilder(string html, int maxDepth, int maxNodes, HtmlFindings findings, HtmlWork work)
    {
        _tokenizer = new(html, findings, work);
        _open = new(Root, maxDepth);
        _formatting = new(_open);
        _maxNodes = maxNodes;
        _findings = findings;
        _work = work;
        _addAndOpen = AddAndOpen;
    }

    private HtmlNode Root { get; } = new(HtmlName.Html);

    /// <summary>Reads all of <paramref name="html"/>, or up to <paramref name="maxNodes"/>.</summary>
    /// <returns>The <c>html</c> element.</returns>
    public static HtmlTree Build(string html, int maxDepth, HtmlFindings findings, HtmlWork work, int maxNodes = MaxNodes)
    {
        var builder = new HtmlTreeBuilder(html, maxDepth, maxNodes, findings, work);
        builder.Read();
        return new(builder.Root, builder._tokenizer.IsQuirky);
    }

    private void Read()
    {
        while (_tokenizer.Read() is not HtmlToken.EndOfPage and var token)
        {
            if (_nodes >= _maxNodes)
            {
                _findings.Truncated($"more than {_maxNodes} elements and texts");
                break;
            }
            switch (token)
            {
                case HtmlToken.Text:
                    AppendText(_tokenizer.Text);
                    break;
                case HtmlToken.StartTag:
                    FlushText();
                    Start();
                    break;
                default:
                    FlushText();
                    End(_tokenizer.Name);
                    break;
            }
            _tokenizer.IsForeign = _open.Foreign >= 0;
        }
        FlushText();
        if (_open.WasTooDeep)
            _findings.TooDeep(_open.MaxDepth);
    }

    private void AppendText(ReadOnlyMemory<char> text)
    {
        if (_more.Length == 0 && _text.IsEmpty)
        {
            _text = text;
            return;
        }
        if (_more.Length == 0)
            _more.Append(_text);
        _more.Append(text);
    }

    private void FlushText()
    {
        if (_text.IsEmpty)
            return;
        var text = _more.Length > 0 ? _more.ToString().AsMemory() : _text;
        _more.Clear();
        _text = default;
        _work.Step(text.Length / 16);
        var isBlank = text.Span.IndexOfAnyExcept(" \t\n\f\r") < 0;
        if (isBlank && (_body is null || _open.Current.Kind.Has(HtmlTraits.TableFrame)))
            return;
        if (!isBlank && _open.Foreign < 0)
        {
            OpenBody();
            _formatting.Reopen(_addAndOpen);
        }
        Add(new HtmlNode(HtmlName.ForText) { Text = text });
    }

    private void OpenBody()
    {
        if (_body is not null)
            return;
        if (_open.Last(HtmlName.Template) >= 0)
            return;
        _open.CloseFrom(1);
        _body = new HtmlNode(HtmlName.Body);
        AddAndOpen(_body);
    }

    private void Add(HtmlNode node)
    {
        _nodes++;
        var current = _open.Current;
        if (current.Kind.Has(HtmlTraits.TableFrame) && !node.Kind.Has(HtmlTraits.TableContent) && node.Kind != HtmlName.ForEnd
            && !IsUnseenInput(node) && _open.Last(HtmlName.Table) is > 0 and var table && _open[table].Parent is not null)
            _open[table].InsertBefore(node);
        else
            current.Append(node);
    }

    private static bool IsUnseenInput(HtmlNode node)
        => node.Name == "input" && node.Span("type").Equals("hidden", StringComparison.OrdinalIgnoreCase);

    private void AddAndOpen(HtmlNode node)
    {
        Add(node);
        _open.Push(node);
    }

    private void Start()
    {
        var name = _tokenizer.Name.Text == "image" ? HtmlName.Image : _tokenizer.Name;
        var foreign = _open.Foreign;
        if (foreign >= 0 && !name.Has(HtmlTraits.LeavesForeign))
        {
            var inner = new HtmlNode(name) { Attributes = _tokenizer.Attributes(), IsForeign = true };
            Add(inner);
            if (!_tokenizer.IsSelfClosing)
                _open.Push(inner);
            return;
        }
        if (foreign >= 0)
            _open.CloseFrom(foreign);
        if (name == HtmlName.Html || name == HtmlName.Body || name == HtmlName.Head)
        {
            StartFrame(name);
            return;
        }
        if (!name.Has(HtmlTraits.HeadContent))
            OpenBody();
        if (name.Has(HtmlTraits.TablePart) && _open.Last(HtmlName.Table) < 0)
            name = HtmlName.Div;
        CloseBefore(name);
        if (!name.Has(HtmlTraits.Special | HtmlTraits.ClosesParagraph | HtmlTraits.HeadContent | HtmlTraits.TablePart))
            _formatting.Reopen(_addAndOpen);
        if (name == HtmlName.Table && _open.Last(HtmlName.Table) is >= 0 and var outer)
            _open[outer].IsForLayout = true;
        var node = new HtmlNode(name) { Attributes = _tokenizer.Attributes(), IsForeign = name == HtmlName.Svg || name == HtmlName.MathMl };
        Add(node);
        if (name.Has(HtmlTraits.Void) || (_tokenizer.IsSelfClosing && node.IsForeign))
            return;
        ReadContent(node);
    }

    private void ReadContent(HtmlNode node)
    {
        if (node.Kind.Content == HtmlContent.Markup)
        {
            _open.Push(node);
            if (node.Kind.Has(HtmlTraits.Formatting))
                _formatting.Add(node);
            return;
        }
        var content = _tokenizer.ReadContent();
        if (content.IsEmpty)
            return;
        _nodes++;
        node.Append(new HtmlNode(HtmlName.ForText) { Text = content });
    }

    /// <summary>There is one html, head and body element; a second tag only adds attributes.</summary>
    private void StartFrame(HtmlName name)
    {
        if (name == HtmlName.Head)
        {
            if (_body is null && _open.Last(name) < 0)
                AddAndOpen(new HtmlNode(name) { Attributes = _tokenizer.Attributes() });
            return;
        }
        if (name == HtmlName.Body)
            OpenBody();
        var node = name == HtmlName.Body ? _body : Root;
        var more = _tokenizer.Attributes();
        if (node is null || more.Length == 0)
            return;
        node.Attributes = node.Attributes.Length == 0 ? more : [.. node.Attributes.Concat(more).DistinctBy(a => a.Name)];
    }

    /// <summary>The end tags that a start tag implies.</summary>
    private void CloseBefore(HtmlName name)
    {
        if (name.Has(HtmlTraits.TablePart))
        {
            CloseBeforeTablePart(name);
            return;
        }
        if (name.Has(HtmlTraits.ClosesParagraph))
            _open.CloseFrom(_open.LastInScope(HtmlName.Paragraph));
        if (name == HtmlName.Table && _open.Current.Kind.Has(HtmlTraits.TableFrame))
            _open.CloseFrom(_open.Last(HtmlName.Table));
        else if (name == HtmlName.Item)
            CloseItem();
        else if (name == HtmlName.Dd || name == HtmlName.Dt)
            CloseTerm();
        else if (name == HtmlName.A)
            CloseFormatting(HtmlName.A);
        else if (name == HtmlName.Button)
            _open.CloseFrom(_open.Last(name) > _open.LastOf(HtmlName.Td, HtmlName.Th, HtmlName.Table) ? _open.Last(name) : -1);
        else if (IsImpliedEnd(name.Text, _open.Current.Kind))
            _open.CloseFrom(_open.Last(_open.Current.Kind));
    }

    private static bool IsImpliedEnd(string name, HtmlName current) => name switch
    {
        "option" => current.Text == "option",
        "optgroup" => current.Text is "option" or "optgroup",
        "rt" or "rp" => current.Text is "rt" or "rp" or "rb",
        "rb" or "rtc" => current.Text is "rt" or "rp" or "rb" or "rtc",
        ['h', >= '1' and <= '6'] => current.Has(HtmlTraits.Heading),
        _ => false,
    };

    private void CloseItem()
    {
        var item = _open.LastInScope(HtmlName.Item);
        if (item > Math.Max(_open.LastBarrier, _open.LastOf(HtmlName.Dd, HtmlName.Dt)))
            _open.CloseFrom(item);
    }

    private void CloseTerm()
    {
        var term = Math.Max(_open.LastInScope(HtmlName.Dd), _open.LastInScope(HtmlName.Dt));
        if (term > Math.Max(_open.LastBarrier, _open.Last(HtmlName.Item)))
            _open.CloseFrom(term);
    }

    private void CloseBeforeTablePart(HtmlName name)
    {
        var table = _open.Last(HtmlName.Table);
        var section = Math.Max(table, _open.LastOf(HtmlName.SectionNames));
        var isCell = name == HtmlName.Td || name == HtmlName.Th;
        if (!isCell)
        {
            _open.CloseFrom((name == HtmlName.Tr ? section : table) + 1);
        }
        else if (_open.Last(HtmlName.Tr) > table)
        {
            _open.CloseFrom(_open.Last(HtmlName.Tr) + 1);
        }
        else
        {
            _open.CloseFrom(section + 1);
            AddAndOpen(new HtmlNode(HtmlName.Tr));
        }
    }

    private void End(HtmlName name)
    {
        if (_open.Foreign is >= 0 and var foreign && _open.Last(name) is var inner && inner >= foreign)
        {
            _open.CloseFrom(inner);
            return;
        }
        if (name == HtmlName.Br || (name == HtmlName.Paragraph && _open.LastInScope(name) < 0 && _body is not null))
        {
            Add(new HtmlNode(name));
            return;
        }
        if (name == HtmlName.Html || name == HtmlName.Body || _open.IsFlattened(name))
            return;
        if (name.Has(HtmlTraits.Formatting))
            CloseFormatting(name);
        else if (name.Has(HtmlTraits.Special))
            _open.CloseFrom(EndOfSpecial(name));
        else if (_open.Last(name) is var last && last > _open.LastSpecial)
            _open.CloseFrom(last);
    }

    /// <summary>Position of the element that the end tag closes; -1 for none.</summary>
    private int EndOfSpecial(HtmlName name)
    {
        var table = _open.Last(HtmlName.Table);
        if (name == HtmlName.Table)
            return table;
        var last = _open.Last(name);
        if (name == HtmlName.Item && _open.LastOf(HtmlName.Lists[..2]) > last)
            return -1;
        if (name.Has(HtmlTraits.Heading))
            return _open.LastOf(HtmlName.HeadingNames) is var heading && heading > _open.LastScope ? heading : -1;
        if (name.Has(HtmlTraits.TablePart | HtmlTraits.Scope))
            return last > table ? last : -1;
        return last > _open.LastScope ? last : -1;
    }

    // The standard's adoption agency moves nodes about; here a mark says where the inline element ended, and the blocks stay as they are.
    private void CloseFormatting(HtmlName name)
    {
        _formatting.Remove(name);
        var at = _open.LastInScope(name);
        if (at < 0)
            return;
        var node = _open[at];
        if (_open.LastSpecial < at)
        {
            _open.CloseFrom(at);
        }
        else if (!node.HasEndMark)
        {
            node.HasEndMark = true;
            Add(new HtmlNode(HtmlName.ForEnd) { Ended = node });
        }
    }
}

/// <summary>A page as a tree.</summary>
/// <param name="Root">The <c>html</c> element, which is always there.</param>
/// <param name="IsQuirky">Browsers render it in quirks mode: no document type, or an old one.</param>
internal sealed record HtmlTree(HtmlNode Root, bool IsQuirky);
