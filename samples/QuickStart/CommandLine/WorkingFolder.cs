namespace QuickStart.CommandLine;

/// <summary>The folder that paths on the command line begin in.</summary>
internal static class WorkingFolder
{
    /// <summary>Returns what is wrong with it and what to type; null where it is there.</summary>
    internal static string? Problem()
    {
        try
        {
            _ = Directory.GetCurrentDirectory();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "The folder that this was started in is gone, or may not be entered: nothing was begun. Go to one that is there, such as: cd ~";
        }
    }
}
