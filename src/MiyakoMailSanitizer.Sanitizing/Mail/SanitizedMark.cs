using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Findings;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// The field <c>X-Mail-Sanitized</c> in the words that products of the field use, so that filters behind the gateway go on working: <c>DEL_ATTACH</c>
/// (a file is not delivered), <c>CHG_TEXT</c> (HTML or a file became text), <c>REP_LINK</c> (links were made unclickable or left out). <c>NONE</c> where
/// nothing of it was done.
/// </summary>
internal static class SanitizedMark
{
    private const string Field = "X-Mail-Sanitized";

    public static CanonicalField Of(IEnumerable<MessagePart.Body> bodies, ImmutableArray<TreatedAttachment> treated, IEnumerable<Finding> findings, MailOptions options)
    {
        var files = treated.SelectMany(t => t.Report.Walk()).ToList();
        var isHtml = bodies.SelectMany(b => b.Alternatives).Any(a => a.MediaType == "text/html");
        var words = new List<string>();
        if (files.Any(f => f.Outcome.IsWithheld))
            words.Add("DEL_ATTACH");
        if (isHtml || files.Any(f => f.Outcome is Outcome.Converted))
            words.Add("CHG_TEXT");
        if ((isHtml && options.Links != LinkStyle.Keep) || findings.Any(f => f.Code == "html.link-scheme"))
            words.Add("REP_LINK");
        return new(Field, [words.Count > 0 ? string.Join(',', words) : "NONE"]);
    }
}
