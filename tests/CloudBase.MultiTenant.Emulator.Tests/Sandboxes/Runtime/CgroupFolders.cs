using System.IO.Enumeration;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>Looks through the kernel's tree of groups while other tests' sandboxes come and go in it.</summary>
internal static class CgroupFolders
{
    private const int MaxDepth = 8;

    /// <summary>The groups whose name is such, wherever they are.</summary>
    public static List<string> Named(string pattern)
    {
        List<string> found = [];
        Look("/sys/fs/cgroup", pattern, found, MaxDepth);
        return found;
    }

    private static void Look(string folder, string pattern, List<string> found, int depth)
    {
        foreach (string inner in FoldersOf(folder))
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(inner)))
            {
                found.Add(inner);
            }

            if (depth > 1)
            {
                Look(inner, pattern, found, depth - 1);
            }
        }
    }

    private static string[] FoldersOf(string folder)
    {
        try
        {
            return Directory.GetDirectories(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It was removed while it was read (a reader that skips what is inaccessible throws then): there is nothing in it.
            return [];
        }
    }
}
