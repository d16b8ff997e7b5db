using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Content;

/// <summary>What operators of content streams take (ISO 32000-2 annex A).</summary>
internal static class Operators
{
    /// <summary>
    /// By operator, its operands: n number, s string, a array of numbers, t array of strings and numbers, N name; <c>*</c> alone: numbers and at the
    /// end perhaps a name.
    /// </summary>
    public static FrozenDictionary<string, string> Operands { get; } = Read(
        "b: B: b*: B*: f: F: f*: n: S: s: W: W*: h: q: Q: BT: ET: T*: c:nnnnnn v:nnnn y:nnnn l:nn m:nn re:nnnn cm:nnnnnn w:n J:n j:n M:n i:n d:an "
        + "ri:N gs:N g:n G:n rg:nnn RG:nnn k:nnnn K:nnnn cs:N CS:N sc:* SC:* scn:* SCN:* sh:N Do:N Tc:n Tw:n Tz:n TL:n Tr:n Ts:n Tf:Nn Td:nn TD:nn "
        + "Tm:nnnnnn Tj:s TJ:t ':s \":nns d0:nn d1:nnnnnn");

    /// <summary>What paints; left out where the layer is hidden.</summary>
    public static FrozenSet<string> Painting { get; } = FrozenSet.ToFrozenSet(
        ["b", "B", "b*", "B*", "f", "F", "f*", "S", "s", "sh", "Do", "Tj", "TJ", "'", "\""], StringComparer.Ordinal);

    private static FrozenDictionary<string, string> Read(string table)
        => table.Split(' ').Select(row => row.Split(':')).ToFrozenDictionary(row => row[0], row => row[1], StringComparer.Ordinal);
}
