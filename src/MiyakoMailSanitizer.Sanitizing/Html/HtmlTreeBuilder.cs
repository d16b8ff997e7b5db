using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>
/// Makes the light tree: the part of the standard's tree construction (§13.2.6) that changes what a reader sees. The adoption agency,
/// which moves nodes about in quadratic time, is replaced by marks. Every start and end tag costs constant time besides the elements that
/// it closes.
/// </summary>
internal sealed partial class HtmlTreeBuilder
{
    /// <summary>Nodes of a tree: some 130 bytes each.</summary>
    internal const int MaxNodes = 1_000_000;

    /// <summary>Attributes that html and body gather from all their tags.</summary>
    private const int MaxFrameAttributes = 64;

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
        if (node is null || more.Length == 0 || node.Attributes.Length >= MaxFrameAttributes)
            return;
        node.Attributes = node.Attributes.Length == 0 ? more : [.. node.Attributes.Concat(more).DistinctBy(a => a.Name)];
    }
}

/// <summary>A page as a tree.</summary>
/// <param name="Root">The <c>html</c> element, which is always there.</param>
/// <param name="IsQuirky">Browsers render it in quirks mode: no document type, or an old one.</param>
internal sealed record HtmlTree(HtmlNode Root, bool IsQuirky);
