using System.Globalization;

namespace CloudBase.MultiTenant.Emulator.Tests.Support;

/// <summary>What the kernel says of all processes of this machine, of which some end meanwhile.</summary>
internal static class SystemProcesses
{
    /// <summary>How many have a text in their command line.</summary>
    public static int Running(string mark) => Folders.Count(p => Read($"{p}/cmdline").Contains(mark, StringComparison.Ordinal));

    /// <summary>Their folders.</summary>
    public static IEnumerable<string> Folders => Directory.GetDirectories("/proc").Where(p => Path.GetFileName(p).All(char.IsAsciiDigit));

    /// <summary>The number of a process's parent; 0 once it has ended.</summary>
    public static int ParentOf(string folder) => After(folder) is [_, var parent, ..] ? int.Parse(parent, CultureInfo.InvariantCulture) : 0;

    /// <summary>What a process does, as a letter; a question mark once it has ended.</summary>
    public static char StateOf(string folder) => After(folder) is [[var state], ..] ? state : '?';

    /// <summary>What the kernel says of a process; nothing once it has ended.</summary>
    public static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }

    // The name stands in parentheses before it, and may contain anything.
    private static string[] After(string folder) => Read($"{folder}/stat").Split(") ")[^1].Split(' ');
}
