using System.Collections.Immutable;
using MimeKit;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>The file name of a part, decoded but not yet cleaned.</summary>
internal static class PartNames
{
    /// <summary>
    /// <c>filename</c> of Content-Disposition (RFC 2183 §2.3), else <c>name</c> of Content-Type; encoded-words in either, as most Japanese
    /// senders
    /// write them against RFC 2231 §5. Where the two disagree there is a finding.
    /// </summary>
    public static string Of(MimeEntity entity, ImmutableArray<Finding>.Builder findings)
    {
        var where = entity.ContentType.MimeType;
        var disposition = Decoded(entity.ContentDisposition?.Parameters, "filename", where, findings);
        var type = Decoded(entity.ContentType.Parameters, "name", where, findings);
        // An ASCII name for old programs beside the real one is common; two kinds of file are not.
        if (disposition.Length > 0 && type.Length > 0 && !HasExtensionOf(disposition, type))
            findings.Add(new Finding("mail.ambiguous.name", where, "filename and name of a part differ; filename is taken"));
        return disposition.Length > 0 ? disposition : type;
    }

    private static bool HasExtensionOf(string name, string other)
        => Path.GetExtension(name).Trim().Equals(Path.GetExtension(other).Trim(), StringComparison.OrdinalIgnoreCase);

    private static string Decoded(ParameterList? parameters, string name, string where, ImmutableArray<Finding>.Builder findings)
    {
        if (parameters is null || !parameters.TryGetValue(name, out string? value) || string.IsNullOrEmpty(value))
            return "";
        return EncodedWords.Decode(value, where, findings);
    }
}
