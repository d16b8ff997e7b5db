using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>Writes the true target behind a link's text, and tells where the text names another host.</summary>
internal sealed class HtmlLinks(Uri? baseUri, LinkStyle style, HtmlFindings findings)
{
    private const int MaxText = 4_096;
    private const string MismatchMark = "【表示と異なるリンク先】";

    private readonly StringBuilder _text = new();
    private HtmlNode? _link;
    private LinkTarget? _target;
    private bool _hasImage;
    private long _written;

    /// <summary>A link begins; one that is still open ends first.</summary>
    public void Begin(HtmlNode link, BlockWriter output)
    {
        if (_link is { } open)
            End(open, output);
        if (link["href"] is not { } href)
            return;
        _link = link;
        _target = LinkTarget.Parse(href, baseUri);
        _text.Clear();
        _hasImage = false;
        _written = output.Written;
        if (_target.Kind == LinkKind.Refused)
            findings.Scheme(_target.Scheme);
    }

    /// <summary>Text that was written; looked at where a link is open.</summary>
    public void Text(ReadOnlySpan<char> text)
    {
        if (_link is not null && _text.Length < MaxText)
            _text.Append(text[..Math.Min(text.Length, MaxText)]);
    }

    /// <summary>An image that is no spacer lies in the link.</summary>
    public void SawImage() => _hasImage = true;

    /// <summary>A link ends; nothing where it has ended already.</summary>
    public void End(HtmlNode link, BlockWriter output)
    {
        if (!ReferenceEquals(_link, link) || _target is not { } target)
            return;
        _link = null;
        _target = null;
        if (target.Kind is LinkKind.None or LinkKind.Refused)
            return;
        var text = _text.ToString().Trim();
        var isMismatch = IsMismatch(text, target);
        if (isMismatch)
            findings.Mismatch(text, target.Host);
        var mark = isMismatch ? " " + MismatchMark : "";
        var shown = target.Format(style);
        if (shown.Length == 0)
            output.Suffix(mark);
        else if (text.Length == 0 && output.Written == _written)
            WriteAlone(shown, output);
        else if (!target.IsSaidBy(text) || style == LinkStyle.Defang)
            output.Suffix($" <{shown}>{target.Subject}{mark}");
        else
            output.Suffix(target.Subject);
    }

    // https://bank.example@evil.example/ shows one host and leads to another, whatever the text.
    private static bool IsMismatch(string text, LinkTarget target)
        => target.Host.Length > 0
            && (LinkText.IsMismatch(text, target.Host)
                || (target.UserName.Contains('.') && LinkText.IsMismatch("http://" + target.UserName, target.Host)));

    private void WriteAlone(string shown, BlockWriter output)
    {
        if (_hasImage)
            output.Literal($"[画像] <{shown}>");
    }
}
