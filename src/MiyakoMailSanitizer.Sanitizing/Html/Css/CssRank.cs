namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>
/// The rank of a declaration as one number (CSS Cascade §6.1): important, then inline, then the selector's specificity, then its place.
/// </summary>
internal static class CssRank
{
    public const ulong Important = 1UL << 63;

    public const ulong Inline = 1UL << 62;

    /// <summary>Specificity of an id; <see cref="Class"/> and <see cref="Element"/> are the lower places.</summary>
    public const int Id = 1 << 16;

    public const int Class = 1 << 8;

    public const int Element = 1;

    private const int MaxPlace = 255;

    /// <summary>The rank of a rule's normal declarations.</summary>
    public static ulong Of(int specificity, int order) => (ulong)specificity << 32 | (uint)order;

    /// <summary>Sums two specificities; each place ends at 255.</summary>
    public static int Add(int a, int b)
        => Math.Min((a >> 16) + (b >> 16), MaxPlace) << 16
            | Math.Min((a >> 8 & 255) + (b >> 8 & 255), MaxPlace) << 8
            | Math.Min((a & 255) + (b & 255), MaxPlace);
}
