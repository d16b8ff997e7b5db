using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <summary>What patterns are made of. Lengths are characters, met but for a unit or so.</summary>
internal static class Shape
{
    /// <summary>The same again and again, at least once.</summary>
    public static string Repeat(string unit, int length) => new StringBuilder(length + unit.Length).Insert(0, unit, Count(unit.Length, length)).ToString();

    /// <summary>All of the openings, then all of the ends.</summary>
    public static string Nest(string open, string close, int length)
    {
        var count = Count(open.Length + close.Length, length);
        return Repeat(open, count * open.Length) + Repeat(close, count * close.Length);
    }

    /// <summary>Each with another number between.</summary>
    public static string Numbered(string before, string after, int length)
        => Each(length, i => string.Create(CultureInfo.InvariantCulture, $"{before}{i}{after}"));

    /// <summary>Each made by its number, counted from 0.</summary>
    public static string Each(int length, Func<int, string> make)
    {
        var text = new StringBuilder(length + 100);
        for (var i = 0; text.Length < length; i++)
            text.Append(make(i));
        return text.ToString();
    }

    /// <summary>Characters that follow no pattern, of those given; always the same ones.</summary>
    public static string Noise(string alphabet, int length)
    {
        var state = 0x2545F491u;
        return string.Create(length, alphabet, (span, from) =>
        {
            foreach (ref var c in span)
            {
                // xorshift32 (Marsaglia 2003)
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                c = from[(int)(state % (uint)from.Length)];
            }
        });
    }

    private static int Count(int unit, int length) => Math.Max(1, length / unit);
}
