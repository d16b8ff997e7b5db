using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>Gathers what was seen; equal things are counted, not repeated, and every list is bounded.</summary>
/// <param name="onHidden">Told of every hidden text in full; the findings quote it shortened.</param>
internal sealed class HtmlFindings(Action<string>? onHidden = null)
{
    private const int MaxHosts = 20;
    private const int MaxPieces = 8;
    private const int MaxMismatches = 20;
    private const int QuoteLength = 80;
    private readonly Dictionary<string, int> _counts = [];
    private readonly SortedDictionary<string, int> _images = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _trackers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _schemes = new(StringComparer.Ordinal);
    private readonly List<Finding> _single = [];
    private readonly List<(string Reason, StringBuilder Text)> _hidden = [];
    private readonly List<Finding> _mismatches = [];
    private HtmlNode? _hiddenRoot;
    private int _hiddenMore;
    private int _mismatchesMore;
    private int _eventHandlers;

    public void Truncated(string detail) => _single.Add(new("html.truncated", "", $"the HTML is cut: {detail}"));

    public void TooDeep(int maxDepth)
        => _single.Add(new("html.depth", "", $"elements are nested more than {maxDepth} deep; deeper ones are flattened"));

    public void EventHandler() => _eventHandlers++;

    /// <summary>Counts an element under one of the codes of active content.</summary>
    public void Count(string code) => _counts[code] = _counts.GetValueOrDefault(code) + 1;

    public void Refresh(string target) => AddSingle(new("html.meta-refresh", "", $"the HTML asks to move on to {Quote(target)}"));

    public void RemoteImage(string host) => Add(_images, host);

    public void Tracker(string host) => Add(_trackers, host);

    public void Scheme(string scheme) => Add(_schemes, scheme);

    public void Mismatch(string shown, string host)
    {
        if (_mismatches.Count < MaxMismatches)
            _mismatches.Add(new("html.link-mismatch", "", $"the link shown as '{Quote(shown)}' leads to {Quote(host)}"));
        else
            _mismatchesMore++;
    }

    /// <summary>
    /// Text that is left out because people would not see it. Pieces of the same <paramref name="root"/> that follow one another
    /// are one.
    /// </summary>
    public void Hidden(ReadOnlySpan<char> text, string reason, HtmlNode root)
    {
        if (!text.ContainsAnyExcept(HtmlChars.Unseen))
            return;
        onHidden?.Invoke(text.ToString());
        if (!ReferenceEquals(root, _hiddenRoot))
        {
            _hiddenRoot = root;
            if (_hidden.Count < MaxPieces)
                _hidden.Add((reason, new()));
            else
                _hiddenMore++;
        }
        if (_hiddenMore == 0 && _hidden[^1].Text is { Length: < 400 } piece)
            piece.Append(text[..Math.Min(text.Length, 400)]).Append(' ');
    }

    public ImmutableArray<Finding> Build()
    {
        var all = ImmutableArray.CreateBuilder<Finding>();
        all.AddRange(_single);
        foreach (var (reason, text) in _hidden)
            all.Add(new("html.hidden-text", "", $"text hidden by {reason}: '{Quote(text.ToString())}'"));
        if (_hiddenMore > 0)
            all.Add(new("html.hidden-text", "", $"{_hiddenMore} more pieces of hidden text"));
        all.AddRange(_mismatches);
        if (_mismatchesMore > 0)
            all.Add(new("html.link-mismatch", "", $"{_mismatchesMore} more links lead elsewhere than shown"));
        AddAll(all, _schemes, "html.link-scheme", "links of the scheme");
        AddAll(all, _images, "html.remote-image", "images from");
        AddAll(all, _trackers, "html.tracker", "unseen images from");
        foreach (var (code, count) in _counts.OrderBy(c => c.Key, StringComparer.Ordinal))
            all.Add(new(code, "", string.Create(CultureInfo.InvariantCulture, $"{count} removed")));
        if (_eventHandlers > 0)
            all.Add(new("html.script", "", string.Create(CultureInfo.InvariantCulture, $"{_eventHandlers} event handlers removed")));
        return all.ToImmutable();
    }

    /// <summary>At most 80 characters of untrusted text on one line, without what can't be seen or turns the reading direction.</summary>
    internal static string Quote(string text)
    {
        var quote = new StringBuilder();
        var space = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                space = quote.Length > 0;
                continue;
            }
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned || rune == Rune.ReplacementChar)
                continue;
            if (quote.Length + (space ? 1 : 0) + rune.Utf16SequenceLength > QuoteLength)
                return quote.Append('…').ToString();
            if (space)
                quote.Append(' ');
            space = false;
            quote.Append(rune.ToString());
        }
        return quote.ToString();
    }

    private static void AddAll(ImmutableArray<Finding>.Builder all, SortedDictionary<string, int> counts, string code, string what)
    {
        foreach (var (name, count) in counts)
            all.Add(new(code, "", string.Create(CultureInfo.InvariantCulture, $"{count} {what} {Quote(name)}")));
    }

    private static void Add(SortedDictionary<string, int> counts, string name)
    {
        var key = counts.ContainsKey(name) || counts.Count < MaxHosts ? name : "(others)";
        counts[key] = counts.GetValueOrDefault(key) + 1;
    }

    private void AddSingle(Finding finding)
    {
        if (_single.Count < MaxPieces)
            _single.Add(finding);
    }
}
