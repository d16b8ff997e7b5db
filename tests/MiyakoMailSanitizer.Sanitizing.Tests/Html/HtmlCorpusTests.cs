using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using MiyakoMailSanitizer.Sanitizing.Html;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Html;

/// <summary>Real newsletters and pages beside the repository; nothing is tested where they are absent.</summary>
public class HtmlCorpusTests
{
    private static readonly Regex Word = new(@"\w+", RegexOptions.NonBacktracking);

    [CorpusTheory]
    [MemberData(nameof(Files))]
    public void Every_visible_word_is_in_the_text(string file)
    {
        var html = File.ReadAllText(Path.Combine(Folder()!, file));
        var result = HtmlToText.Convert(html, LinkStyle.Keep, new Limits(), default);
        var words = Word.Matches(result.Text).Select(m => m.Value).ToHashSet();
        var hidden = string.Join(' ', result.Findings.Where(f => f.Code == "html.hidden-text").Select(f => f.Detail));
        foreach (var word in VisibleWords(html))
            Assert.True(words.Contains(word) || hidden.Contains(word, StringComparison.Ordinal), $"'{word}' is missing");
    }

    public static TheoryData<string> Files()
    {
        var folder = Folder();
        return folder is null
            ? ["(absent)"]
            : [.. Directory.EnumerateFiles(folder, "*.html", SearchOption.AllDirectories).Order()
                .Select(f => Path.GetRelativePath(folder, f))];
    }

    internal static string? Folder([CallerFilePath] string here = "")
    {
        for (var folder = Path.GetDirectoryName(here); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            foreach (var name in (string[])["shared", "../shared"])
            {
                var corpus = Path.GetFullPath(Path.Combine(folder, name, "corpus/html"));
                if (Directory.Exists(corpus))
                    return corpus;
            }
        }
        return null;
    }

    // A much cruder reading than ours: what lies outside tags, comments, the head, styles, scripts, and preheaders.
    private static IEnumerable<string> VisibleWords(string html)
    {
        const string unseen = "<!--.*?-->|<(head|style|script|title)\\b.*?</\\1>|<[^>]*?display: ?none[^>]*>[^<]*";
        var text = Regex.Replace(html, unseen, " ", RegexOptions.Singleline);
        text = Regex.Replace(text, @"(?<=[\u2E80-\uFFEF])\s*\n\s*(?=[\u2E80-\uFFEF])", "");
        text = Regex.Replace(text, "<[^>]*>", " ");
        text = System.Net.WebUtility.HtmlDecode(text);
        return Word.Matches(text).Select(m => m.Value).Distinct();
    }

    /// <summary>Skipped with its reason where the corpus is absent.</summary>
    private sealed class CorpusTheoryAttribute : TheoryAttribute
    {
        public CorpusTheoryAttribute()
        {
            if (Folder() is null)
                Skip = "The corpus of real files (../shared/corpus/html beside the repository) is absent.";
        }
    }
}
