using System.Xml;
using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Office.Parts;

namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>
/// Copies a part element by element, as far as the tables allow, forward only: unknown elements go with their content, of alternate content
/// one branch stays, relationships are followed.
/// </summary>
internal sealed class PartCopier
{
    /// <summary>Honest documents nest some dozens deep; a text box in a table in a text box.</summary>
    public const int MaxDepth = 500;

    /// <summary>Characters of text that is judged; Excel's formulas have 8,192 at the most.</summary>
    private const int MaxJudged = 64 << 10;

    private readonly List<Frame> _frames = [];
    private readonly NameCache _names = new();
    private readonly ElementStart _start = new();
    private readonly IPartFilter _filter;
    private readonly XmlReader _reader;
    private int _depth;

    public PartCopier(OfficeRebuild rebuild, PartInPackage part, XmlReader reader, XmlOut output, IPartFilter filter)
    {
        (Rebuild, Part, _reader, Out, _filter) = (rebuild, part, reader, output, filter);
    }

    public OfficeRebuild Rebuild { get; }
    public PartInPackage Part { get; }
    public XmlOut Out { get; }

    /// <summary>Elements that were left out as unknown, for the report.</summary>
    public Dictionary<string, int> Unknown { get; } = new(StringComparer.Ordinal);

    /// <summary>The innermost open element; null outside of all.</summary>
    public Frame? Top => _depth > 0 ? _frames[_depth - 1] : null;

    /// <summary>Copies all of the part.</summary>
    /// <exception cref="XmlException">It is malformed.</exception>
    public void Copy()
    {
        var nodes = 0;
        while (_reader.Read())
        {
            if ((++nodes & 0xFFFF) == 0)
                Rebuild.CancellationToken.ThrowIfCancellationRequested();
            switch (_reader.NodeType)
            {
                case XmlNodeType.Element:
                    Start();
                    break;
                case XmlNodeType.EndElement:
                    End();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    Text();
                    break;
            }
        }
        _filter.Finish(this);
        Out.Finish();
    }

    /// <summary>The innermost open element of a name, or null.</summary>
    public Frame? Around(string qName)
    {
        for (var i = _depth - 1; i >= 0; i--)
        {
            if (_frames[i].Rule?.QName == qName)
                return _frames[i];
        }
        return null;
    }

    /// <summary>Makes the innermost open element of one of the names (divided by <c>|</c>) go with all within.</summary>
    /// <returns>False where none is open.</returns>
    public bool CutAround(string qNames)
    {
        var names = qNames.Split('|');
        for (var i = _depth - 1; i >= 0; i--)
        {
            if (_frames[i] is { Rule: { } rule, Holds: true } frame && names.Contains(rule.QName))
                return frame.IsCut = true;
        }
        return false;
    }

    /// <summary>The element around an open one; null where there is none.</summary>
    public Frame? OuterOf(Frame frame)
    {
        var at = _frames.IndexOf(frame);
        return at > 0 ? _frames[at - 1] : null;
    }

    /// <summary>Makes the next element declare its namespaces anew, as what is around it will be cut out.</summary>
    public void ForgetDeclarations(Frame? since)
    {
        if (Top is { } top)
            top.Declared = since?.Declared ?? 0;
    }

    private void Start()
    {
        if (_reader.Depth > MaxDepth)
            throw new OfficeRefusedException("office.damaged", Part.Entry!.Name, $"its elements are nested more than {MaxDepth} deep");
        var space = _names.Namespace(_reader);
        if (space == Vocabulary.Compatibility)
            StartAlternate();
        else if (Top is { IsAlternate: true })
            Drop();
        else if (space is null || _names.Element(_reader, space) is not { } rule)
            DropUnknown();
        else
            StartElement(rule);
    }

    /// <summary>ECMA-376 part 3 §10: the first choice whose namespaces are understood and of which something stays, else the fallback.</summary>
    private void StartAlternate()
    {
        var parent = Top;
        var isBranch = parent is { IsAlternate: true, IsTaken: false } && _reader.LocalName switch
        {
            "Choice" => AlternateContent.IsUnderstood(_reader, this),
            "Fallback" => true,
            _ => false,
        };
        if (!isBranch && !(_reader.LocalName == "AlternateContent" && parent is { IsAlternate: false }))
            _reader.SkipContent();
        else if (!_reader.IsEmptyElement)
            Push(null, isAlternate: !isBranch);
    }

    private void StartElement(ElementRule rule)
    {
        var behaviour = rule.Behaviour;
        var isEmpty = _reader.IsEmptyElement;
        if (rule.Count is not (ContentKind.None or ContentKind.Characters))
            Rebuild.Before[rule.Count]++;
        if (behaviour.Revision != Revision.None && Rebuild.Options.Revisions == RevisionStyle.Accept)
        {
            Rebuild.Findings.Add("office.revision", Part.Entry!.Name, "tracked changes were accepted");
            if (behaviour.Revision == Revision.Deleted)
                _reader.SkipContent();
            else if (!isEmpty)
                Push(null, isAlternate: false).Rule = rule;
            return;
        }
        var written = behaviour.Rename is { } name ? rule.Namespace.Elements[name] : rule;
        _start.Reset(written);
        AttributeReader.Read(_reader, _names, _start);
        var decision = !_filter.Refuses(_start) && AttributeReader.Follow(_start, this) ? _filter.Start(_start, this) : ElementDecision.Drop;
        if (behaviour.Unwrap)
            decision = ElementDecision.Unwrap;
        _reader.MoveToElement();
        if (decision == ElementDecision.Drop)
            Drop();
        else if (decision == ElementDecision.Keep)
            Write(rule, written, isEmpty);
        else if (!isEmpty)
            Push(null, isAlternate: false).Rule = rule;
    }

    private void Write(ElementRule rule, ElementRule written, bool isEmpty)
    {
        var parent = Top;
        var frame = Push(written, isAlternate: false);
        frame.Rule = rule;
        frame.NeedsChildren = rule.Behaviour.Needs is not null
            && (rule.Behaviour.NeedsWhen is null || _start.Value(rule.Behaviour.NeedsWhen) is not null);
        if (rule.Behaviour.Holds)
        {
            frame.Holds = true;
            frame.Counts = Rebuild.After;
            Out.Hold();
            frame.Start = Out.Position;
        }
        if (rule.Behaviour.Text != TextUse.None)
            frame.Text = new();
        if (rule.Count is not (ContentKind.None or ContentKind.Characters))
            Rebuild.After[rule.Count] += _start.IsPlaceholder ? 0 : 1;
        Out.Start(written.Written);
        AttributeWriter.Write(_reader, _start, frame, isRoot: parent is null, this);
        if (isEmpty)
            End();
    }

    private void End()
    {
        var frame = _frames[_depth - 1];
        if (frame.Written is not null)
        {
            Out.End(frame.Written.Written);
            if (frame.Rule!.Behaviour is { Notify: true } or { Text: not TextUse.None })
                _filter.End(frame, this);
        }
        _depth--;
        var stays = !frame.IsCut && !(frame.NeedsChildren && frame.Children == 0);
        if (frame.Holds)
        {
            if (!stays)
            {
                Out.Cut(frame.Start, Out.Position);
                Rebuild.After = frame.Counts;
            }
            Out.Release();
        }
        if (frame.Written is null)
            EndUnwritten(frame);
        else if (stays)
            CountChild(frame.Rule!);
    }

    private void EndUnwritten(Frame frame)
    {
        // A branch of which nothing stayed leaves the place to the next one.
        if (Top is { IsAlternate: true } alternate && frame is { Rule: null, IsAlternate: false })
            alternate.IsTaken = frame.Children > 0;
    }

    /// <summary>Tells the elements around that a child stayed, through those that are not written themselves.</summary>
    private void CountChild(ElementRule child)
    {
        for (var i = _depth - 1; i >= 0; i--)
        {
            var frame = _frames[i];
            var needs = frame.Rule?.Behaviour.Needs;
            if (frame.Written is null || needs is null || needs[0] == "*" || needs.Contains(child.QName))
                frame.Children++;
            if (frame.Written is not null)
                return;
        }
    }

    private void Text()
    {
        if (Top is not { IsAlternate: false } top)
            return;
        var value = _reader.Value;
        if (top.Rule?.Count == ContentKind.Characters)
        {
            Rebuild.Before[ContentKind.Characters] += value.Length;
            Rebuild.After[ContentKind.Characters] += value.Length;
        }
        if (top.Text is { } text && text.Length <= MaxJudged)
            text.Append(value);
        Out.Text(value);
    }

    private void DropUnknown()
    {
        var code = Removals.CodeOf(_reader.NamespaceURI, _reader.LocalName);
        if (code is null)
            Unknown[_reader.LocalName] = Unknown.GetValueOrDefault(_reader.LocalName) + 1;
        else if (code.Length > 0)
            Rebuild.Findings.Add(code, Part.Entry!.Name, $"{_reader.LocalName} was removed");
        if (Removals.IsUnwrapped(_reader.NamespaceURI, _reader.LocalName))
        {
            if (!_reader.IsEmptyElement)
                Push(null, isAlternate: false).Rule = Removals.Wrapper;
        }
        else
        {
            Drop();
        }
    }

    /// <summary>Leaves out the element, and counts what people would miss of it.</summary>
    private void Drop()
    {
        if (_reader.IsEmptyElement)
            return;
        var depth = _reader.Depth;
        var nodes = 0;
        while (_reader.Read() && _reader.Depth > depth)
        {
            if ((++nodes & 0xFFFF) == 0)
                Rebuild.CancellationToken.ThrowIfCancellationRequested();
            if (_reader.NodeType != XmlNodeType.Element || _names.Namespace(_reader) is not { } space)
                continue;
            var count = _names.Element(_reader, space)?.Count ?? ContentKind.None;
            if (count is not (ContentKind.None or ContentKind.Characters))
                Rebuild.Before[count]++;
            else if (count == ContentKind.Characters && !_reader.IsEmptyElement && _reader.Read() && _reader.NodeType == XmlNodeType.Text)
                Rebuild.Before[count] += _reader.Value.Length;
        }
    }

    private Frame Push(ElementRule? written, bool isAlternate)
    {
        var declared = Top?.Declared ?? 0;
        if (_depth == _frames.Count)
            _frames.Add(new());
        var frame = _frames[_depth++];
        frame.Reset();
        (frame.Written, frame.IsAlternate, frame.Declared) = (written, isAlternate, declared);
        return frame;
    }
}
