using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using MiyakoMailSanitizer.Sanitizing.Html;
using MiyakoMailSanitizer.Sanitizing.Mail;
using Xunit.Abstractions;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Html;

/// <summary>
/// What the text browsers w3m and lynx show of real pages and mails, and of our own samples, must be in our text or among what we report as
/// hidden: they know no style sheets. Japanese is compared by pairs of characters, all else by words.
/// </summary>
public class HtmlAgainstBrowsersTests(ITestOutputHelper output)
{
    private const double LeastMedian = 0.995;
    private const double LeastOfEach = 0.97;
    private const int FewWords = 30;

    private static readonly Regex Charset = new("charset\\s*=\\s*[\"']?[\\w-]+", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase);
    private static readonly Regex Names =
        new("(?:src|background)\\s*=\\s*[\"']?[^\"' >]*", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase);
    private static readonly Regex Titles = new("<title[^>]*>[^<]*", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase);
    private static readonly Regex Superscripts = new("[⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]", RegexOptions.NonBacktracking);

    // The browsers' own words for what they don't show, and for a closed selection or a struck-out text.
    private static readonly HashSet<string> OwnWords =
        [.. "image inline link usemap button submit reset iframe frame embed ismap input del ins map".Split(' ')];

    [BrowserTheory("w3m")]
    [InlineData("w3m", "-dump -T text/html -I UTF-8 -O UTF-8 -cols 400 -o use_cookie=0 -o display_image=0")]
    public void No_word_of_w3m_is_missing(string program, string arguments) => Compare(program, arguments);

    [BrowserTheory("lynx")]
    [InlineData("lynx", "-dump -nolist -stdin -assume_charset=utf-8 -display_charset=utf-8 -width=400")]
    public void No_word_of_lynx_is_missing(string program, string arguments) => Compare(program, arguments);

    private void Compare(string program, string arguments)
    {
        var pages = Pages().ToList();
        var results = pages.AsParallel().Select(p => Compare(program, arguments, p.Name, p.Html)).Where(r => r.Words > 0).ToList();
        results.Sort((a, b) => a.Share.CompareTo(b.Share));
        output.WriteLine($"{program}: {results.Count} pages, median {results[results.Count / 2].Share:P2}");
        foreach (var result in results.Where(r => r.Missing.Length > 0).Take(12))
            output.WriteLine($"{result.Share:P2} of {result.Words}  {result.Name}: {string.Join(' ', result.Missing.Take(12))}");
        Assert.True(results[results.Count / 2].Share >= LeastMedian);
        Assert.All(
            results.Where(r => r.Words >= FewWords),
            r => Assert.True(r.Share >= LeastOfEach, $"{r.Name}: {string.Join(' ', r.Missing)}"));
    }

    private static Result Compare(string program, string arguments, string name, string html)
    {
        html = Charset.Replace(html, "charset=utf-8");
        var hidden = new StringBuilder();
        var converted = HtmlToText.ConvertCounted(
            html, LinkStyle.Keep, new Limits(), new HtmlWork(default), t => hidden.Append(t).Append('\n'));
        var ours = Words(converted.Text + hidden).ToHashSet();
        foreach (var word in Names.Matches(html).Concat(Titles.Matches(html)).SelectMany(m => Words(Uri.UnescapeDataString(m.Value))))
            ours.Add(word);
        var theirs = Words(Run(program, arguments, html)).Where(w => !OwnWords.Contains(w)).Distinct().ToList();
        var missing = theirs.Where(w => !ours.Contains(w)).ToArray();
        return new(name, theirs.Count, missing);
    }

    /// <summary>Words in lower case; runs of Japanese as overlapping pairs.</summary>
    private static IEnumerable<string> Words(string text)
    {
        text = Superscripts.Replace(text, m => CharUnicodeInfo.GetDigitValue(m.Value[0]).ToString(CultureInfo.InvariantCulture));
        var word = new StringBuilder();
        var last = '\0';
        foreach (var c in text.Append(' '))
        {
            var isJapanese = c is >= '\u3041' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or '々';
            if (c is '\u00AD' or '\u200B')
                continue;
            if (char.IsLetterOrDigit(c) && !isJapanese)
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
            if (isJapanese && last != '\0')
                yield return $"{last}{c}";
            last = isJapanese ? c : '\0';
        }
    }

    private static IEnumerable<(string Name, string Html)> Pages()
    {
        if (HtmlCorpusTests.Folder() is { } folder)
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.html", SearchOption.AllDirectories).Order())
                yield return (Path.GetFileName(file), File.ReadAllText(file));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "../mail"), "*", SearchOption.AllDirectories).Order())
            {
                foreach (var html in HtmlParts(file))
                    yield return (Path.GetFileName(file), html);
            }
        }
        foreach (var (name, html, _) in HtmlMailSamples.All)
            yield return ($"sample: {name}", html);
    }

    private static IEnumerable<string> HtmlParts(string file)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        MimeMessage message;
        try
        {
            message = MimeMessage.Load(file);
        }
        catch (FormatException)
        {
            yield break;
        }
        foreach (var part in message.BodyParts.OfType<MimeKit.TextPart>().Where(p => p.IsHtml && p.Content is not null))
            yield return part.Text;
    }

    private static string Run(string program, string arguments, string html)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["HOME"] = Path.GetTempPath();
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var text = process.StandardOutput.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(html);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has read as much as it wanted.
        }
        process.WaitForExit();
        return text.GetAwaiter().GetResult();
    }

    private sealed record Result(string Name, int Words, string[] Missing)
    {
        public double Share => 1 - (double)Missing.Length / Words;
    }

    /// <summary>Skipped with its reason where the browser is not installed.</summary>
    private sealed class BrowserTheoryAttribute : TheoryAttribute
    {
        public BrowserTheoryAttribute(string program)
        {
            var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
            if (!folders.Any(f => File.Exists(Path.Combine(f, program))))
                Skip = $"The browser {program} is not installed (Debian: apt-get install {program}).";
            else if (HtmlCorpusTests.Folder() is null)
                Skip = "The corpus of real files (../shared/corpus beside the repository) is absent.";
        }
    }
}
