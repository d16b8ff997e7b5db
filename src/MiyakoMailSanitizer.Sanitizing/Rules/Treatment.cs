namespace MiyakoMailSanitizer.Sanitizing.Rules;

/// <summary>What a rule asks for, strictest first, so that a forgotten value is the strictest.</summary>
public enum Treatment
{
    /// <summary>Deliver nothing of the message until an operator decides.</summary>
    Hold = 0,

    /// <summary>Deliver the message with a notice in place of this file; keep the original.</summary>
    Quarantine,

    /// <summary>Leave the file out; keep nothing for its sake.</summary>
    Remove,

    /// <summary>Deliver its text.</summary>
    Convert,

    /// <summary>Deliver its pages as an image PDF.</summary>
    Image,

    /// <summary>Deliver the same format, written anew.</summary>
    Rebuild,
}
