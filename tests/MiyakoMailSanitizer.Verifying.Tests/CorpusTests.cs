using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests;

/// <summary>Real mails as they came: none of them is of our shape.</summary>
public class CorpusTests
{
    [Fact]
    public void Samples_of_the_repository_are_refused()
        => AllAreRefused(Above("samples") ?? throw new DirectoryNotFoundException("samples/ is missing."), "mail.eml");

    [CorpusFact]
    public void Real_mails_are_refused() => AllAreRefused(CorpusFact.Folder!, "*");

    private static void AllAreRefused(string folder, string pattern)
    {
        var files = Directory.GetFiles(folder, pattern, SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var bytes = File.ReadAllBytes(file);
            Assert.False(MessageVerifier.Verify(bytes).Passed);
            // Without its foreign line ends and bytes the rest of the parser sees it too.
            var text = Encoding.Latin1.GetString(bytes).ReplaceLineEndings("\n") + "\n";
            var plain = string.Concat(text.Select(c => c is '\n' or (>= ' ' and <= '~') ? c : '?'));
            Assert.False(Verdict.Of(plain.Replace("\n", "\r\n", StringComparison.Ordinal)).Passed);
            MessageVerifier.VerifyFile("text/plain", "a.txt", bytes);
            MessageVerifier.VerifyFile("message/rfc822", "a.eml", bytes);
        });
    }

    internal static string? Above(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, name);
            if (Directory.Exists(path))
                return path;
        }

        return null;
    }
}

/// <summary>A test over real mails that lie beside the repository; skipped where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CorpusFact : FactAttribute
{
    public CorpusFact()
    {
        if (Folder is null)
            Skip = "needs the corpus of real mails at ../shared/corpus/mail";
    }

    public static string? Folder { get; } = CorpusTests.Above(Path.Combine("shared", "corpus", "mail"));
}
