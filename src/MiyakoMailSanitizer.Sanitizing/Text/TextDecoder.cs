using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Bytes read as text.</summary>
/// <param name="Text">The text; a byte order mark is dropped, line ends are as they were.</param>
/// <param name="Charset">The charset that was used, by its IANA name in lower case.</param>
/// <param name="Findings">E.g. <c>text.charset-lied</c>, <c>text.undecodable</c>.</param>
internal sealed record DecodedText(string Text, string Charset, ImmutableArray<Finding> Findings);

/// <summary>The one place where bytes become text: bodies, raw header fields, file names, CSV.</summary>
internal static class TextDecoder
{
    /// <summary>Decodes by <paramref name="declaredCharset"/> (null or empty: none), checked against the bytes. Never throws.</summary>
    public static DecodedText Decode(ReadOnlySpan<byte> bytes, string? declaredCharset, string where)
        => throw new NotImplementedException();
}
