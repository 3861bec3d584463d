using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>Through bubblewrap 0.8 or newer, as a user of no rights.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class BubblewrapLauncher(UserMapper mapper) : ILauncher
{
    // Where the launcher waits until its users are mapped: the input of the sandbox's first process once more, since the emulator has no other pipe into it.
    private const string Waiting = "exec 5<&0; ";

    // One byte ends the wait, in some versions two; what is left over is echoed.
    private static readonly byte[] s_go = "\n\n"u8.ToArray();

    public SandboxTier Tier => SandboxTier.Bubblewrap;

    public string? OneUserBecause => HostUsers.IsMany ? null : "a second one needs an emulator that is root, with every user of the machine mapped: run it as root, not in a user namespace.";

    public ProcessRequest Command(LaunchPlan plan)
    {
        string scratch = plan.ScratchBytes.ToString(CultureInfo.InvariantCulture);
        List<string> command =
        [
            "/bin/sh", "-c", $"{plan.Prologue}{(plan.Users is null ? string.Empty : Waiting)}exec \"$@\"", "sh", .. AsUser(plan.HostUser),
            "bwrap", "--unshare-all", "--unshare-user", .. plan.Users is null ? (string[])["--disable-userns"] : ["--userns-block-fd", "5"], "--uid", SystemView.UserId, "--gid", SystemView.UserId, "--cap-drop", "ALL",
            "--die-with-parent", "--new-session", "--as-pid-1", "--hostname", "sandbox", .. plan.Layout.AllowInternet ? (string[])["--share-net"] : [],
            .. plan.System.Mounts.SelectMany(Argument),
            "--ro-bind", plan.Layout.AllowInternet ? plan.System.EtcWithNetwork : plan.System.Etc, "/etc",
            "--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--size", scratch, "--tmpfs", "/dev/shm", "--remount-ro", "/dev",
            "--perms", "1777", "--size", scratch, "--tmpfs", "/tmp",
            "--perms", "0755", "--dir", "/home", "--bind", plan.Workspace, SystemView.Home,
            .. plan.Users is null ? (string[])[] : ["--perms", "0700", "--size", LaunchPlan.McpHomeBytes.ToString(CultureInfo.InvariantCulture), "--tmpfs", SystemView.McpHome],
            "--remount-ro", "/", "--chdir", SystemView.Home, "--clearenv", "--setenv", "PATH", SystemView.Path, "--info-fd", "3",
            "--", .. SystemView.FirstProcess,
        ];
        return new ProcessRequest { Command = command, Input = true, Output = true, Error = true, Status = true };
    }

    public async Task<int?> ReadFirstProcessAsync(Stream status, CancellationToken cancellationToken)
    {
        // The report comes in several writes.
        var text = new StringBuilder();
        byte[] buffer = new byte[1024];
        while (text.Length == 0 || text[^1] != '}')
        {
            int count = await status.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return null;
            }

            text.Append(Encoding.ASCII.GetString(buffer, 0, count).TrimEnd());
        }

        Match match = ChildOf().Match(text.ToString());
        return match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;
    }

    public async Task CompleteAsync(LaunchPlan plan, string firstProcess, Stream input)
    {
        if (plan.Users is { } users)
        {
            await mapper.MapAsync(users, firstProcess).ConfigureAwait(false);
            await input.WriteAsync(s_go).ConfigureAwait(false);
        }
    }

    private static IEnumerable<string> Argument(SystemMount mount) =>
        mount.LinkTo is { } target ? ["--symlink", target, mount.Path] : ["--ro-bind", mount.Path, mount.Path];

    private static string[] AsUser(uint? user) =>
        user is { } id ? ["setpriv", $"--reuid={id}", $"--regid={id}", "--clear-groups", "--no-new-privs", "--"] : [];

    [GeneratedRegex("\"child-pid\": *([0-9]+)")]
    private static partial Regex ChildOf();
}
