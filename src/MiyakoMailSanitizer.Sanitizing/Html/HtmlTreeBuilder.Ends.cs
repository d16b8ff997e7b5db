namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <content>What closes elements: end tags, and start tags that imply them.</content>
internal sealed partial class HtmlTreeBuilder
{
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
