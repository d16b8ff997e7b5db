using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Sender;

/// <summary>
/// Findings about the sender's look, <c>sender.*</c>. Each says what was seen and not that it is a fraud; the detail holds the two values
/// between which people should see the difference. It is one line, short, and holds nothing that a program makes a link to a page of.
/// <list type="bullet">
/// <item><c>sender.display-address</c>: the display name holds an address or own domain that is not the real one. Strong.</item>
/// <item><c>sender.look-alike</c>: a domain that can be taken for an own one. Strong; needs <c>ownDomains</c>.</item>
/// <item><c>sender.homograph</c>: a domain in made-up letters, see <see cref="Homograph"/>. Strong.</item>
/// <item><c>sender.own-domain</c>: an own domain as sender, and no trusted server found it true. Strong; needs <c>ownDomains</c>. Mailing
/// lists that break signatures give it honestly.</item>
/// <item><c>sender.several</c>: more than one author. Rare and strong.</item>
/// <item><c>sender.reply-to</c>: answers go to another organisation. Weak: web forms and ticket systems do it. Not looked at in newsletters
/// and lists, unless the author claims an own domain.</item>
/// <item><c>sender.on-behalf</c>: Sender is of another organisation than From. Weak: calendar invitations and "send as" of web mail do it;
/// not looked at in newsletters and lists.</item>
/// </list>
/// </summary>
internal sealed class SenderChecks(MailOptions options, SenderFields fields, ImmutableArray<Finding>.Builder findings)
{
    /// <summary>Mailboxes of a field; who writes more has the finding <c>sender.several</c> already.</summary>
    public const int MaxJudged = 20;

    private const int MaxNamed = 10;
    private const int MaxLocal = 30;
    private const int MaxDomain = 60;
    private const string Unreadable = "address.invalid";

    private static readonly ImmutableArray<(string Where, Func<SenderFields, ImmutableArray<Mailbox>> Of)> Shown =
        [("From", f => f.From), ("Sender", f => f.Sender), ("Reply-To", f => f.ReplyTo)];

    /// <summary>Adds all findings.</summary>
    public void Run()
    {
        foreach (var (where, of) in Shown)
        {
            foreach (var mailbox in of(fields))
            {
                DisplayName(mailbox, where);
                Domain(mailbox, where);
            }
        }

        if (fields.IsNested)
            return;
        Several();
        OwnDomain();
        OnBehalf();
        ReplyTo();
    }

    private void DisplayName(Mailbox mailbox, string where)
    {
        var shown = AddressText.Addresses(mailbox.DisplayName);
        // What can't be written as an address is the display name's end; see AddressReader.
        var others = mailbox.Domain == Unreadable ? shown.Where((s, i) => i < shown.Length - 1 || IsOwn(s.Domain)) : shown;
        if (others.FirstOrDefault(s => IsAnother(s, mailbox)) is { } other)
            Add("sender.display-address", where, $"{Clean(other.Text)} ≠ {Show(mailbox)}");
        foreach (var domain in shown.Select(s => s.Domain).Concat(AddressText.Domains(mailbox.DisplayName)).Distinct().Take(MaxNamed))
        {
            if (IsOwn(domain) && !IsOwn(Lower(mailbox)) && shown.IsEmpty)
                Add("sender.display-address", where, $"@{domain} ≠ {Show(mailbox)}");
            LooksLike(domain, "@" + domain, where);
        }
    }

    /// <summary>
    /// Another address of the same organisation misleads nobody, but for those domains where strangers have addresses. Lists write
    /// "a@x.example via List" for members whose domain has a strict DMARC policy.
    /// </summary>
    private bool IsAnother(ShownAddress shown, Mailbox real)
    {
        var domain = Lower(real);
        if (shown.Domain == domain && shown.Local == DomainName.Fold(real.Local))
            return false;
        var organization = RegistryRules.OrganizationOf(domain);
        if (RegistryRules.OrganizationOf(shown.Domain) == organization && !SharedDomains.Contains(organization))
            return false;
        return !(fields.IsBulk && !IsOwn(shown.Domain) && real.DisplayName.Contains(" via ", StringComparison.Ordinal));
    }

    private void Domain(Mailbox mailbox, string where)
    {
        if (Homograph.Has(Lower(mailbox)))
            Add("sender.homograph", where, $"{Clean($"{mailbox.Local}@{DomainName.Seen(Lower(mailbox))}")} = {Show(mailbox)}");
        LooksLike(Lower(mailbox), Show(mailbox), where);
    }

    private void LooksLike(string domain, string shown, string where)
    {
        if (LookAlike.Find(domain, options.OwnDomains) is { } own)
            Add("sender.look-alike", where, $"{Clean(shown)} ≒ @{own.Name}");
    }

    private void Several()
    {
        var authors = fields.From.Concat(fields.FurtherFrom).DistinctBy(m => DomainName.Fold(m.AddrSpec)).Take(3).ToList();
        if (authors.Count > 1)
            Add("sender.several", "From", string.Join(", ", authors.Take(2).Select(Show)) + (authors.Count > 2 ? ", …" : ""));
    }

    /// <summary>
    /// Mail with an own address as its sender has no business on the Internet side, unless a server of ours has found it true. Where no
    /// server is trusted, none can.
    /// </summary>
    private void OwnDomain()
    {
        var claimed = fields.From.Concat(fields.Sender)
            .FirstOrDefault(m => IsOwn(Lower(m))
                && !SenderAuthentication.Passes(fields.AuthenticationResults, options.TrustedAuthServIds, Lower(m)));
        if (claimed is not null)
            Add("sender.own-domain", fields.From.Contains(claimed) ? "From" : "Sender", Show(claimed));
    }

    private void OnBehalf()
    {
        if (fields is { IsBulk: false, From: [var author, ..], Sender: [var sender, ..] } && IsElsewhere(author, sender))
            Add("sender.on-behalf", "Sender", $"{Show(author)} ≠ {Show(sender)}");
    }

    private void ReplyTo()
    {
        if (fields.From is not [var author, ..] || (fields.IsBulk && !IsOwn(Lower(author))))
            return;
        if (fields.ReplyTo.FirstOrDefault(m => fields.From.All(f => IsElsewhere(f, m))) is { } other)
            Add("sender.reply-to", "Reply-To", $"{Show(author)} → {Show(other)}");
    }

    private static bool IsElsewhere(Mailbox a, Mailbox b)
        => a.Domain != Unreadable && b.Domain != Unreadable
            && RegistryRules.OrganizationOf(Lower(a)) != RegistryRules.OrganizationOf(Lower(b));

    private bool IsOwn(string domain) => options.OwnDomains.Any(own => own.Covers(domain));

    private static string Lower(Mailbox mailbox) => mailbox.Domain.ToLowerInvariant();

    private void Add(string code, string where, string detail) => findings.Add(new Finding(code, where, detail));

    private static string Show(Mailbox mailbox)
        => mailbox.Domain == Unreadable ? "?" : Clean($"{mailbox.Local}@{Lower(mailbox)}");

    /// <summary>
    /// Letters, digits and what addresses are made of; the rest as a question mark, as a local part can hold a URL in quotes. Of a long
    /// domain the end is shown, which names its holder.
    /// </summary>
    private static string Clean(string address)
    {
        var clean = new StringBuilder(address.Length);
        foreach (var rune in address.EnumerateRunes())
            clean.Append(Rune.IsLetterOrDigit(rune) || rune.Value is '.' or '_' or '-' or '+' or '@' or '=' ? rune.ToString() : "?");
        var text = clean.ToString();
        var at = text.LastIndexOf('@') + 1;
        var domain = text[at..];
        if (domain.Length > MaxDomain)
            domain = "…" + domain[^(char.IsLowSurrogate(domain[^MaxDomain]) ? MaxDomain - 1 : MaxDomain)..];
        return at == 0 ? domain : TextCut.AtMost(text[..(at - 1)], MaxLocal) + "@" + domain;
    }
}
