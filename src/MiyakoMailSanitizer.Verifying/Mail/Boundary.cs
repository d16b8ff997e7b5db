using System.Globalization;

namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>
/// <c>=_miyako-HHHHHHHHHHHHHHHH-DD</c>: 16 lower-case hex digits and the depth of the message in two decimal digits, so that the
/// boundary of a message is no prefix of that of a nested one.
/// </summary>
internal static class Boundary
{
    /// <summary>Deepest message.</summary>
    private const int MaxDepth = 64;

    private const string Start = "=_miyako-";

    /// <summary>The depth in a boundary; null where it is of another form.</summary>
    public static int? Depth(string boundary)
    {
        if (boundary.Length != Start.Length + 19 || !boundary.StartsWith(Start, StringComparison.Ordinal))
            return null;
        var hex = boundary.AsSpan(Start.Length, 16);
        var digits = boundary.AsSpan(Start.Length + 17);
        if (hex.ContainsAnyExcept("0123456789abcdef") || boundary[Start.Length + 16] != '-' || digits.ContainsAnyExceptInRange('0', '9'))
            return null;
        var depth = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return depth <= MaxDepth ? depth : null;
    }
}
