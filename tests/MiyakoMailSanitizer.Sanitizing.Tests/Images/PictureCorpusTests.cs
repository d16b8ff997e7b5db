using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Images;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Images;

/// <summary>Real pictures of the shared corpus, which lies beside the repository; without it each test is skipped.</summary>
public sealed class PictureCorpusTests
{
    private const string Absent = "absent";

    // Formats that are not rebuilt.
    private static readonly string[] Withheld = [".hdr", ".tga"];

    // An Apple profile with its own gamma makes the file look otherwise to a reader without it; Skia, which is asked here, has it.
    private const double LeastLikenessOfPhotographs = 30;

    private static string? Root { get; } = Ancestors().Select(d => Path.Combine(d, "shared", "corpus", "image")).FirstOrDefault(Directory.Exists);

    public static TheoryData<string> Files
        => Root is { } root
            ? [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)).Order()]
            : [Absent];

    [CorpusTheory]
    [MemberData(nameof(Files))]
    public void Real_pictures_show_the_same_after(string path)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Root!, path));
        var result = PictureFixtures.Rebuild(bytes);
        PictureFixtures.AssertFit(result);
        Assert.Equal(Withheld.Contains(Path.GetExtension(path)), result.IsWithheld);
        // Skia has no TIFF, and takes the alpha of two bitmaps otherwise.
        if (result.IsWithheld || result.Format == FileFormat.Tiff || Path.GetExtension(path) == ".bmp")
            return;
        var likeness = PictureFixtures.Look(result.Content).Likeness(PictureFixtures.Look(bytes));
        Assert.InRange(likeness, result.Format == FileFormat.Jpeg ? LeastLikenessOfPhotographs : 100, 100);
    }

    private static IEnumerable<string> Ancestors()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            yield return directory.FullName;
    }

    private sealed class CorpusTheoryAttribute : TheoryAttribute
    {
        public CorpusTheoryAttribute() => Skip = Root is null ? "shared/corpus lies in no folder above the tests" : null;
    }
}
