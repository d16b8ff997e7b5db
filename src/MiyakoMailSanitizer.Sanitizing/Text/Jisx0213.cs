using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>
/// The two planes of JIS X 0213:2004, as 0-based <c>row * 94 + cell</c>; null stands for "no character". Where JIS X 0208 has a character,
/// plane 1 has the same one, by Microsoft's mapping.
/// </summary>
internal static class Jisx0213
{
    private static readonly Lazy<string?[]> LazyPlane1 = new(BuildPlane1);

    private static readonly Lazy<string?[]> LazyPlane2 = new(
        () => Fill(new string?[JapaneseTables.Size * JapaneseTables.Size], Jisx0213Data.Plane2));

    /// <summary>Rows of plane 2 that Shift_JIS-2004 numbers on after plane 1, in its order.</summary>
    private static readonly byte[] ShiftJisRowsOfPlane2 =
        [1, 8, 3, 4, 5, 12, 13, 14, 15, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94];

    /// <summary>A character of plane 1, at times a letter and a mark.</summary>
    public static string? Plane1(int index) => LazyPlane1.Value[index];

    /// <summary>A character of plane 2, at times a surrogate pair.</summary>
    public static string? Plane2(int index) => LazyPlane2.Value[index];

    /// <summary>What a pair of Shift_JIS-2004 stands for, by its index as Shift_JIS counts.</summary>
    public static string? OfShiftJis(int index)
    {
        var row = index / JapaneseTables.Size;
        if (row < JapaneseTables.Size)
            return Plane1(index);
        return Plane2(((ShiftJisRowsOfPlane2[row - JapaneseTables.Size] - 1) * JapaneseTables.Size) + (index % JapaneseTables.Size));
    }

    private static string?[] BuildPlane1()
    {
        var plane = new string?[JapaneseTables.Size * JapaneseTables.Size];
        Fill(plane, Jisx0213Data.Plane1);
        for (var i = 0; i < plane.Length; i++)
        {
            // NEC's and IBM's rows lie where this standard has characters of its own.
            var row = (i / JapaneseTables.Size) + 1;
            if (plane[i] is null && JapaneseTables.Jis0208[i] is not '\0' and var c && row is <= 8 or (>= 16 and <= 84))
                plane[i] = c.ToString();
        }
        foreach (var (row, cell, characters) in Jisx0213Data.Sequences)
            plane[((row - 1) * JapaneseTables.Size) + cell - 1] = characters;
        return plane;
    }

    private static string?[] Fill(string?[] plane, (byte Row, byte Cell, string Characters)[] runs)
    {
        foreach (var (row, cell, characters) in runs)
        {
            var at = ((row - 1) * JapaneseTables.Size) + cell - 1;
            foreach (var rune in characters.EnumerateRunes())
                plane[at++] = rune.ToString();
        }
        return plane;
    }
}
