using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>An element that is open.</summary>
internal sealed class Frame
{
    /// <summary>What it is written as; null where it is unwrapped.</summary>
    public ElementRule? Written { get; set; }

    /// <summary>As which it was read; null for the elements of markup compatibility.</summary>
    public ElementRule? Rule { get; set; }

    /// <summary>It is <c>mc:AlternateContent</c>.</summary>
    public bool IsAlternate { get; set; }

    /// <summary>It is <c>mc:AlternateContent</c>, and one of its branches was written.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Namespaces declared here and above, by the bits of <see cref="XmlNamespace.Index"/>.</summary>
    public ulong Declared { get; set; }

    /// <summary>Where it begins in the output; only where it holds.</summary>
    public long Start { get; set; }

    public bool Holds { get; set; }

    /// <summary>It goes, with all within.</summary>
    public bool IsCut { get; set; }

    /// <summary>Children that stayed and that <see cref="Behaviour.Needs"/> asks for.</summary>
    public int Children { get; set; }

    /// <summary>It has the attribute that <see cref="Behaviour.NeedsWhen"/> asks for.</summary>
    public bool NeedsChildren { get; set; }

    /// <summary>What was counted as written when it began.</summary>
    public ContentCounts Counts;

    /// <summary>Its text; null where nobody asks.</summary>
    public StringBuilder? Text { get; set; }

    /// <summary>What an application's filter keeps with it.</summary>
    public object? Tag { get; set; }

    public void Reset()
    {
        (Written, Rule, Text, Tag) = (null, null, null, null);
        (IsAlternate, IsTaken, Holds, IsCut, NeedsChildren) = (false, false, false, false, false);
        (Start, Children) = (0, 0);
        Counts = default;
    }
}
