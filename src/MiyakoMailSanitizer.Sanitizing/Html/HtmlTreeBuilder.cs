using System.Text;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Html.Parser.Tokens.Struct;
using AngleSharp.Text;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>
/// Makes the light tree. AngleSharp's tokenizer reads the characters; its tree construction is not used, because the standard's adoption
/// agency, foster parenting and attribute rules cost quadratic time. The rules here are the part of the standard that changes what
/// a reader sees.
/// Every start and end tag costs constant time besides the elements that it closes.
/// </summary>
internal sealed class HtmlTreeBuilder
{
    /// <summary>Attributes kept of one tag.</summary>
    internal const int MaxAttributes = 32;

    /// <summary>Nodes of a tree: 100 bytes each.</summary>
    internal const int MaxNodes = 1_000_000;

    private readonly OpenElements _open;
    private readonly HtmlWork _work;
    private readonly HtmlFindings _findings;
    private readonly StringBuilder _text = new();
    private readonly int _maxNodes;
    private HtmlTokenizer? _tokenizer;
    private int _nodes;

    private HtmlTreeBuilder(int maxDepth, int maxNodes, HtmlFindings findings, HtmlWork work)
    {
        _open = new(Root, maxDepth);
        _maxNodes = maxNodes;
        _findings = findings;
        _work = work;
    }

    private HtmlNode Root { get; } = new("#root");

    /// <summary>Reads all of <paramref name="html"/>, or up to <paramref name="maxNodes"/>.</summary>
    public static HtmlNode Build(string html, int maxDepth, HtmlFindings findings, HtmlWork work, int maxNodes = MaxNodes)
    {
        var builder = new HtmlTreeBuilder(maxDepth, maxNodes, findings, work);
        builder.Read(html);
        return builder.Root;
    }

    private void Read(string html)
    {
        using var source = new TextSource(html);
        _tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver) { SkipComments = true, ShouldEmitAttribute = IsWanted };
        while (_tokenizer.Get() is { Type: not HtmlTokenType.EndOfFile } token)
        {
            _work.Step();
            if (_nodes >= _maxNodes)
            {
                _findings.Truncated($"more than {_maxNodes} elements and texts");
                break;
            }
            Take(token);
        }
        FlushText();
        if (_open.WasTooDeep)
            _findings.TooDeep(_open.MaxDepth);
    }

    private void Take(HtmlToken token)
    {
        switch (token.Type)
        {
            case HtmlTokenType.Character:
                _text.Append(token.Data);
                break;
            case HtmlTokenType.StartTag:
                FlushText();
                Start(token.AsTag());
                break;
            case HtmlTokenType.EndTag:
                FlushText();
                End(token.Name);
                break;
        }
        _tokenizer!.IsAcceptingCharacterData = _open.Foreign >= 0;
    }

    // Called for every attribute; a tag with a million of them keeps 32 at most, so AngleSharp's search for doubles stays short.
    private bool IsWanted(ref StructHtmlToken tag, ReadOnlyMemory<char> name)
    {
        _work.Step();
        var span = name.Span;
        if (span.Length > 2 && span[0] == 'o' && span[1] == 'n')
            _findings.EventHandler();
        if (!HtmlVocabulary.Attributes.GetAlternateLookup<ReadOnlySpan<char>>().Contains(span) || tag.Attributes.Count >= MaxAttributes)
            return false;
        for (var i = 0; i < tag.Attributes.Count; i++)
        {
            if (tag.Attributes[i].Name.Memory.Span.SequenceEqual(span))
                return false;
        }
        return true;
    }

    private void FlushText()
    {
        if (_text.Length == 0)
            return;
        var text = _text.ToString();
        _text.Clear();
        _work.Step(text.Length / 16);
        if (HtmlVocabulary.TableFrame.Contains(_open.Current.Name))
        {
            if (string.IsNullOrWhiteSpace(text))
                return;
            _open.MarkTableAsLayout();
        }
        if (_open.Last("head") >= 0 && ReferenceEquals(_open.Current, _open[_open.Last("head")]) && !string.IsNullOrWhiteSpace(text))
            _open.CloseFrom(_open.Last("head"));
        Add(new HtmlNode(HtmlNode.TextName) { Text = text });
    }

    private void Add(HtmlNode node)
    {
        _nodes++;
        _open.Current.Append(node);
    }

    private void Start(HtmlTagToken tag)
    {
        var name = tag.Name == "image" ? "img" : tag.Name;
        var node = new HtmlNode(name) { Attributes = [.. tag.Attributes.Select(a => KeyValuePair.Create(a.Name, a.Value ?? ""))] };
        if (_open.Foreign >= 0 && !HtmlVocabulary.LeavesForeign.Contains(name))
        {
            Add(node);
            if (!tag.IsSelfClosing)
                _open.Push(node);
            return;
        }
        if (_open.Foreign >= 0)
            _open.CloseFrom(_open.Foreign);
        if (name is "html" or "body" && _open.Last(name) >= 0)
            return;
        if (HtmlVocabulary.TableParts.Contains(name) && _open.Last("table") < 0)
            node = new HtmlNode("div") { Attributes = node.Attributes };
        CloseBefore(node.Name);
        if (HtmlVocabulary.TableFrame.Contains(_open.Current.Name) && !HtmlVocabulary.TableContent.Contains(node.Name))
            _open.MarkTableAsLayout();
        if (node.Name == "table" && _open.Last("table") >= 0)
            _open[_open.Last("table")].IsForLayout = true;
        Add(node);
        if (HtmlVocabulary.Has(node.Name, HtmlTraits.Void) || (tag.IsSelfClosing && node.Name is "svg" or "math"))
            return;
        _open.Push(node);
        if (HtmlVocabulary.ParseModes.TryGetValue(name, out var mode))
            _tokenizer!.State = mode;
    }

    /// <summary>The end tags that a start tag implies.</summary>
    private void CloseBefore(string name)
    {
        if (_open.Last("head") >= 0 && !HtmlVocabulary.HeadContent.Contains(name))
            _open.CloseFrom(_open.Last("head"));
        if (HtmlVocabulary.TableParts.Contains(name))
        {
            CloseBeforeTablePart(name);
            return;
        }
        if (HtmlVocabulary.Has(name, HtmlTraits.ClosesParagraph))
            _open.CloseFrom(_open.LastInScope("p"));
        switch (name)
        {
            case "table" when _open.Last("table") > _open.LastOf("td", "th", "caption"):
                _open.CloseFrom(_open.Last("table"));
                break;
            case "li" when _open.LastInScope("li") > _open.LastOf("ul", "ol", "menu", "dir", "blockquote"):
                _open.CloseFrom(_open.Last("li"));
                break;
            case "dd" or "dt" when Math.Max(_open.LastInScope("dd"), _open.LastInScope("dt")) > _open.LastOf("dl", "blockquote"):
                _open.CloseFrom(_open.LastOf("dd", "dt"));
                break;
            case "a":
                CloseFormatting("a");
                break;
            case "button":
                _open.CloseFrom(_open.Last("button") > _open.LastOf("td", "th", "table") ? _open.Last("button") : -1);
                break;
            case "option" or "optgroup" when _open.Current.Name == "option":
            case "rt" or "rp" when _open.Current.Name is "rt" or "rp":
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6" when HtmlVocabulary.Headings.Contains(_open.Current.Name):
                _open.CloseFrom(_open.Count - 1);
                break;
        }
    }

    private void CloseBeforeTablePart(string name)
    {
        var table = _open.Last("table");
        var section = Math.Max(table, _open.LastOf("thead", "tbody", "tfoot"));
        switch (name)
        {
            case "td" or "th" when _open.Last("tr") > table:
                _open.CloseFrom(_open.Last("tr") + 1);
                break;
            case "td" or "th":
                _open.CloseFrom(section + 1);
                var row = new HtmlNode("tr");
                Add(row);
                _open.Push(row);
                break;
            default:
                _open.CloseFrom((name == "tr" ? section : table) + 1);
                break;
        }
    }

    private void End(string name)
    {
        if (_open.Foreign >= 0 && _open.Last(name) >= _open.Foreign)
        {
            _open.CloseFrom(_open.Last(name));
            return;
        }
        if (name == "br")
        {
            Add(new HtmlNode("br"));
            return;
        }
        if (name is "html" or "body" || _open.IsFlattened(name))
            return;
        var table = _open.Last("table");
        var at = name switch
        {
            "table" => table,
            _ when HtmlVocabulary.TableParts.Contains(name) => _open.Last(name) > table ? _open.Last(name) : -1,
            "li" when _open.LastOf("ul", "ol") > _open.Last("li") => -1,
            _ when HtmlVocabulary.Headings.Contains(name) => LastHeadingInScope(),
            _ when HtmlVocabulary.Has(name, HtmlTraits.Scope) => _open.Last(name) > table ? _open.Last(name) : -1,
            _ when HtmlVocabulary.Has(name, HtmlTraits.Special) => _open.LastInScope(name),
            _ => -1,
        };
        if (HtmlVocabulary.Has(name, HtmlTraits.Formatting))
            CloseFormatting(name);
        else if (HtmlVocabulary.Has(name, HtmlTraits.Special))
            _open.CloseFrom(at);
        else if (_open.Last(name) > _open.LastSpecial)
            _open.CloseFrom(_open.Last(name));
    }

    private int LastHeadingInScope()
    {
        var last = _open.LastOf("h1", "h2", "h3", "h4", "h5", "h6");
        return last > _open.LastScope ? last : -1;
    }

    // The standard's adoption agency moves nodes about; here a mark says where the inline element ended, and the blocks stay as they are.
    private void CloseFormatting(string name)
    {
        var at = _open.LastInScope(name);
        if (at < 0)
            return;
        var node = _open[at];
        if (_open.LastSpecial < at)
            _open.CloseFrom(at);
        else if (!node.HasEndMark)
        {
            node.HasEndMark = true;
            Add(new HtmlNode(HtmlNode.EndName) { Ended = node });
        }
    }
}
