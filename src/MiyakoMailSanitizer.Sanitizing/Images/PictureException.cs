namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>The picture is withheld. Does not leave this folder: <see cref="PictureRebuilder"/> turns it into a finding.</summary>
/// <param name="code">Finding code, e.g. <c>image.too-large</c>.</param>
/// <param name="message">Plain words.</param>
internal sealed class PictureException(string code, string message) : Exception(message)
{
    /// <summary>Finding code.</summary>
    public string Code { get; } = code;

    /// <summary>Not even a part of it can be shown.</summary>
    public static PictureException Broken(string message) => new("image.broken", message);

    /// <summary>It may be sound, but is of a kind that we don't read.</summary>
    public static PictureException Unsupported(string message) => new("image.unsupported", message);
}
