using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Office.Parts;

/// <summary>Hyperlinks that may stay: http, https and mailto, written so that no reader can take them for anything else.</summary>
internal static class OfficeLink
{
    private const int MaxLength = 2_000;

    /// <summary>The target as it may be written, or null.</summary>
    public static string? Check(string target)
    {
        if (target.Length is 0 or > MaxLength || target.Any(c => char.IsControl(c) || c is '\\' or '<' or '>' or '"'))
            return null;
        if (!Uri.TryCreate(target.Trim(), UriKind.Absolute, out var uri))
            return null;
        var isWeb = uri.Scheme is "http" or "https" && uri.Host.Length > 0 && target.Trim().StartsWith($"{uri.Scheme}://", StringComparison.OrdinalIgnoreCase);
        // Some mail programs attach the file that a link names.
        var isMail = uri.Scheme == "mailto" && !Uri.UnescapeDataString(uri.Query).Contains("attach", StringComparison.OrdinalIgnoreCase);
        return isWeb || isMail ? uri.AbsoluteUri : null;
    }

    /// <summary>As <see cref="LinkStyle.Defang"/> shows it.</summary>
    public static string Defang(string target) => Html.LinkTarget.Parse(target, null).Format(LinkStyle.Defang);
}
