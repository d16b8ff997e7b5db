using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Raw;

/// <summary>What programs may take a Content-Transfer-Encoding for.</summary>
internal static class TransferCandidates
{
    /// <summary>As the loosest program: the encoding that is named somewhere in the value.</summary>
    public static RawEncoding Loosely(string value)
        => value.Contains("base64", StringComparison.OrdinalIgnoreCase) ? RawEncoding.Base64
            : value.Contains("quoted", StringComparison.OrdinalIgnoreCase) ? RawEncoding.QuotedPrintable
            : RawEncoding.Identity;

    /// <summary>All that may be taken; one where the header is plain.</summary>
    public static IEnumerable<RawEncoding> Of(HeaderScan header)
    {
        var values = header.Like("contenttransferencoding")
            .Select(f => Encoding.Latin1.GetString(f.Value.Span).Trim(' ', '\t', '\r', '\n').ToLowerInvariant())
            .ToList();
        if (values.Count == 0)
            return [RawEncoding.Identity];
        var named = values.Select(Loosely).Distinct().ToList();
        var isPlain = values.Count == 1 && values[0] is "base64" or "quoted-printable" or "7bit" or "8bit" or "binary";
        return isPlain ? named : named.Append(RawEncoding.Identity).Distinct();
    }
}
