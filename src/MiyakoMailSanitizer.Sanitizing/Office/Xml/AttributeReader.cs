using System.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>Takes the attributes that an element may have, and follows those that name relationships.</summary>
internal static class AttributeReader
{
    public static void Read(XmlReader reader, NameCache names, ElementStart element)
    {
        if (!reader.MoveToFirstAttribute())
            return;
        do
        {
            AttributeRule? rule;
            if (reader.NamespaceURI.Length == 0)
                rule = element.Rule.Plain(reader.LocalName);
            else
                rule = names.Namespace(reader) is { } space ? element.Rule.Qualified(space, reader.LocalName) : null;
            if (rule is not null)
                element.Add(rule, reader.Value);
        }
        while (reader.MoveToNextAttribute());
        reader.MoveToElement();
    }

    /// <summary>False where the element must go, as one of its relationships leads nowhere that it may.</summary>
    public static bool Follow(ElementStart element, PartCopier copier)
    {
        for (var i = element.Attributes.Count - 1; i >= 0; i--)
        {
            var (rule, value) = element.Attributes[i];
            if (rule.Use is not { } use || (value.Length == 0 && use.MayBeEmpty))
                continue;
            if (use.Types.Contains("hyperlink"))
                element.Link = copier.Rebuild.LinkTarget(copier.Part, value);
            var isPicture = use.Otherwise == WithoutTarget.Placeholder;
            if (FollowOne(copier, use, value) is { } id)
                element.SetAt(i, id);
            else if (use.Otherwise == WithoutTarget.DropElement)
                return false;
            else
                element.Set(rule.QName, isPicture ? copier.Rebuild.Placeholder(copier.Part) : null);
            element.IsPlaceholder |= isPicture && element.Value(rule.QName) is { } picture && copier.Rebuild.IsPlaceholder(copier.Part, picture);
        }
        return true;
    }

    private static string? FollowOne(PartCopier copier, RelationshipUse use, string id)
    {
        const string OfOwner = "owner:";
        if (use.Types.Length == 0 || !use.Types[0].StartsWith(OfOwner, StringComparison.Ordinal))
            return copier.Rebuild.Follow(copier.Part, id, use.Types);
        return copier.Part.Owner is { } owner ? copier.Rebuild.Follow(owner, id, [use.Types[0][OfOwner.Length..]]) : null;
    }
}
