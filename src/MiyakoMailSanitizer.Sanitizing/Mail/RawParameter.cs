using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>A field like Content-Type or Content-Disposition (RFC 2045 §5.1, RFC 2183 §2), split but not yet understood.</summary>
/// <param name="Lead">
/// <c>type/subtype</c> or the disposition: lower case, without comments and white space; bytes above 0x7F as Latin-1. Empty where the
/// field begins with a parameter.
/// </param>
/// <param name="Parameters">Every occurrence, in order, doubles too.</param>
internal sealed record RawParameterField(string Lead, ImmutableArray<RawParameter> Parameters);

/// <summary>One occurrence of a parameter.</summary>
internal readonly record struct RawParameter
{
    /// <summary>
    /// Lower case, without the marks of RFC 2231, comments and white space. Empty for a piece between semicolons that holds no <c>=</c>;
    /// its bytes are the value then.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The number of a continuation (RFC 2231 §3: <c>name*1=</c>); null where the parameter is whole.</summary>
    public required int? Section { get; init; }

    /// <summary>RFC 2231 §4: <c>name*=</c> or <c>name*0*=</c>, where the value may hold a charset and <c>%XX</c>.</summary>
    public required bool IsEncoded { get; init; }

    /// <summary>
    /// The bytes, unfolded; without quotes and escapes where it was quoted, else up to the next semicolon, comments and inner spaces
    /// included (<c>filename=Minutes (2).txt</c>).
    /// </summary>
    public required ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>The value began with a quote.</summary>
    public required bool WasQuoted { get; init; }

    /// <summary>Quoted, but the closing quote is missing.</summary>
    public bool IsUnterminated { get; init; }

    /// <summary>What stands between the closing quote and the next semicolon, trimmed and unfolded; empty where all is right.</summary>
    public ReadOnlyMemory<byte> Tail { get; init; }
}
