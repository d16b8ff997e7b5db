using System.Text.RegularExpressions;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>Where a link may lead.</summary>
internal static partial class OutsideLinks
{
    /// <summary>A link to the web, or a mail address.</summary>
    public static bool IsAllowed(string target) => Allowed().IsMatch(target);

    /// <summary>Something else than a place within the document: a scheme, a drive, or a share.</summary>
    public static bool IsOutside(string value) => Outside().IsMatch(value) && !Word().IsMatch(value);

    [GeneratedRegex(@"\A(https?://[^\s\\]+|mailto:[^\s\\]+)\z", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Allowed();

    [GeneratedRegex(@"\A\s*([a-z][a-z0-9+.\-]{1,}:(//|\\|[^\s/\\:])|[a-z]:[\\/]|\\\\|//)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Outside();

    // "urn:schemas-microsoft-com:…" and the like name a kind of thing, "shape:42" or "A1:B2" a place.
    [GeneratedRegex(@"\A(urn:|[a-z]{1,3}[0-9]+:|[A-Z]{1,3}:[A-Z]{1,3}\z|[a-z\-]+:[0-9.a-z%#\-]+(;|\z))", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
