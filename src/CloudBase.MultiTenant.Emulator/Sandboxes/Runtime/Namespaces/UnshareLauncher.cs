using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>Through util-linux alone (2.36 or newer), over a root that the stage has prepared read-only. The same namespaces and views as bubblewrap's.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UnshareLauncher : ILauncher
{
    // The number in /proc/self/stat is this machine's as long as its /proc is mounted. Two user namespaces, so that the user inside cannot undo what was mounted in the outer one,
    // and no third. The root is mounted over itself, as nobody may leave a mount that was given.
    private const string Setup =
        "set -e; R=$1 H=$2 E=$3 S=$4; shift 4; read -r n _ </proc/self/stat; echo \"$n\" >&3; exec 3>&-; " +
        "mount --rbind \"$R\" \"$R\"; mount --rbind \"$E\" \"$R/etc\"; mount --bind \"$H\" \"$R/home/user\"; " +
        "mount -t tmpfs -o \"size=$S,mode=1777,nosuid,nodev\" tmpfs \"$R/tmp\"; mount -t tmpfs -o \"size=$S,mode=1777,nosuid,nodev\" tmpfs \"$R/dev/shm\"; " +
        "mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts \"$R/dev/pts\"; mount -t proc -o nosuid,nodev,noexec proc \"$R/proc\"; " +
        "cd \"$R\"; pivot_root . .; umount -l .; cd /home/user; hostname sandbox; echo 1 >/proc/sys/user/max_user_namespaces; exec \"$@\"";

    public SandboxTier Tier => SandboxTier.Unshare;

    public string? OneUserBecause => "sandboxes with more than one need bubblewrap: install it (apt-get install bubblewrap).";

    public ProcessRequest Command(LaunchPlan plan)
    {
        string scratch = plan.ScratchBytes.ToString(CultureInfo.InvariantCulture);
        List<string> command =
        [
            "/bin/sh", "-c", $"{plan.Prologue}exec \"$@\"", "sh", "setpriv", "--pdeathsig=KILL", .. AsUser(plan.HostUser), "--",
            "unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child", "--ipc", "--uts", "--cgroup", .. plan.Layout.AllowInternet ? (string[])[] : ["--net"],
            "--", "/bin/sh", "-c", Setup, "sh", plan.System.Root, plan.Workspace, plan.Layout.AllowInternet ? plan.System.EtcWithNetwork : plan.System.Etc, scratch,
            "unshare", "--user", $"--map-user={SystemView.UserId}", $"--map-group={SystemView.UserId}", "--",
            "/usr/bin/env", "-i", $"PATH={SystemView.Path}", .. SystemView.FirstProcess,
        ];
        return new ProcessRequest { Command = command, Input = true, Output = true, Error = true, Status = true };
    }

    public async Task<int?> ReadFirstProcessAsync(Stream status, CancellationToken cancellationToken)
    {
        byte[] line = new byte[32];
        int length = await status.ReadAsync(line, cancellationToken).ConfigureAwait(false);
        return int.TryParse(Encoding.ASCII.GetString(line, 0, length).AsSpan().Trim(), CultureInfo.InvariantCulture, out int id) ? id : null;
    }

    /// <summary>The loopback interface is down in a new network, and util-linux has no program for it.</summary>
    public Task CompleteAsync(LaunchPlan plan, string firstProcess, Stream input) =>
        plan.Layout.AllowInternet ? Task.CompletedTask : SandboxNetwork.RaiseLoopbackAsync($"{firstProcess}/ns/net");

    private static string[] AsUser(uint? user) => user is { } id ? [$"--reuid={id}", $"--regid={id}", "--clear-groups", "--no-new-privs"] : [];
}
