using System.CommandLine.Parsing;

namespace QuickStart.CommandLine;

/// <summary>What --db may name: a file in a folder that is there. A mistyped folder that was made on the way would begin an empty database, and everything would be bought once more.</summary>
internal static class DatabaseOption
{
    internal static string Parse(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
        if (Problem(text) is { } problem)
        {
            result.AddError(problem);
        }

        return text;
    }

    private static string? Problem(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return $"'{text}' is no file for --db: give its path, such as quickstart.db, or leave the option out.";
        }

        if (text.Contains(":memory:", StringComparison.OrdinalIgnoreCase))
        {
            return $"'{text}' is no file for --db: what a run begins is kept in one, so that the next goes on with it. Give its path, such as quickstart.db.";
        }

        if (Directory.Exists(text))
        {
            return $"'{text}' is a folder, and --db wants a file: give one in it, such as {Path.Combine(text, "quickstart.db")}.";
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(text))!;
        if (Directory.Exists(folder))
        {
            return null;
        }

        return FileAbove(folder) is { } file
            ? $"'{text}' for --db cannot be: {file} is a file, and no folder. Nothing was begun; give another path."
            : $"'{text}' for --db is in a folder that is not there: {folder}. Nothing was begun. Correct the path; for a new, empty database make the folder first: mkdir -p {Shell.Quote(folder)}";
    }

    private static string? FileAbove(string folder)
    {
        for (string? above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            if (File.Exists(above))
            {
                return above;
            }
        }

        return null;
    }
}
