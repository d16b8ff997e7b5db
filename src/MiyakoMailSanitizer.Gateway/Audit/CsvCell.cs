namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>A value of a CSV table (RFC 4180). What Excel would take for a formula begins with an apostrophe.</summary>
internal static class CsvCell
{
    public static string Of(string value)
    {
        if (value.Length > 0 && "=+-@\t\r".Contains(value[0], StringComparison.Ordinal))
            value = "'" + value;
        return value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
