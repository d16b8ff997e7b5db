using System.Text;
using System.Text.Json;

namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>Lines of the log between two moments, as they stand or as a table.</summary>
internal sealed class AuditExport(string folder, DateTimeOffset from, DateTimeOffset until)
{
    /// <summary>Events from <c>from</c>, before <c>until</c>, oldest first. Lines that are no events are left out; <see cref="AuditVerifier"/> names them.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public IEnumerable<JsonElement> Events()
    {
        // A day's file holds no line of a later day; one of an earlier day it may, where the clock was put back.
        var first = from == DateTimeOffset.MinValue ? "" : AuditFiles.Of(DateOnly.FromDateTime(from.UtcDateTime));
        foreach (var path in AuditFiles.List(folder).Where(f => string.CompareOrdinal(Path.GetFileName(f), first) >= 0))
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var lines = new AuditLineReader(stream);
            while (lines.Read())
            {
                if (Parse(lines.Line) is { } one)
                    yield return one;
            }
        }
    }

    /// <summary>As they stand, one a line.</summary>
    public void WriteLines(TextWriter output)
    {
        foreach (var one in Events())
            output.WriteLine(one.GetRawText());
    }

    /// <summary>
    /// CSV (RFC 4180) with a byte order mark, a column a field: Excel shows it as it is. A value that Excel would take for a formula begins with an apostrophe.
    /// </summary>
    public void WriteCsv(TextWriter output)
    {
        var columns = new List<string>();
        foreach (var name in Events().SelectMany(e => e.EnumerateObject()).Select(p => p.Name))
        {
            if (!columns.Contains(name))
                columns.Add(name);
        }
        output.Write('\uFEFF');
        WriteRow(output, columns);
        foreach (var one in Events())
            WriteRow(output, columns.Select(c => one.TryGetProperty(c, out var value) ? value.ToString() : ""));
    }

    private static void WriteRow(TextWriter output, IEnumerable<string> cells)
        => output.Write(new StringBuilder().AppendJoin(',', cells.Select(CsvCell.Of)).Append("\r\n"));

    private JsonElement? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("at", out var at) && at.TryGetDateTimeOffset(out var moment) && moment >= from && moment < until
                ? json.RootElement.Clone()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
