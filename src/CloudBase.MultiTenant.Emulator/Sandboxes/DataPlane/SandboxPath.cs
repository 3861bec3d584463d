using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;

/// <summary>Paths as callers write them.</summary>
internal static class SandboxPath
{
    public const string Home = "/home/user";

    /// <summary>The absolute path: what is relative, and what begins with <c>~</c>, is below the home. Dots are left to the file system.</summary>
    public static string Resolve(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ConnectException("invalid_argument", "A path holds no NUL.");
        }

        return path switch
        {
            "" or "~" => Home,
            ['~', '/', .. var below] => $"{Home}/{below}",
            ['/', ..] => path,
            _ => $"{Home}/{path}",
        };
    }
}
