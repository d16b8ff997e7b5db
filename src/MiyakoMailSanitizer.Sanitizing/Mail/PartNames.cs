using System.Collections.Immutable;
using MimeKit;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>The file name of a part, decoded but not yet cleaned.</summary>
internal static class PartNames
{
    /// <summary>
    /// <c>filename</c> of Content-Disposition (RFC 2183 §2.3), else <c>name</c> of Content-Type; of each the form of RFC 2231 before the
    /// plain one. Read from the bytes of the fields, as MimeKit gives no bytes of a name. Where names disagree there is the finding
    /// <c>mail.ambiguous.name</c>.
    /// </summary>
    public static string Of(MimeEntity entity, ImmutableArray<Finding>.Builder findings)
    {
        var where = entity.ContentType.MimeType;
        var names = Names(entity, HeaderId.ContentDisposition, "filename", where, findings)
            .Concat(Names(entity, HeaderId.ContentType, "name", where, findings))
            .ToList();
        if (names.Count == 0)
            return EncodedWords.Decode(entity.ContentDisposition?.FileName ?? entity.ContentType.Name ?? "", where, findings);
        if (names.Skip(1).Any(name => Differ(names[0], name)))
            findings.Add(new Finding("mail.ambiguous.name", where, $"the names of a part differ, the first is taken: {string.Join(", ", names.Distinct().Take(4))}"));
        return names[0];
    }

    private static IEnumerable<string> Names(
        MimeEntity entity, HeaderId id, string parameter, string where, ImmutableArray<Finding>.Builder findings)
        => entity.Headers.Where(h => h.Id == id)
            .SelectMany(h => ParameterText.Values(ParameterReader.Read(h.RawValue), parameter, where, findings));

    /// <summary>A name of plain letters beside one that is not is its replacement for old programs, if it has the same extension.</summary>
    private static bool Differ(string one, string other)
    {
        (one, other) = (Comparable(one), Comparable(other));
        if (one.Equals(other, StringComparison.OrdinalIgnoreCase))
            return false;
        var isReplacement = IsPlain(one) != IsPlain(other);
        return !isReplacement || !Extension(one).Equals(Extension(other), StringComparison.OrdinalIgnoreCase);
    }

    private static string Extension(string name) => NameParts.SplitExtension(name).Extension;

    private static string Comparable(string name) => string.Concat(NameComposer.Compose(name).Where(c => !char.IsWhiteSpace(c)));

    private static bool IsPlain(string name) => !name.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
