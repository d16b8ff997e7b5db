using System.Collections.Frozen;
using System.Globalization;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>Whom we take mail for. Never an open relay: what no domain of the settings names is refused.</summary>
internal sealed class RecipientPolicy
{
    private const int MaxListBytes = 64 << 20;

    private readonly FrozenSet<string> _domains;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _parents;
    private readonly ReloadedFile<FrozenSet<string>>? _list;

    /// <exception cref="IOException">The list cannot be read.</exception>
    /// <exception cref="InvalidDataException">The list has a line that is no address.</exception>
    public RecipientPolicy(InboundOptions options, TimeProvider time, ILogger logger)
    {
        _domains = options.RecipientDomains.Where(d => !d.StartsWith('.')).Select(Normalize).ToFrozenSet(StringComparer.Ordinal);
        _parents = options.RecipientDomains.Where(d => d.StartsWith('.')).Select(d => Normalize(d[1..]))
            .ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        if (options.RecipientListFile is { } file)
            _list = new ReloadedFile<FrozenSet<string>>(file, ReadList, time, logger);
    }

    /// <summary>Null where mail for the path is taken, else the refusal.</summary>
    public SmtpReply? Check(in SmtpPath path)
    {
        var local = path.PlainLocalPart;
        // Source routes (RFC 5321 §3.6.1 allows to refuse them), and the routes that old hosts hide in local parts: %, ! and a second @.
        if (path.HasRoute || local.AsSpan().ContainsAny("%!@"))
            return SmtpReplies.RelayDenied;
        var isPostmaster = local.Equals("postmaster", StringComparison.OrdinalIgnoreCase);
        if (path.Domain.Length == 0)
            return isPostmaster && (_domains.Count > 0 || _parents.Set.Count > 0) ? null : SmtpReplies.RelayDenied;
        var domain = Normalize(path.Domain);
        if (!IsOurs(domain))
            return SmtpReplies.RelayDenied;
        // RFC 5321 §4.5.1: the postmaster of a domain that we serve is always there.
        return _list is null || isPostmaster || _list.Value.Contains($"{local}@{domain}") ? null : SmtpReplies.UnknownRecipient;
    }

    /// <summary>Lower case, in A-labels (RFC 5891 §4); what has no such form stays as it is and so matches nothing but itself.</summary>
    internal static string Normalize(string domain)
    {
        if (System.Text.Ascii.IsValid(domain))
            return domain.ToLowerInvariant();
        try
        {
            return new IdnMapping().GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }

    private bool IsOurs(string domain)
    {
        if (_domains.Contains(domain))
            return true;
        for (var dot = domain.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = domain.IndexOf('.', dot + 1))
        {
            if (_parents.Contains(domain.AsSpan(dot + 1)))
                return true;
        }

        return false;
    }

    private static FrozenSet<string> ReadList(string file)
    {
        if (new FileInfo(file).Length > MaxListBytes)
            throw new InvalidDataException($"more than {MaxListBytes} bytes");
        var addresses = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            var text = line.Trim();
            if (text.Length == 0 || text.StartsWith('#'))
                continue;
            if (text.IndexOf(" #", StringComparison.Ordinal) is > 0 and var comment)
                text = text[..comment].TrimEnd();
            if (!PathParser.TryParseMailbox(text, out var path))
                throw new InvalidDataException($"line {number} is not an address");
            addresses.Add($"{path.PlainLocalPart}@{Normalize(path.Domain)}");
        }

        return addresses.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
