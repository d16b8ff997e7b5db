using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Reads address fields as they occur, Japanese mobile addresses (<c>da..ta.@docomo.ne.jp</c>) included. One pass, linear. What can't be
/// written
/// as an address is not lost: it becomes the display name of an address under <c>.invalid</c> (RFC 2606), with the finding
/// <c>mail.address</c>.
/// </summary>
internal static class AddressReader
{
    /// <summary>More mailboxes of one field are cut with the finding <c>mail.too-many-addresses</c>.</summary>
    public const int MaxMailboxes = 1_000;

    private const int MaxDisplayName = 200;
    private const int MaxDomain = 253; // RFC 1035 §2.3.4, without the length bytes
    private const string NoAddress = "unreadable-address";
    private const string NoDomain = "address.invalid";

    /// <summary>RFC 5321 §4.1.3: IPv4, IPv6 and tagged literals.</summary>
    private static readonly SearchValues<char> LiteralCharacters =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:-");

    /// <summary>The mailboxes of an unfolded field value, encoded-words still in it. Groups are flattened.</summary>
    public static ImmutableArray<Mailbox> Read(string value, string where, ImmutableArray<Finding>.Builder findings)
    {
        var mailboxes = ImmutableArray.CreateBuilder<Mailbox>();
        foreach (var item in AddressItem.Split(value))
        {
            if (mailboxes.Count == MaxMailboxes)
            {
                findings.Add(new Finding("mail.too-many-addresses", where, $"only the first {MaxMailboxes} are kept"));
                break;
            }

            if (ReadOne(item, where, findings) is { } mailbox)
                mailboxes.Add(mailbox);
        }

        return mailboxes.ToImmutable();
    }

    private static Mailbox? ReadOne(AddressItem item, string where, ImmutableArray<Finding>.Builder findings)
    {
        var display = EncodedWords.Decode(item.Phrase, where, findings);
        if (display.Length == 0)
            display = EncodedWords.Decode(item.Comment, where, findings);
        var address = item.Address.Trim();
        if (address.Length == 0 && display.Trim().Length == 0)
            return null;

        var at = address.LastIndexOf('@');
        var local = at < 0 ? address : address[..at];
        if (local.StartsWith('@') && local.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            local = local[(colon + 1)..]; // RFC 5322 §4.4: obsolete source route
        var domain = at < 0 ? null : CleanDomain(address[(at + 1)..]);
        local = Unquote(local);
        if (domain is null || !IsWritable(local))
        {
            if (address.Length > 0)
            {
                findings.Add(new Finding("mail.address", where, "an address that can't be written is shown as a name"));
                display = $"{display} <{address}>";
            }

            return new Mailbox(CleanDisplay(display, where, findings), NoAddress, NoDomain);
        }

        return new Mailbox(CleanDisplay(display, where, findings), local, domain);
    }

    /// <summary>Printable ASCII that no reader can take for an encoded-word.</summary>
    private static bool IsWritable(string local)
        => local.Length is > 0 and <= 200
            && !local.AsSpan().ContainsAnyExceptInRange(' ', '~')
            && !local.Contains("=?", StringComparison.Ordinal);

    private static string CleanDisplay(string text, string where, ImmutableArray<Finding>.Builder findings)
    {
        var clean = TextCleaner.CleanTrimmedLine(text, where);
        findings.AddRange(clean.Findings);
        return TextCut.AtMost(clean.Text, MaxDisplayName);
    }

    /// <summary>A host name as LDH labels, IDN as A-labels (RFC 5891); null where it can't be one.</summary>
    private static string? CleanDomain(string domain)
    {
        domain = domain.Trim().TrimEnd('.');
        if (domain.Length is 0 or > MaxDomain)
            return null;
        if (domain.StartsWith('[') && domain.EndsWith(']'))
            return domain.Length > 2 && domain.AsSpan(1, domain.Length - 2).IndexOfAnyExcept(LiteralCharacters) < 0 ? domain : null;
        try
        {
            if (domain.Any(c => c > '~'))
                domain = new IdnMapping().GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return null;
        }

        return domain.Length is > 0 and <= MaxDomain && domain.Split('.').All(IsLabel) ? domain : null;

        static bool IsLabel(string label)
            => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
                && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
    }

    private static string Unquote(string local)
    {
        local = local.Trim();
        if (local.Length < 2 || local[0] != '"' || local[^1] != '"')
            return local;
        var result = new StringBuilder(local.Length);
        for (var i = 1; i < local.Length - 1; i++)
        {
            if (local[i] == '\\' && i + 1 < local.Length - 1)
                i++;
            result.Append(local[i]);
        }

        return result.ToString();
    }
}
