using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>What is seen while a picture is read; becomes few findings, however much there was.</summary>
internal sealed class PictureNotes
{
    private readonly SortedSet<string> _metadata = new(StringComparer.Ordinal);
    private readonly ImmutableArray<Finding>.Builder _findings = ImmutableArray.CreateBuilder<Finding>();

    /// <summary>Something besides the pixels, which is left out: <c>EXIF</c>, <c>GPS</c>, <c>XMP</c>, <c>ICC profile</c>, <c>comment</c>, …</summary>
    public void Metadata(string kind) => _metadata.Add(kind);

    /// <summary>A part of the picture can't be read; the rest is delivered.</summary>
    public void Broken(string detail) => Once("image.broken", detail);

    /// <summary>Frames were left out.</summary>
    public void Animation(string detail) => Once("image.animation", detail);

    /// <summary>Other pictures of the same file were left out.</summary>
    public void Pages(string detail) => Once("image.pages", detail);

    /// <summary>The findings.</summary>
    public ImmutableArray<Finding> ToFindings()
        => _metadata.Count == 0 ? _findings.ToImmutable() : [new("image.metadata", "", string.Join(", ", _metadata)), .. _findings];

    private void Once(string code, string detail)
    {
        if (_findings.All(f => f.Code != code))
            _findings.Add(new(code, "", detail));
    }
}
