using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Archives;
using MiyakoMailSanitizer.Sanitizing.Configuration;
using MiyakoMailSanitizer.Sanitizing.Findings;
using MiyakoMailSanitizer.Sanitizing.Images;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Mail.Sender;
using MiyakoMailSanitizer.Sanitizing.Office;
using MiyakoMailSanitizer.Sanitizing.Pdf;

namespace MiyakoMailSanitizer.Sanitizing.Rules;

/// <summary>What came of reading: a policy, or all faults.</summary>
/// <param name="Policy">Null where there is any fault.</param>
/// <param name="Faults">Empty where there is a policy.</param>
public sealed record PolicyReadResult(Policy? Policy, ImmutableArray<ConfigFault> Faults);

/// <summary>
/// Reads <c>config/rules.json</c> with the notice templates. Memory in; the same bytes give the same policy in every process.
/// </summary>
public static class PolicyReader
{
    private const string RulesResource = "config/rules.json";
    private const string NoticesResource = "config/notices/";

    private static readonly ImmutableArray<(string Word, LinkStyle Value)> LinkStyles =
        [("keep", LinkStyle.Keep), ("defang", LinkStyle.Defang), ("remove", LinkStyle.Remove)];

    private static readonly ImmutableArray<(string Word, OutputCharset Value)> Charsets =
        [("utf-8", OutputCharset.Utf8), ("iso-2022-jp", OutputCharset.Iso2022Jp)];

    private static readonly ImmutableArray<(string Word, InlinePictures Value)> InlinePictureWords =
        [("keep", InlinePictures.Keep), ("drop", InlinePictures.Drop)];

    /// <summary>The rules file that is built in.</summary>
    public static ReadOnlyMemory<byte> DefaultRules { get; } = Resource(RulesResource);

    /// <summary>The notice templates that are built in, by file name.</summary>
    public static ImmutableArray<(string FileName, ReadOnlyMemory<byte> Content)> DefaultNotices { get; } =
    [
        .. typeof(PolicyReader).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(NoticesResource, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => (n[NoticesResource.Length..], Resource(n))),
    ];

    /// <summary>Reads what is built in; a test holds that it has no faults.</summary>
    public static PolicyReadResult ReadDefault() => Read(DefaultRules, DefaultNotices, RulesResource);

    /// <summary>Reads rules and notices. Never throws for anything the bytes hold.</summary>
    /// <param name="rulesJson">JSON with comments.</param>
    /// <param name="notices">Named <c>NN-language.txt</c>, with or without folders before; shown in the order of these names.</param>
    /// <param name="fileName">The rules file's name for faults.</param>
    public static PolicyReadResult Read(
        ReadOnlyMemory<byte> rulesJson, IReadOnlyList<(string FileName, ReadOnlyMemory<byte> Content)> notices, string fileName)
    {
        var document = new ConfigDocument(fileName, rulesJson);
        var (templates, noticeFaults) = NoticeReader.Read(notices);
        var policy = ReadPolicy(document, [.. FindingCatalog.Codes.Order(StringComparer.Ordinal)], templates);
        ImmutableArray<ConfigFault> faults = [.. document.Faults, .. noticeFaults];
        return faults.IsEmpty ? new(policy with { Hash = HashOf(rulesJson, notices) }, []) : new(null, faults);
    }

    /// <summary>
    /// Reads a document that the caller keeps, e.g. to look at the keys it has learned. The policy is usable only where the document is
    /// not faulty.
    /// </summary>
    public static Policy ReadPolicy(ConfigDocument document, ImmutableArray<string> findingCodes, NoticeTemplates notices)
    {
        var root = document.Section();
        root.Ignore("$schema");
        var limits = ReadLimits(root.Section("limits"));
        var mail = ReadMail(root.Section("mail"));
        var images = ImageSettings.Read(root.Section("images"));
        var office = OfficeOptionsReader.Read(root.Section("office"));
        var archives = ArchiveSettings.Read(root.Section("archives"));
        var pdf = PdfSettings.Read(root.Section("pdf"));
        var rules = new RuleReader(findingCodes).Read(root);
        new RuleChecks(rules, limits, findingCodes).Run();
        root.Close();
        return new()
        {
            Rules = new([.. rules.Select(r => r.Rule)]),
            Limits = limits,
            Mail = mail,
            Images = images,
            Office = office,
            Archives = archives,
            Pdf = pdf,
            Notices = notices,
        };
    }

    private static Limits ReadLimits(ConfigSection section)
    {
        var standard = new Limits();
        var limits = new Limits
        {
            MaxDepth = section.Integer("maxDepth", standard.MaxDepth, 1, 64),
            MaxFiles = section.Integer("maxFiles", standard.MaxFiles, 1, 100_000),
            MaxUnpackedBytes = section.Bytes("maxUnpackedBytes", standard.MaxUnpackedBytes, 1L << 20, 4L << 30),
            MaxSeconds = section.Integer("maxSeconds", standard.MaxSeconds, 1, 3_600),
            MaxHeaderFieldBytes = (int)section.Bytes("maxHeaderFieldBytes", standard.MaxHeaderFieldBytes, 1_024, 65_536),
            MaxHtmlCharacters = section.Integer("maxHtmlCharacters", standard.MaxHtmlCharacters, 10_000, 20_000_000),
            MaxHtmlDepth = section.Integer("maxHtmlDepth", standard.MaxHtmlDepth, 50, 2_000),
            MaxTextCharacters = section.Integer("maxTextCharacters", standard.MaxTextCharacters, 10_000, 100_000_000),
        };
        section.Close();
        return limits;
    }

    private static MailOptions ReadMail(ConfigSection section)
    {
        var standard = new MailOptions();
        var mail = new MailOptions
        {
            Links = section.Choice("links", standard.Links, LinkStyles),
            Charset = section.Choice("charset", standard.Charset, Charsets),
            InlinePictures = section.Choice("inlinePictures", standard.InlinePictures, InlinePictureWords),
            TrustedAuthServIds = section.Texts<string>("trustedAuthServIds", standard.TrustedAuthServIds, ParseAuthServId),
            OwnDomains = section.Texts<OwnDomain>("ownDomains", standard.OwnDomains, OwnDomain.TryParse),
            SanitizedField = section.Flag("sanitizedField", standard.SanitizedField),
        };
        if (mail.OwnDomains.Length > MailOptions.MaxOwnDomains)
            section.Fault("ownDomains", $"more than {MailOptions.MaxOwnDomains} domains");
        else if (mail.OwnDomains.GroupBy(d => d).FirstOrDefault(g => g.Count() > 1) is { } twice)
            section.Fault("ownDomains", $"two of the names are {ConfigText.Quote(twice.Key.ToString())}");
        section.Close();
        return mail;
    }

    /// <summary>RFC 8601 §2.2: authserv-id is a MIME value; only tokens are taken here, as domain names are.</summary>
    private static string? ParseAuthServId(string text, out string id)
    {
        id = text;
        return text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`{|}~".Contains(c))
            ? null
            : $"{ConfigText.Quote(text)} is no authserv-id; it is a name such as \"mx.example.jp\"";
    }

    /// <summary>Every name and content with its length before it, so that no two different inputs run together to the same bytes.</summary>
    private static string HashOf(ReadOnlyMemory<byte> rules, IReadOnlyList<(string FileName, ReadOnlyMemory<byte> Content)> notices)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append("rules.json", rules.Span);
        foreach (var (name, content) in notices.OrderBy(n => NoticeReader.BaseName(n.FileName), StringComparer.Ordinal))
            Append(NoticeReader.BaseName(name), content.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string name, ReadOnlySpan<byte> content)
        {
            Span<byte> lengths = stackalloc byte[8];
            var nameBytes = Encoding.UTF8.GetBytes(name);
            BinaryPrimitives.WriteInt32BigEndian(lengths, nameBytes.Length);
            BinaryPrimitives.WriteInt32BigEndian(lengths[4..], content.Length);
            hash.AppendData(lengths);
            hash.AppendData(nameBytes);
            hash.AppendData(content);
        }
    }

    private static ReadOnlyMemory<byte> Resource(string name)
    {
        using var stream = typeof(PolicyReader).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly was built without {name}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
