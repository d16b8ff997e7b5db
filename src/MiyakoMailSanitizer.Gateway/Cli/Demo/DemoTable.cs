using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.Cli.Demo;

/// <summary>A row of the demo's table.</summary>
internal sealed record DemoRow(string Sample, int BytesBefore, string Before, int? BytesAfter, string After, string Findings);

/// <summary>Prints before and after side by side.</summary>
internal static class DemoTable
{
    public static void Print(IEnumerable<DemoRow> rows, TextWriter output)
    {
        output.WriteLine($"{"sample",-28} {"before",-34} {"after",-46} findings");
        output.WriteLine(new string('-', 140));
        foreach (var row in rows)
        {
            var after = row.BytesAfter is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes,6} B  {row.After}") : $"          {row.After}";
            output.WriteLine($"{row.Sample,-28} {row.BytesBefore.ToString(CultureInfo.InvariantCulture),6} B  {Pad(row.Before, 24)} {Pad(after, 46)} {row.Findings}");
        }
    }

    /// <summary>Fills up to a width in which a full-width character counts two.</summary>
    private static string Pad(string text, int width)
    {
        var result = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var columns = rune.Value >= 0x1100 ? 2 : 1;
            if (used + columns > width)
                break;
            result.Append(rune.ToString());
            used += columns;
        }

        return result.Append(' ', width - used).ToString();
    }
}
