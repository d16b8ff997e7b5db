using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.AsText;

/// <summary>
/// Puts letters into lines and lines into the order of reading: runs as the page draws them, columns by the white space between them, vertical lines
/// from right to left. Cells of a table that stand in one line are parted by TAB.
/// </summary>
internal static class ReadingOrder
{
    private const int MaxDepth = 16, LeastLines = 3;
    private const double LeastColumn = 8, Gutter = 1.2, CellGap = 1.5, WordGap = 0.2;

    /// <summary>Letters that follow each other in one direction.</summary>
    private sealed class Run(Letter first)
    {
        private readonly StringBuilder _text = new(first.Value);

        public double Left { get; private set; } = first.X;
        public double Right { get; private set; } = Math.Max(first.End, first.X + 0.1);
        public double Top { get; private set; } = first.Y + first.Size;
        public double Base { get; private set; } = first.Y;
        public double Size { get; } = first.Size;
        public bool IsVertical { get; private set; }
        public int Count { get; private set; } = 1;
        public string Text => _text.ToString();

        private Letter Last { get; set; } = first;

        public bool TryAdd(Letter next)
        {
            double across = next.X - Last.End, down = Last.Y - next.Y, size = Math.Max(Size, 1);
            if (!IsVertical && Math.Abs(down) < size * 0.4 && across > -size * 0.6 && across < size * CellGap)
            {
                if (across > size * WordGap && !IsSpace(Last) && !IsSpace(next))
                    _text.Append(' ');
            }
            else if ((IsVertical || Count == 1) && Math.Abs(next.X - Last.X) < size * 0.5 && down > size * 0.3 && down < size * 2.2)
            {
                IsVertical = true;
            }
            else
            {
                return false;
            }
            _text.Append(next.Value);
            Count++;
            (Left, Right, Base) = (Math.Min(Left, next.X), Math.Max(Right, next.End), Math.Min(Base, next.Y));
            Top = Math.Max(Top, next.Y + next.Size);
            Last = next;
            return true;
        }

        private static bool IsSpace(Letter letter) => string.IsNullOrWhiteSpace(letter.Value);
    }

    public static List<string> Lines(List<Letter> letters, CancellationToken cancellationToken)
    {
        var runs = new List<Run>();
        foreach (var letter in letters)
        {
            if (runs.Count == 0 || !runs[^1].TryAdd(letter))
                runs.Add(new(letter));
        }
        runs.RemoveAll(r => string.IsNullOrWhiteSpace(r.Text));
        var vertical = runs.Where(r => r.IsVertical).Sum(r => r.Count);
        var lines = new List<string>();
        if (vertical * 2 > letters.Count)
            Vertical(runs, lines);
        else
            Cut(runs, lines, 0, cancellationToken);
        return lines;
    }

    /// <summary>Horizontal lines above the text first, then the columns from right to left.</summary>
    private static void Vertical(List<Run> runs, List<string> lines)
    {
        var top = runs.Where(r => r.IsVertical).Max(r => r.Top);
        lines.AddRange(runs.Where(r => !r.IsVertical && r.Base >= top - r.Size).OrderByDescending(r => r.Base).ThenBy(r => r.Left).Select(r => r.Text));
        var rest = runs.Where(r => r.IsVertical || r.Base < top - r.Size).OrderByDescending(r => r.Left).ToList();
        for (var i = 0; i < rest.Count;)
        {
            var column = rest.Skip(i).TakeWhile(r => rest[i].Left - r.Left < rest[i].Size * 0.5).ToList();
            lines.Add(string.Concat(column.OrderByDescending(r => r.Top).Select(r => r.Text)));
            i += column.Count;
        }
    }

    private static void Cut(List<Run> runs, List<string> lines, int depth, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (runs.Count > 1 && depth < MaxDepth)
        {
            var size = runs.Select(r => r.Size).Order().ElementAt(runs.Count / 2);
            if (Columns(runs, size) is { } x)
            {
                Cut(runs.FindAll(r => r.Right <= x), lines, depth + 1, cancellationToken);
                Cut(runs.FindAll(r => r.Right > x), lines, depth + 1, cancellationToken);
                return;
            }
            if (Rows(runs, size) is { } y)
            {
                Cut(runs.FindAll(r => r.Base >= y), lines, depth + 1, cancellationToken);
                Cut(runs.FindAll(r => r.Base < y), lines, depth + 1, cancellationToken);
                return;
            }
        }
        Flat(runs, lines);
    }

    /// <summary>The middle of the widest white strip from top to bottom with lines of prose on both sides; null where there is none.</summary>
    private static double? Columns(List<Run> runs, double size)
    {
        var (best, at, right) = (size * Gutter, (double?)null, double.MinValue);
        foreach (var run in runs.OrderBy(r => r.Left))
        {
            if (right > double.MinValue && run.Left - right > best)
                (best, at) = (run.Left - right, (run.Left + right) / 2);
            right = Math.Max(right, run.Right);
        }
        return at is { } x && IsProse(runs.FindAll(r => r.Right <= x), size) && IsProse(runs.FindAll(r => r.Right > x), size) ? x : null;
    }

    private static bool IsProse(List<Run> runs, double size)
        => runs.Count >= LeastLines && runs.Average(r => r.Right - r.Left) > size * LeastColumn;

    /// <summary>The widest white strip from left to right.</summary>
    private static double? Rows(List<Run> runs, double size)
    {
        var (best, at, low) = (size * 0.6, (double?)null, double.MaxValue);
        foreach (var run in runs.OrderByDescending(r => r.Top))
        {
            if (low < double.MaxValue && low - run.Top > best)
                (best, at) = (low - run.Top, (low + run.Top) / 2);
            low = Math.Min(low, run.Base);
        }
        return at;
    }

    private static void Flat(List<Run> runs, List<string> lines)
    {
        var open = runs.OrderByDescending(r => r.Base).ToList();
        for (var i = 0; i < open.Count;)
        {
            var line = open.Skip(i).TakeWhile(r => open[i].Base - r.Base < open[i].Size * 0.5).OrderBy(r => r.Left).ToList();
            lines.Add(string.Join('\t', line.Select(r => r.Text)));
            i += line.Count;
        }
    }
}
