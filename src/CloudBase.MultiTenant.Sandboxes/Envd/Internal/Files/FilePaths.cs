namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Files;

/// <summary>What a path may be: refused here, before anything is sent. Where it may lead to is the sandbox's to decide.</summary>
internal static class FilePaths
{
    /// <summary>Linux's PATH_MAX.</summary>
    private const int Longest = 4096;

    public static string Check(string path, string parameter = "path")
    {
        ArgumentException.ThrowIfNullOrEmpty(path, parameter);
        return path.Length <= Longest && !path.Contains('\0', StringComparison.Ordinal) ? path
            : throw new ArgumentException($"'{(path.Length > 80 ? path[..80] + "…" : path).Replace('\0', '?')}', of {path.Length} characters, is no path: it takes 1 to {Longest}, none of them zero.", parameter);
    }
}
