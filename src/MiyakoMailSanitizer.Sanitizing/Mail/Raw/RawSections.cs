namespace MiyakoMailSanitizer.Sanitizing.Mail.Raw;

/// <summary>Where a parameter's name stands in a raw field, with the piece's number (RFC 2231 §3) between it and the equals sign.</summary>
internal static class RawSections
{
    /// <summary>Each place, whatever stands around it. Linear.</summary>
    /// <returns>The number with its asterisks, empty where there is none, and where the value starts.</returns>
    public static IEnumerable<(string Section, int Start)> Of(string field, string name)
    {
        for (var at = 0; field.IndexOf(name, at, StringComparison.OrdinalIgnoreCase) is >= 0 and var found;)
        {
            var start = found + name.Length;
            var length = field.AsSpan(start).IndexOfAnyExcept("*0123456789 \t\r\n");
            if (length < 0)
                yield break;
            at = start + length;
            if (field[at] == '=')
                yield return (field[start..at].Trim(), at + 1);
        }
    }
}
