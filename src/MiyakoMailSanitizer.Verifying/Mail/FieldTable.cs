using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>A field that may stand in a section.</summary>
/// <param name="Name">Exactly so.</param>
/// <param name="Fault">Gives null for a good value, else what is wrong.</param>
/// <param name="Max">How many may stand in a row.</param>
/// <param name="Required">At least one must.</param>
internal sealed record FieldRow(string Name, Func<string, string?> Fault, int Max = 1, bool Required = false);

/// <summary>The fields of a section in the one order they may stand in.</summary>
internal sealed class FieldTable(params ImmutableArray<FieldRow> rows)
{
    private readonly FrozenDictionary<string, int> _places
        = rows.Select((row, i) => KeyValuePair.Create(row.Name, i)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Checks names, order, counts and values; false where any is wrong.</summary>
    /// <param name="isExcerpt">Required fields may be missing.</param>
    public bool Check(List<HeaderField> fields, Place place, FaultList faults, bool isExcerpt = false)
    {
        var isGood = true;
        var (last, count) = (-1, 0);
        foreach (var (name, value) in fields)
        {
            if (faults.IsFull)
                return false;
            if (!_places.TryGetValue(name, out var row))
            {
                Fail("header.unknown-field", name, "the field is not allowed");
                continue;
            }

            if (row < last)
                Fail("header.order", name, "the field is out of its place, or doubled");
            count = row == last ? count + 1 : 1;
            last = Math.Max(row, last);
            if (count > rows[row].Max)
                Fail("header.count", name, string.Create(CultureInfo.InvariantCulture, $"more than {rows[row].Max} of it"));
            if (rows[row].Fault(value) is { } fault)
                Fail("header.grammar", name, fault);
        }

        foreach (var missing in rows.Where(r => r.Required && !isExcerpt && !fields.Exists(f => f.Name == r.Name)))
            Fail("header.missing", missing.Name, "the field is missing");
        return isGood;

        void Fail(string rule, string name, string detail)
        {
            isGood = false;
            faults.Add(rule, place.Field(name), detail);
        }
    }
}
