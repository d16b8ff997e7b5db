using System.Collections.Immutable;
using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Configuration;

/// <summary>Sizes as people write and read them; a KB is 1,024 bytes.</summary>
public static class ByteSize
{
    private static readonly ImmutableArray<(string Suffix, long Factor)> Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("KB", 1L << 10), ("MB", 1L << 20), ("GB", 1L << 30), ("B", 1),
    ];

    /// <summary>Reads <c>10MB</c>, <c>1.5 GB</c>, <c>500KiB</c> or <c>64 B</c>, in any case, with or without a space.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        foreach (var (suffix, factor) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                continue;
            var digits = text.AsSpan(0, text.Length - suffix.Length).TrimEnd(' ');
            if (digits.Length is 0 or > 15 || !char.IsAsciiDigit(digits[0]) || !char.IsAsciiDigit(digits[^1]) ||
                !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            var total = number * factor;
            if (total > long.MaxValue)
                return false;
            bytes = (long)total;
            return true;
        }

        return false;
    }

    /// <summary>
    /// <c>812 B</c>, <c>12.3 KB</c>, <c>4.0 MB</c>; cut, not rounded up, so that a size is never shown as over a limit it obeys.
    /// </summary>
    public static string Format(long bytes)
    {
        if (bytes < 1L << 10)
            return string.Create(CultureInfo.InvariantCulture, $"{bytes} B");
        var (unit, factor) = bytes switch
        {
            < 1L << 20 => ("KB", 1L << 10),
            < 1L << 30 => ("MB", 1L << 20),
            _ => ("GB", 1L << 30),
        };
        var tenths = bytes / factor * 10 + bytes % factor * 10 / factor;
        return string.Create(CultureInfo.InvariantCulture, $"{tenths / 10}.{tenths % 10} {unit}");
    }
}
