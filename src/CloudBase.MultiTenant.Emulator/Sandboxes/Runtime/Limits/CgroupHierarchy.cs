namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;

/// <summary>A tree of cgroups that this process may make groups in.</summary>
/// <param name="Parent">The folder to make them in: that of this process, or the nearest above it that can be written.</param>
/// <param name="Version">1 or 2.</param>
/// <param name="Controllers">What its groups can limit.</param>
internal sealed record CgroupHierarchy(string Parent, int Version, IReadOnlySet<string> Controllers)
{
    /// <summary>Finds what can be written, by making a group in each.</summary>
    public static IReadOnlyList<CgroupHierarchy> Find(string name)
    {
        List<CgroupHierarchy> found = [];
        string[] own = File.Exists("/proc/self/cgroup") ? File.ReadAllLines("/proc/self/cgroup") : [];
        foreach (string[] mount in (File.Exists("/proc/self/mountinfo") ? File.ReadLines("/proc/self/mountinfo") : []).Select(l => l.Split(' ')))
        {
            int separator = Array.IndexOf(mount, "-");
            if (separator < 0 || mount[separator + 1] is not ("cgroup" or "cgroup2"))
            {
                continue;
            }

            int version = mount[separator + 1] == "cgroup" ? 1 : 2;
            string[] controllers = [.. mount[separator + 3].Split(',').Intersect(["memory", "cpu", "cpuacct", "freezer"])];
            if (version == 2 || controllers.Length > 0)
            {
                string path = own.Select(l => l.Split(':', 3)).FirstOrDefault(l => version == 2 ? l[1].Length == 0 : l[1].Split(',').Intersect(controllers).Any())?[2] ?? "/";
                if (FindParent(mount[4], Relative(mount[3], path), name, version) is { } parent)
                {
                    found.Add(new CgroupHierarchy(parent.Path, version, version == 2 ? parent.Controllers : controllers.ToHashSet()));
                }
            }
        }

        return found;
    }

    // In a container the mount shows a part of the tree.
    private static string Relative(string mounted, string path) => mounted != "/" && path.StartsWith(mounted, StringComparison.Ordinal) ? path[mounted.Length..] : path;

    private static (string Path, IReadOnlySet<string> Controllers)? FindParent(string mount, string path, string name, int version)
    {
        (string Path, IReadOnlySet<string> Controllers)? best = null;
        string folder = Path.Join(mount, path).TrimEnd('/');
        while (folder.Length >= mount.Length)
        {
            if (TryMake(Path.Combine(folder, name), version) is { } controllers && (best is null || controllers.Count > best.Value.Controllers.Count))
            {
                best = (folder, controllers);
                if (version == 1)
                {
                    break;
                }
            }

            folder = Path.GetDirectoryName(folder) ?? string.Empty;
        }

        return best;
    }

    private static HashSet<string>? TryMake(string group, int version)
    {
        try
        {
            Directory.CreateDirectory(group);
            string[] controllers = version == 2 ? File.ReadAllText(Path.Combine(group, "cgroup.controllers")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
            bool usable = version == 1 || File.Exists(Path.Combine(group, "cgroup.freeze"));
            Directory.Delete(group);
            return usable ? controllers.Intersect(["memory", "cpu"]).ToHashSet() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
