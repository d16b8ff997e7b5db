using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Rar;

/// <summary>Names of RAR 4 with Unicode: the name in the charset of the system, NUL, and what must be done to it; or UTF-8 alone.</summary>
internal static class RarNames
{
    public static string Unicode(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        if (end < 0)
            return EntryNames.Utf8(field) ?? EntryNames.Detect([field.ToArray()])[0];
        var name = field[..end];
        var steps = field[(end + 1)..];
        var result = new StringBuilder();
        var high = Next(ref steps) << 8;
        // Four steps to a byte of two bits each, the high ones first.
        while (!steps.IsEmpty)
        {
            var kinds = Next(ref steps);
            for (var i = 6; i >= 0 && !steps.IsEmpty; i -= 2)
                Step((kinds >> i) & 3, name, high, ref steps, result);
        }
        return result.ToString();
    }

    private static void Step(int kind, ReadOnlySpan<byte> name, int high, ref ReadOnlySpan<byte> steps, StringBuilder result)
    {
        var first = Next(ref steps);
        switch (kind)
        {
            case 0:
                result.Append((char)first);
                return;
            case 1:
                result.Append((char)(first | high));
                return;
            case 2:
                result.Append((char)(first | (Next(ref steps) << 8)));
                return;
        }
        // A run of the other name: as it is, or shifted.
        var isShifted = (first & 0x80) != 0;
        var shift = isShifted ? Next(ref steps) : 0;
        for (var left = (first & 0x7F) + 2; left > 0 && result.Length < name.Length; left--)
        {
            var b = name[result.Length];
            result.Append(isShifted ? (char)(((b + shift) & 0xFF) | high) : (char)b);
        }
    }

    private static int Next(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return 0;
        var first = bytes[0];
        bytes = bytes[1..];
        return first;
    }
}
