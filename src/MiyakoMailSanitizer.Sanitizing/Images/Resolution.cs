namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>Dots an inch, where they make sense: a picture may be printed in its size, and faxes have other dots across than down.</summary>
internal static class Resolution
{
    private const double InchesOfMetre = 1 / 0.0254;

    /// <summary>Null unless both are from 1 to 20,000.</summary>
    public static (double X, double Y)? Checked(double x, double y) => x is >= 1 and <= 20_000 && y is >= 1 and <= 20_000 ? (x, y) : null;

    public static (double X, double Y)? FromMetres(double x, double y) => Checked(x / InchesOfMetre, y / InchesOfMetre);

    /// <summary>Dots a metre, as PNG wants it.</summary>
    public static (uint X, uint Y) ToMetres((double X, double Y) dpi)
        => ((uint)Math.Round(dpi.X * InchesOfMetre), (uint)Math.Round(dpi.Y * InchesOfMetre));
}
