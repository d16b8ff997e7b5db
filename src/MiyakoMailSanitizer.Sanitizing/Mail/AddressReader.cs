using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Reads address fields as they occur, Japanese mobile addresses (<c>da..ta.@docomo.ne.jp</c>) included; linear. What can't be written as
/// an address is not lost: it becomes the display name of an address under <c>.invalid</c> (RFC 2606), with the finding
/// <c>mail.address</c>. Where programs differ in what the addresses are, there is <c>mail.ambiguous.address</c>.
/// </summary>
internal sealed class AddressReader
{
    /// <summary>More mailboxes of one field are cut with the finding <c>mail.too-many-addresses</c>.</summary>
    public const int MaxMailboxes = 1_000;

    private const int MaxDisplayName = 200;
    private const string NoAddress = "unreadable-address";
    private const string NoDomain = "address.invalid";

    private readonly string _where;
    private readonly ImmutableArray<Finding>.Builder _findings;
    private readonly ImmutableArray<Mailbox>.Builder _mailboxes = ImmutableArray.CreateBuilder<Mailbox>();

    /// <summary>A name with a comma after it: it may be the first half of one (<c>Yamada, Taro &lt;a@b&gt;</c>).</summary>
    private string _pending = "";
    private bool _inGroup;

    private AddressReader(string where, ImmutableArray<Finding>.Builder findings)
    {
        _where = where;
        _findings = findings;
    }

    /// <summary>The mailboxes of a field's value as it stands in the message. Members of groups are kept.</summary>
    public static ImmutableArray<Mailbox> Read(ReadOnlySpan<byte> rawValue, string where, ImmutableArray<Finding>.Builder findings)
        => Read(RawText.Read(rawValue, isStructured: true, where, findings), where, findings);

    /// <summary>The mailboxes of an unfolded value, encoded-words still in it.</summary>
    public static ImmutableArray<Mailbox> Read(string value, string where, ImmutableArray<Finding>.Builder findings)
    {
        var reader = new AddressReader(where, findings);
        reader.Items(AddressLexer.Read(value));
        return reader._mailboxes.ToImmutable();
    }

    private void Items(List<AddressToken> tokens)
    {
        var lastSemicolon = tokens.FindLastIndex(t => t.Kind == AddressTokenKind.Semicolon);
        var item = new List<AddressToken>();
        var holdsAddress = false;
        for (var i = 0; i < tokens.Count && _mailboxes.Count <= MaxMailboxes; i++)
        {
            switch (tokens[i].Kind)
            {
                case AddressTokenKind.Comma or AddressTokenKind.Semicolon:
                    var isComma = tokens[i].Kind == AddressTokenKind.Comma;
                    Item(item, mayContinue: isComma);
                    item.Clear();
                    holdsAddress = false;
                    _inGroup &= isComma;
                    break;
                case AddressTokenKind.Colon when i < lastSemicolon && !holdsAddress:
                    item.Clear(); // RFC 5322 §3.4: the name of a group; its members follow.
                    _inGroup = true;
                    break;
                case AddressTokenKind.Colon:
                    item.Add(new AddressToken(AddressTokenKind.Text, ":"));
                    break;
                default:
                    item.Add(tokens[i]);
                    holdsAddress |= HoldsAddress(tokens[i]);
                    break;
            }
        }

        Item(item, mayContinue: false);
        if (_mailboxes.Count <= MaxMailboxes)
            return;
        _mailboxes.Count = MaxMailboxes;
        _findings.Add(new Finding("mail.too-many-addresses", _where, $"only the first {MaxMailboxes} are kept"));
    }

    private static bool HoldsAddress(AddressToken token)
        => token.Kind == AddressTokenKind.Angle
            || (token.Kind == AddressTokenKind.Text && token.Text.Contains('@', StringComparison.Ordinal));

    private void Item(List<AddressToken> item, bool mayContinue)
    {
        if (item.Any(t => t.Kind == AddressTokenKind.Angle))
        {
            InAngles(item);
        }
        else if (item.Any(HoldsAddress))
        {
            Bare(item);
        }
        else
        {
            var name = Display(item);
            if (_pending.Length > 0)
                name = name.Length > 0 ? $"{_pending}, {name}" : _pending;
            var isEmptyGroup = name.EndsWith(':') || name.EndsWith(":;", StringComparison.Ordinal); // not ended, or quoted
            _pending = isEmptyGroup ? "" : name;
            if (!mayContinue || _pending.Length > MaxDisplayName)
                EndPending();
        }
    }

    private void EndPending()
    {
        if (_pending.Length > 0)
            AddName(_pending, "a name stands without an address");
        _pending = "";
    }

    /// <summary>
    /// Names and addresses in angle brackets. One more name and address without a comma before it is one more mailbox; one more address
    /// without a name is not: of these the last is taken, and the others are shown.
    /// </summary>
    private void InAngles(List<AddressToken> item)
    {
        var part = new List<AddressToken>();
        var count = 0;
        for (var i = 0; i < item.Count && _mailboxes.Count <= MaxMailboxes; i++)
        {
            part.Add(item[i]);
            if (item[i].Kind != AddressTokenKind.Angle)
                continue;
            var next = item.FindIndex(i + 1, t => t.IsWord || t.Kind == AddressTokenKind.Angle);
            if (next < 0 || item[next].Kind == AddressTokenKind.Angle || !item.Skip(next).Any(t => t.Kind == AddressTokenKind.Angle))
                continue;
            Part(part, count++);
            part.Clear();
        }

        if (part.Any(t => t.Kind == AddressTokenKind.Angle))
            Part(part, count);
    }

    private void Part(List<AddressToken> part, int index)
    {
        var angles = part.Where(t => t.Kind == AddressTokenKind.Angle).Select(t => WithoutFolds(t.Text)).ToList();
        var others = angles.SkipLast(1)
            .Where(a => a.Length > 0 && !a.Equals(angles[^1], StringComparison.OrdinalIgnoreCase))
            .Distinct()
            .ToList();
        if (index > 0 || others.Count > 0)
            Differs();
        var display = AfterPending(Display(part));
        if (others.Count > 0)
            display = $"{display} {string.Join(' ', others.Select(other => $"<{other}>"))}";
        Add(display, angles[^1]);
    }

    /// <summary>RFC 5322 §4.4 allows white space around the dots and the at sign of an address.</summary>
    private static string WithoutFolds(string address)
    {
        if (!address.Any(char.IsWhiteSpace) || address.Contains('"', StringComparison.Ordinal))
            return address.Trim();
        var result = new StringBuilder(address.Length);
        var isOpen = true; // nothing before, or a dot or an at sign
        foreach (var word in address.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isOpen && word[0] is not ('.' or '@'))
                result.Append(' ');
            result.Append(word);
            isOpen = word[^1] is '.' or '@';
        }

        return result.ToString();
    }

    /// <summary>
    /// Addresses without brackets: words that can be written as addresses are; the other words are the name of the next one.
    /// </summary>
    private void Bare(List<AddressToken> item)
    {
        var words = BareWords.Of(item);
        var last = words.FindLastIndex(w => w.Address is not null);
        if (last < 0)
        {
            EndPending();
            Unwritable(words, Comments(item));
            return;
        }

        if (words.Take(last).Any(w => w.Address is not null))
            Differs();
        var name = new List<AddressToken>();
        for (var i = 0; i <= last && _mailboxes.Count <= MaxMailboxes; i++)
        {
            if (words[i].Address is not { } address)
            {
                name.AddRange(words[i].Tokens);
                continue;
            }

            if (i == last)
                name.AddRange([.. words.Skip(i + 1).SelectMany(w => w.Tokens), .. item.Where(t => t.Kind == AddressTokenKind.Comment)]);
            Write(AfterPending(Display(name)), address);
            name.Clear();
        }
    }

    /// <summary>The name with what stood before its comma; without a name that was a mailbox of its own.</summary>
    private string AfterPending(string name)
    {
        if (_pending.Length > 0 && name.Length > 0)
            (name, _pending) = ($"{_pending}, {name}", "");
        EndPending();
        return name;
    }

    private void Unwritable(List<BareWord> words, string comments)
    {
        var at = words.FindIndex(w => w.Text.Contains('@', StringComparison.Ordinal));
        var name = Display([.. words.Where((_, i) => i != at).SelectMany(w => w.Tokens)]);
        AddUnwritable($"{name} {comments}".Trim(), at < 0 ? "" : words[at].Text.Trim());
    }

    private void Add(string display, string address)
    {
        if (AddressSpec.Read(address) is { } spec)
            Write(display, spec);
        else if (address.Length > 0 && !address.EndsWith(":;", StringComparison.Ordinal))
            AddUnwritable(display, address);
        else if (display.Trim().Length > 0)
            AddName(display, "a name stands without an address");
    }

    private void Write(string display, AddressSpec spec)
    {
        if (_inGroup && _findings.All(f => f.Code != "mail.ambiguous.group" || f.Where != _where))
            _findings.Add(new Finding("mail.ambiguous.group", _where, "members of a group are shown without its name"));
        _mailboxes.Add(new Mailbox(Clean(display), spec.Local, spec.Domain));
    }

    private void AddUnwritable(string display, string address)
        => AddName($"{display} <{address}>", "an address that can't be written is shown as a name");

    private void AddName(string name, string why)
    {
        _findings.Add(new Finding("mail.address", _where, why));
        _mailboxes.Add(new Mailbox(Clean(name), NoAddress, NoDomain));
    }

    private void Differs()
    {
        if (_findings.All(f => f.Code != "mail.ambiguous.address" || f.Where != _where))
            _findings.Add(new Finding("mail.ambiguous.address", _where, "two addresses stand where one belongs"));
    }

    /// <summary>The words, decoded; comments in parentheses behind them, or alone.</summary>
    private string Display(List<AddressToken> tokens)
    {
        var words = string.Concat(tokens.Where(t => t.IsWord || t.Kind == AddressTokenKind.Space).Select(t => t.Text)).Trim();
        var name = EncodedWords.Decode(words, _where, _findings).Trim();
        var comments = Comments(tokens);
        return comments.Length == 0 ? name : name.Length == 0 ? comments : $"{name} ({comments})";
    }

    private string Comments(List<AddressToken> tokens)
        => string.Join(' ', tokens.Where(t => t.Kind == AddressTokenKind.Comment && !string.IsNullOrWhiteSpace(t.Text))
            .Select(t => EncodedWords.Decode(t.Text.Trim(), _where, _findings)));

    private string Clean(string text)
    {
        var clean = TextCleaner.CleanTrimmedLine(text, _where);
        _findings.AddRange(clean.Findings);
        return TextCut.AtMost(EncodedWords.Defuse(clean.Text), MaxDisplayName);
    }
}
