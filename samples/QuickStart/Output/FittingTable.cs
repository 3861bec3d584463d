using Spectre.Console;

namespace QuickStart.Output;

/// <summary>A table that fits its terminal: whole where there is room, then without its lesser columns, then each row as a block of lines.</summary>
internal sealed class FittingTable(params Column[] columns)
{
    // A border or a blank on either side of each cell, and the first border.
    private const int PerColumn = 3;
    private const int LeastProse = 24;
    private const string Between = "  ";
    private readonly List<Cell[]> _rows = [];

    internal void AddRow(params Cell[] cells) => _rows.Add(cells);

    internal void WriteTo(IAnsiConsole console)
    {
        int width = console.Profile.Width;
        List<int> shown = [.. Enumerable.Range(0, columns.Length)];
        while (Needed(shown) > width && shown.Exists(c => columns[c].Rank > 0))
        {
            shown.Remove(shown.MaxBy(c => columns[c].Rank));
        }

        if (Needed(shown) > width)
        {
            _rows.ForEach(row => WriteBlock(console, row, width));
            return;
        }

        WriteTable(console, shown);
        if (shown.Count < columns.Length)
        {
            string missing = string.Join(", ", columns.Where((_, c) => !shown.Contains(c)).Select(c => c.Name));
            console.MarkupLineInterpolated($"[grey]At {width} columns without: {missing}.[/]");
        }
    }

    private int Needed(List<int> shown) => 1 + shown.Sum(c => PerColumn + Needed(c));

    private int Needed(int column)
    {
        int whole = _rows.Select(r => Cells.Width(r[column].Text)).Append(0).Max();
        int least = columns[column].IsProse ? Math.Max(Math.Min(whole, LeastProse), _rows.Select(r => Longest(r[column].Text)).Append(0).Max()) : whole;
        return Math.Max(least, Longest(columns[column].Name));
    }

    private static int Longest(string text) => text.Split(' ').Max(Cells.Width);

    private void WriteTable(IAnsiConsole console, List<int> shown)
    {
        Table table = new() { Border = TableBorder.Rounded };
        foreach (int column in shown)
        {
            TableColumn head = new($"[bold]{Markup.Escape(columns[column].Name)}[/]");
            table.AddColumn(columns[column].IsProse ? head : head.Width(Needed(column)));
        }

        foreach (Cell[] row in _rows)
        {
            table.AddRow([.. shown.Select(c => row[c].Markup(row[c].Text))]);
        }

        console.Write(table);
    }

    /// <summary>Writes a row as lines: what it is of at the edge, and below it, indented, as much to a line as fits.</summary>
    private void WriteBlock(IAnsiConsole console, Cell[] row, int width)
    {
        string line = string.Empty;
        int used = 0;
        for (int c = 0; c < columns.Length; c++)
        {
            string indent = c == 0 ? string.Empty : Between;
            string name = $"[grey]{Markup.Escape(columns[c].Name)}[/] ";
            string value = row[c].Markup(row[c].Text);
            int both = Cells.Width(columns[c].Name) + 1 + Cells.Width(row[c].Text);
            if (used > 0 && c != 1 && used + Between.Length + both <= width)
            {
                (line, used) = (line + Between + name + value, used + Between.Length + both);
                continue;
            }

            Flush();
            if (indent.Length + both <= width)
            {
                (line, used) = (indent + name + (c == 0 ? $"[bold]{value}[/]" : value), indent.Length + both);
            }
            else if (columns[c].IsTyped)
            {
                // The terminal itself breaks the line, so that what is copied is one.
                console.MarkupLine(indent + name.TrimEnd());
                console.Profile.Out.Writer.WriteLine(row[c].Text);
            }
            else if (columns[c].IsProse)
            {
                console.Write(new Padder(new Markup(name + row[c].Markup(Cells.FitWords(row[c].Text, width - indent.Length))), new Padding(indent.Length, 0, 0, 0)));
            }
            else
            {
                console.MarkupLine(indent + name.TrimEnd());
                line = indent + row[c].Markup(Cells.Fit(row[c].Text, width - indent.Length));
                used = width;
            }
        }

        Flush();

        void Flush()
        {
            if (used > 0)
            {
                console.MarkupLine(line);
                used = 0;
            }
        }
    }
}
