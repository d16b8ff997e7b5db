using System.Numerics;

namespace MiyakoMailSanitizer.Sanitizing.Images.Png;

/// <summary>PNG 3rd edition §9: row filters.</summary>
internal static class PngFilters
{
    public const int None = 0, Sub = 1, Up = 2, Average = 3, Paeth = 4;

    /// <summary>Undoes a filter in place. False where there is no such filter.</summary>
    /// <param name="filter">0 to 4.</param>
    /// <param name="row">The filtered row.</param>
    /// <param name="above">The row above, unfiltered; zeros for the first.</param>
    /// <param name="distance">Bytes of a pixel, at least 1.</param>
    public static bool Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        above = above[..row.Length];
        switch (filter)
        {
            case None:
                return true;
            case Sub:
                for (var i = distance; i < row.Length; i++)
                    row[i] += row[i - distance];
                return true;
            case Up:
                UndoUp(row, above);
                return true;
            case Average:
                for (var i = 0; i < row.Length; i++)
                    row[i] += (byte)(((i < distance ? 0 : row[i - distance]) + above[i]) >> 1);
                return true;
            case Paeth:
                UndoPaeth(row, above, distance);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Filters a row into <paramref name="target"/>; gives the sum by which filters are compared (§12.8).</summary>
    public static long Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> target)
    {
        above = above[..row.Length];
        target = target[..row.Length];
        var head = Math.Min(distance, row.Length);
        for (var i = 0; i < head; i++)
            target[i] = (byte)(row[i] - filter switch { Up => above[i], Average => above[i] >> 1, Paeth => above[i], _ => 0 });
        var left = row[..^head];
        var rest = row[head..];
        var up = above[head..];
        var upLeft = above[..^head];
        var to = target[head..];
        switch (filter)
        {
            case None:
                rest.CopyTo(to);
                break;
            case Sub:
                Subtract(rest, left, to);
                break;
            case Up:
                Subtract(rest, up, to);
                break;
            case Average:
                for (var i = 0; i < rest.Length; i++)
                    to[i] = (byte)(rest[i] - ((left[i] + up[i]) >> 1));
                break;
            default:
                for (var i = 0; i < rest.Length; i++)
                    to[i] = (byte)(rest[i] - Predict(left[i], up[i], upLeft[i]));
                break;
        }

        return Sum(target);
    }

    private static void Subtract(ReadOnlySpan<byte> row, ReadOnlySpan<byte> other, Span<byte> to)
    {
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            (new Vector<byte>(row[i..]) - new Vector<byte>(other[i..])).CopyTo(to[i..]);
        for (; i < row.Length; i++)
            to[i] = (byte)(row[i] - other[i]);
    }

    private static long Sum(ReadOnlySpan<byte> row)
    {
        var sum = 0L;
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            // The absolute of -128 stays 128 as an unsigned byte.
            var absolute = Vector.AsVectorByte(Vector.Abs(Vector.AsVectorSByte(new Vector<byte>(row[i..]))));
            Vector.Widen(absolute, out var low, out var high);
            sum += Vector.Sum(low + high);
        }

        for (; i < row.Length; i++)
            sum += row[i] < 128 ? row[i] : 256 - row[i];
        return sum;
    }

    private static void UndoUp(Span<byte> row, ReadOnlySpan<byte> above)
    {
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            (new Vector<byte>(row[i..]) + new Vector<byte>(above[i..])).CopyTo(row[i..]);
        for (; i < row.Length; i++)
            row[i] += above[i];
    }

    private static void UndoPaeth(Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        var head = Math.Min(distance, row.Length);
        for (var i = 0; i < head; i++)
            row[i] += above[i];
        for (var i = head; i < row.Length; i++)
            row[i] += Predict(row[i - distance], above[i], above[i - distance]);
    }

    /// <summary>§9.4</summary>
    private static byte Predict(int left, int up, int upLeft)
    {
        var (toLeft, toUp) = (up - upLeft, left - upLeft);
        var toUpLeft = Math.Abs(toLeft + toUp);
        toLeft = Math.Abs(toLeft);
        toUp = Math.Abs(toUp);
        return (byte)(toLeft <= toUp && toLeft <= toUpLeft ? left : toUp <= toUpLeft ? up : upLeft);
    }
}
