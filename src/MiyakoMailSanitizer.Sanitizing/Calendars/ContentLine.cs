using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Calendars;

/// <summary>A line of iCalendar (RFC 5545 §3.1) or vCard (RFC 2426 §2, RFC 6350 §3.3): a name, parameters, a value.</summary>
/// <param name="Name">Upper case, without a group.</param>
/// <param name="Parameters">Names in upper case; a bare word of vCard 2.1 has the name TYPE.</param>
/// <param name="Value">As it stands, its escapes included.</param>
internal sealed record ContentLine(string Name, ImmutableArray<(string Name, string Value)> Parameters, string Value)
{
    /// <summary>The first of the name; null where there is none.</summary>
    public string? Parameter(string name) => Parameters.FirstOrDefault(p => p.Name == name).Value;

    /// <summary>Null where it is no line of such a file.</summary>
    public static ContentLine? Parse(string line)
    {
        var at = line.AsSpan().IndexOfAny(';', ':');
        if (at is < 1 or > 64)
            return null;
        var name = line[..at];
        name = name[(name.LastIndexOf('.') + 1)..].ToUpperInvariant();
        if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
            return null;
        var parameters = ImmutableArray.CreateBuilder<(string, string)>();
        while (at < line.Length && line[at] == ';')
        {
            var end = EndOfParameter(line, at + 1);
            if (parameters.Count < 40)
                parameters.Add(Split(line[(at + 1)..end]));
            at = end;
        }
        return at < line.Length ? new(name, parameters.ToImmutable(), line[(at + 1)..]) : null;
    }

    private static int EndOfParameter(string line, int at)
    {
        for (var isQuoted = false; at < line.Length; at++)
        {
            if (line[at] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && line[at] is ';' or ':')
                break;
        }
        return at;
    }

    private static (string Name, string Value) Split(string parameter)
    {
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? ("TYPE", parameter.Trim().ToUpperInvariant())
            : (parameter[..equals].Trim().ToUpperInvariant(), parameter[(equals + 1)..].Replace("\"", "", StringComparison.Ordinal).Trim());
    }
}
