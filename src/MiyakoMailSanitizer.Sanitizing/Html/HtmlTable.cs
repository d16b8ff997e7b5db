using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>
/// A table without tables in it and with more than one column. Its cells are written apart, then laid out: as columns where they fit on a
/// line, else as "heading: value" lines or rows with bars where it is a table of data, else as one block after another.
/// </summary>
internal sealed class HtmlTable
{
    private const int MaxLineWidth = 78;
    private const int MaxColumns = 16;
    private const int MaxHeading = 40;

    /// <summary>Cells of a table of data with more lines than this are not set side by side.</summary>
    private const int MaxLines = 6;

    private const int MaxRowSpan = 10_000;
    private const string Space = "  ";
    private const string FigureMarks = " ,.+-−%％¥￥$€£円個件名枚本冊△▲";

    private readonly List<List<Cell>> _rows = [];
    private readonly bool _isData;
    private HtmlNode? _cell;

    private HtmlTable(HtmlNode element, bool isData)
    {
        Element = element;
        _isData = isData;
    }

    public HtmlNode Element { get; }

    /// <summary>The table, or null where its cells are mere blocks: a frame for other tables, or a single column.</summary>
    public static HtmlTable? For(HtmlNode table)
    {
        if (table.IsForLayout)
            return null;
        var hasColumns = false;
        var hasMarks = table.Has("border") && table.Span("border").Trim() is not ("0" or "none");
        for (var part = table.FirstChild; part is not null; part = part.Next)
        {
            hasMarks |= part.Name is "thead" or "caption";
            if (part.Kind == HtmlName.Tr)
                hasColumns |= LookAtCells(part, ref hasMarks) > 1;
            if (part.Name is not ("thead" or "tbody" or "tfoot"))
                continue;
            for (var row = part.FirstChild; row is not null; row = row.Next)
                hasColumns |= row.Kind == HtmlName.Tr && LookAtCells(row, ref hasMarks) > 1;
        }
        return hasColumns ? new(table, hasMarks && table.Span("role") is not ("presentation" or "none")) : null;
    }

    private static int LookAtCells(HtmlNode row, ref bool hasHeading)
    {
        var cells = 0;
        for (var cell = row.FirstChild; cell is not null; cell = cell.Next)
        {
            cells += cell.Kind == HtmlName.Td || cell.Kind == HtmlName.Th ? 1 : 0;
            hasHeading |= cell.Kind == HtmlName.Th;
        }
        return cells;
    }

    public void BeginRow(HtmlNode row) => _rows.Add([]);

    public void BeginCell(HtmlNode cell) => _cell = cell;

    /// <summary>The cell's text, lines ending in LF.</summary>
    public void EndCell(string text)
    {
        if (_cell is not { } cell)
            return;
        if (_rows.Count == 0)
            _rows.Add([]);
        var lines = text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
        var isHeading = cell.Kind == HtmlName.Th || cell.Parent?.Parent?.Name == "thead";
        var rowSpan = cell.Number("rowspan") ?? 1;
        var columnSpan = Math.Clamp(cell.Number("colspan") ?? 1, 1, MaxColumns);
        _rows[^1].Add(new(lines, isHeading, columnSpan, rowSpan <= 0 ? MaxRowSpan : Math.Min(rowSpan, MaxRowSpan)));
        _cell = null;
    }

    /// <summary>Writes all rows.</summary>
    public void Write(BlockWriter output)
    {
        var grid = Grid();
        grid.RemoveAll(row => row.All(c => c.Lines.Length == 0));
        if (grid.Count == 0)
            return;
        if (Widths(grid) is { } widths)
            WriteColumns(output, grid, widths);
        else if (!_isData)
            WriteBlocks(output, grid);
        else if (HasHeadings(grid[0]) && grid.Count > 1)
            WriteRecords(output, grid);
        else
            WriteRows(output, grid);
    }

    // Headings are repeated for each row, so they must be short.
    private static bool HasHeadings(List<Cell> row)
        => row.All(c => c.Lines.Length == 0 || (c.IsHeading && c.Line.Length <= MaxHeading));

    /// <summary>Rows with empty cells in the places that a cell above or on the left reaches into.</summary>
    private List<List<Cell>> Grid()
    {
        var grid = new List<List<Cell>>(_rows.Count);
        var reach = new int[MaxColumns];
        foreach (var row in _rows)
        {
            var full = new List<Cell>(row.Count);
            foreach (var cell in row)
            {
                while (full.Count < MaxColumns && reach[full.Count] > 0)
                    full.Add(Cell.Empty);
                if (full.Count < MaxColumns && cell.RowSpan > 1)
                    reach.AsSpan(full.Count, Math.Min(cell.ColumnSpan, MaxColumns - full.Count)).Fill(cell.RowSpan);
                full.Add(cell);
                for (var i = 1; i < cell.ColumnSpan && full.Count < MaxColumns; i++)
                    full.Add(Cell.Empty);
            }
            for (var i = 0; i < MaxColumns; i++)
                reach[i] = Math.Max(0, reach[i] - 1);
            grid.Add(full);
        }
        return grid;
    }

    /// <summary>
    /// The columns' widths; null where a row is wider than a line, or a cell has several lines: a few are allowed in a table of data.
    /// </summary>
    private int[]? Widths(List<List<Cell>> grid)
    {
        var columns = grid.Max(r => r.Count);
        var lines = _isData ? MaxLines : 1;
        if (columns > MaxColumns || grid.Any(r => r.Any(c => c.Lines.Length > lines || c.Lines.Any(l => l.Length > MaxLineWidth))))
            return null;
        var widths = new int[columns];
        foreach (var row in grid)
        {
            for (var i = 0; i < row.Count; i++)
            {
                if (row[i].ColumnSpan == 1)
                    widths[i] = Math.Max(widths[i], row[i].Width);
            }
        }
        var used = widths.Where(w => w > 0).ToArray();
        return used.Sum() + Math.Max(0, used.Length - 1) * Space.Length <= MaxLineWidth ? widths : null;
    }

    private void WriteColumns(BlockWriter output, List<List<Cell>> grid, int[] widths)
    {
        var hasHeadings = _isData && grid.Count > 1 && HasHeadings(grid[0]);
        var isNumeric = new bool[widths.Length];
        for (var i = 0; i < widths.Length; i++)
            isNumeric[i] = IsNumeric(grid.Skip(hasHeadings ? 1 : 0), i);
        for (var r = 0; r < grid.Count; r++)
        {
            var lines = grid[r].Max(c => c.Lines.Length);
            for (var i = 0; i < lines; i++)
                output.Line(Columns(grid[r], i, widths, isNumeric));
            if (hasHeadings && r == 0)
                output.Line(string.Join(Space, widths.Where(w => w > 0).Select(w => new string('-', w))));
        }
    }

    private static string Columns(List<Cell> row, int number, int[] widths, bool[] isNumeric)
    {
        var line = new StringBuilder();
        var column = 0;
        var used = 0;
        for (var i = 0; i < row.Count; i++)
        {
            if (widths[i] == 0 && row[i].Lines.Length == 0)
                continue;
            var text = number < row[i].Lines.Length ? row[i].Lines[number] : "";
            var width = HtmlChars.Width(text);
            var blanks = isNumeric[i] ? Math.Max(0, widths[i] - width) : 0;
            if (text.Length > 0)
            {
                line.Append(' ', Math.Max(used == 0 ? 0 : Space.Length, column + blanks - used)).Append(text);
                used = Math.Max(used == 0 ? 0 : used + Space.Length, column + blanks) + width;
            }
            column += widths[i] + Space.Length;
        }
        return line.ToString();
    }

    // Figures are set flush right, so that their places stand under one another.
    private static bool IsNumeric(IEnumerable<List<Cell>> rows, int column)
    {
        var count = 0;
        foreach (var row in rows)
        {
            if (column >= row.Count || row[column].Lines.Length == 0 || row[column].ColumnSpan > 1)
                continue;
            var text = row[column].Line;
            if (text.Length > 24 || !text.Any(char.IsDigit) || !text.All(c => char.IsDigit(c) || FigureMarks.Contains(c)))
                return false;
            count++;
        }
        return count > 1;
    }

    private static void WriteRecords(BlockWriter output, List<List<Cell>> grid)
    {
        foreach (var row in grid.Skip(1))
        {
            output.Block(1);
            for (var i = 0; i < row.Count; i++)
            {
                var heading = i < grid[0].Count ? grid[0][i].Line : "";
                if (row[i].Lines.Length > 0)
                    WriteLabelled(output, heading, row[i].Lines);
            }
        }
    }

    private static void WriteRows(BlockWriter output, List<List<Cell>> grid)
    {
        foreach (var row in grid)
        {
            var cells = row.Where(c => c.Lines.Length > 0).ToArray();
            if (cells is [{ Lines.Length: 1 } label, var value] && label.Width <= MaxLineWidth / 2)
                WriteLabelled(output, label.Line, value.Lines);
            else
                output.Line(string.Join(" | ", cells.Select(c => c.Line)));
        }
    }

    private static void WriteBlocks(BlockWriter output, List<List<Cell>> grid)
    {
        foreach (var cell in grid.SelectMany(row => row).Where(c => c.Lines.Length > 0))
        {
            // A cell with paragraphs in it stands apart from its neighbours.
            var margin = cell.Lines.Contains("") ? 1 : 0;
            output.Block(margin);
            foreach (var line in cell.Lines)
                output.Line(line);
            output.Block(margin);
        }
    }

    private static void WriteLabelled(BlockWriter output, string label, string[] lines)
    {
        label = label.TrimEnd(':', '：', ' ');
        output.Line(label.Length == 0 ? lines[0] : $"{label}: {lines[0]}");
        foreach (var line in lines.Skip(1))
            output.Line(line.Length == 0 ? "" : "  " + line);
    }

    private sealed record Cell(string[] Lines, bool IsHeading, int ColumnSpan, int RowSpan)
    {
        public static Cell Empty { get; } = new([], false, 1, 1);

        /// <summary>All lines on one.</summary>
        public string Line => Lines.Length == 1 ? Lines[0] : string.Join(' ', Lines.Where(l => l.Length > 0));

        /// <summary>Columns of the widest line.</summary>
        public int Width
        {
            get
            {
                var width = 0;
                foreach (var line in Lines)
                    width = Math.Max(width, HtmlChars.Width(line));
                return width;
            }
        }
    }
}
