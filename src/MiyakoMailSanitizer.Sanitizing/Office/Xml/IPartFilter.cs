namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>What an application knows about its elements beyond the tables. Called by <see cref="PartCopier"/> in the order of the text.</summary>
internal interface IPartFilter
{
    /// <summary>True for an element that goes before its relationships are followed, so that what they lead to stays behind too.</summary>
    bool Refuses(ElementStart element);

    /// <summary>Before an element is written; may change its attributes.</summary>
    ElementDecision Start(ElementStart element, PartCopier copier);

    /// <summary>After an element was written and before it is decided whether it stays.</summary>
    void End(Frame frame, PartCopier copier);

    /// <summary>After the whole part.</summary>
    void Finish(PartCopier copier);
}
