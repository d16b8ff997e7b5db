using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Html;
using MiyakoMailSanitizer.Sanitizing.Rtf;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>Turns text parts into one clean text and chooses among alternatives the one that says most.</summary>
internal sealed class BodyText(SanitizeScope scope, ImmutableArray<Finding>.Builder findings, CancellationToken cancellationToken)
{
    private const int StubLength = 300;
    private const double MuchShorter = 0.4;
    private const int WorthComparing = 60;
    private const int ASentence = 20;

    /// <summary>Below this share of the HTML text in the plain text the two are not one message in two forms.</summary>
    private const double SayingTheSame = 0.4;

    private const string OtherReading = "\n\n――――【HTML形式の本文 / HTML text】――――\n\n";

    private const string RichReading = "\n\n――――【リッチテキスト形式の本文 / Rich text】――――\n\n";

    /// <summary>True once the bytes of a body that reads badly were kept; one is enough for the operator.</summary>
    private bool _kept;

    private static readonly ImmutableArray<string> StubWords = ["html", "ＨＴＭＬ", "ブラウザ", "browser", "view this", "表示できない", "対応していない"];

    /// <summary>The text of all body pieces, separated by a line; LF line ends, ends with one where it is not empty.</summary>
    public string Read(IEnumerable<MessagePart.Body> bodies)
    {
        var texts = bodies.Select(b => Choose(b.Alternatives).Trim('\n')).Where(t => t.Length > 0).ToList();
        var text = string.Join("\n\n----------------------------------------\n\n", texts);
        if (text.Length > scope.Limits.MaxTextCharacters)
        {
            findings.Add(new Finding("limit.text", "body", $"only the first {scope.Limits.MaxTextCharacters} characters are shown"));
            text = TextCut.AtMost(text, scope.Limits.MaxTextCharacters);
        }

        return text.Length == 0 ? "" : text + "\n";
    }

    private string Choose(ImmutableArray<TextPart> alternatives)
    {
        var rich = Texts(alternatives.Where(a => a.MediaType == "text/rtf"));
        var shown = ChooseText([.. alternatives.Where(a => a.MediaType != "text/rtf")]);
        if (shown.Trim().Length == 0 || rich.Trim().Length == 0)
            return shown.Trim().Length == 0 ? rich : shown;
        if (TextOverlap.Share(rich, shown) >= SayingTheSame)
            return shown;
        findings.Add(new Finding("mail.alternatives-differ", "body", "the plain text and the rich text say different things; both are shown"));
        return shown.TrimEnd('\n') + RichReading + rich;
    }

    private string ChooseText(ImmutableArray<TextPart> alternatives)
    {
        // RFC 2046 §5.1.4 puts the richest last; the text that was written for reading as text comes first here, unless it says less.
        var plain = Texts(alternatives.Where(a => a.MediaType != "text/html"));
        var html = Texts(alternatives.Where(a => a.MediaType == "text/html"));
        if (html.Trim().Length == 0)
            return plain;
        if (plain.Trim().Length == 0)
            return html;
        int plainLength = Visible(plain), htmlLength = Visible(html);
        if (IsStub(plain, plainLength, htmlLength))
            return html;
        if (htmlLength > WorthComparing && plainLength < htmlLength * MuchShorter)
        {
            findings.Add(new Finding(
                "mail.alternatives-differ",
                "body",
                $"the plain text has {plainLength} characters, the HTML text {htmlLength}; the longer is shown"));
            return html;
        }

        if (htmlLength > ASentence && TextOverlap.Share(html, plain) < SayingTheSame)
        {
            findings.Add(new Finding(
                "mail.alternatives-differ", "body", "the plain text and the HTML text say different things; both are shown"));
            return plain.TrimEnd('\n') + OtherReading + html;
        }

        return plain;
    }

    private string Texts(IEnumerable<TextPart> parts) => string.Join("\n\n", parts.Select(ToText));

    private string ToText(TextPart part)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Outlook's own form of a body; text that only says it is RTF is shown as it stands.
        if (part.MediaType == "text/rtf" && part.Content.Span.StartsWith("{\\rt"u8))
            return TextCleaner.CleanLines(RtfText.Read(part.Content, scope.Limits.MaxTextCharacters, out _, cancellationToken), "body").Text;
        var decoded = TextDecoder.Decode(part.Content.Span, Charset(part), "body");
        findings.AddRange(decoded.Findings);
        if (!_kept)
            _kept = PoorText.Keep(decoded, new UntrustedFile("body.txt", "text/plain", part.Content), scope, cancellationToken);
        var text = decoded.Text;
        if (part.MediaType == "text/html")
        {
            var converted = HtmlToText.Convert(text, scope.Policy.Mail.Links, scope.Limits, cancellationToken);
            findings.AddRange(converted.Findings);
            text = converted.Text;
        }

        var clean = TextCleaner.CleanLines(text, "body");
        findings.AddRange(clean.Findings);
        return clean.Text;
    }

    private static string? Charset(TextPart part)
        => part.Charset is { Length: > 0 } || part.MediaType != "text/html" ? part.Charset : HtmlCharset.Declared(part.Content.Span);

    /// <summary>A plain part that only says that there is an HTML part.</summary>
    private static bool IsStub(string plain, int plainLength, int htmlLength)
        => plainLength < StubLength && htmlLength > plainLength
            && StubWords.Any(w => plain.Contains(w, StringComparison.OrdinalIgnoreCase));

    /// <summary>Characters that people see, links left out: HTML text carries its targets along.</summary>
    private static int Visible(string text)
    {
        var count = 0;
        var inLink = false;
        foreach (var c in text)
        {
            if (c == '<')
                inLink = true;
            else if (c is '>' or '\n')
                inLink = false;
            else if (!inLink && !char.IsWhiteSpace(c))
                count++;
        }

        return count;
    }
}
