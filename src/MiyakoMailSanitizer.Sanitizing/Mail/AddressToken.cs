namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>What an <see cref="AddressToken"/> is.</summary>
internal enum AddressTokenKind
{
    /// <summary>Characters without a meaning of their own; never white space.</summary>
    Text,
    Space,

    /// <summary>The content of a quoted string (RFC 5322 §3.2.4), unescaped.</summary>
    Quoted,

    /// <summary>An encoded-word as it stands. Senders write commas and brackets into them, against RFC 2047 §5 (3).</summary>
    Encoded,

    /// <summary>The content of a comment (RFC 5322 §3.2.2), unescaped.</summary>
    Comment,

    /// <summary>What stands between angle brackets, as it is.</summary>
    Angle,
    Comma,
    Semicolon,
    Colon,
}

/// <summary>A piece of an address field.</summary>
internal readonly record struct AddressToken(AddressTokenKind Kind, string Text)
{
    /// <summary>Says something to people, or is an address.</summary>
    public bool IsWord => Kind is AddressTokenKind.Text or AddressTokenKind.Quoted or AddressTokenKind.Encoded;
}
