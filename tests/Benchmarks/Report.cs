using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>What a benchmark found.</summary>
/// <param name="Conditions">Machine, load and settings, for people.</param>
/// <param name="Table">Medians, for people; the first row is the heading.</param>
/// <param name="Measurements">Every single one, for programs.</param>
internal sealed record Report(IReadOnlyList<string> Conditions, IReadOnlyList<string[]> Table, object Measurements)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Prints it, and writes it as JSON too.</summary>
    public static void Write(Report report, FileInfo? json)
    {
        Console.Out.WriteLine();
        foreach (var line in report.Conditions)
            Console.Out.WriteLine(line);
        Console.Out.WriteLine();
        var widths = Enumerable.Range(0, report.Table[0].Length).Select(column => report.Table.Max(row => row[column].Length)).ToArray();
        foreach (var row in report.Table)
        {
            var cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            Console.Out.WriteLine(string.Join("  ", cells));
        }

        if (json is not null)
            File.WriteAllText(json.FullName, JsonSerializer.Serialize(new { report.Conditions, report.Measurements }, Json) + "\n");
    }

    /// <summary>The machine now.</summary>
    public static string Machine()
    {
        var load = File.ReadAllText("/proc/loadavg").Split(' ');
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTimeOffset.Now:yyyy-MM-dd HH:mm}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, load {string.Join(' ', load[..3])}");
    }

    /// <summary>The middle one; of an even number the mean of both.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>A number with three figures or so.</summary>
    public static string Short(double value)
        => value.ToString(value switch { >= 100 => "F0", >= 10 => "F1", >= 1 => "F2", _ => "F3" }, CultureInfo.InvariantCulture);
}
