namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>A file as the sender gave it. Nothing in it is believed, neither the name nor the declared media type.</summary>
/// <param name="Name">The name as decoded from the carrier, not yet cleaned; may be empty.</param>
/// <param name="DeclaredMediaType">What the carrier says it is, e.g. <c>text/plain; charset=shift_jis</c>; may be empty.</param>
/// <param name="Content">The bytes, after removal of the transfer encoding.</param>
public sealed record UntrustedFile(string Name, string DeclaredMediaType, ReadOnlyMemory<byte> Content);
