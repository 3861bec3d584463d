using System.Runtime.Versioning;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;

/// <summary>
/// Finds out whether overlayfs takes the folder of disks, by putting a home together there and changing what is below it. A folder that is on overlayfs itself (that of a container), on a network or on
/// some file systems of users is refused.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class OverlayProbe
{
    /// <summary>To be run on the stage's thread.</summary>
    /// <returns>Why not; null where it does.</returns>
    public static string? Refusal(Stage stage, DiskStore disks)
    {
        string folder = Directory.CreateDirectory(Path.Combine(disks.Directory, "overlay-probe")).FullName, lower = Path.Combine(folder, "lower");
        string? home = null;
        try
        {
            Directory.CreateDirectory(Path.Combine(lower, "folder", "inner"));
            File.WriteAllText(Path.Combine(lower, "file"), "below");
            var disk = new SandboxDisk(Directory.CreateDirectory(Path.Combine(folder, "upper")).FullName, Directory.CreateDirectory(Path.Combine(folder, "work")).FullName, [lower], null);
            home = stage.Assemble(disk, disks.Empty, "overlay-probe", isWhole: false);
            File.Delete(Path.Combine(home, "file"));
            Directory.Delete(Path.Combine(home, "folder"), recursive: true);
            Directory.CreateDirectory(Path.Combine(home, "folder"));
            return File.Exists(Path.Combine(home, "file")) || Directory.Exists(Path.Combine(home, "folder", "inner")) ? "What is removed comes back." : null;
        }
        catch (Exception e) when (e is SandboxRuntimeException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
        finally
        {
            if (home is not null)
            {
                Stage.Dismantle(home);
            }

            Remove(folder);
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It goes with the folder of disks.
        }
    }
}
