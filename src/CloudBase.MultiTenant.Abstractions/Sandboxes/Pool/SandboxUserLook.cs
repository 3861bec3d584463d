using System.Globalization;

namespace CloudBase.MultiTenant;

/// <summary>Looks whether one user of a sandbox can keep a file from the sandbox's own: whether they are two, and whether the own one has a way to become root or the other.</summary>
internal static class SandboxUserLook
{
    /// <summary>The variable that tells <see cref="OwnScript"/> the name of the other user.</summary>
    public const string OtherUser = "CLOUDBASE_OTHER_USER";

    /// <summary>
    /// The command line that prints, as its last line, the number of the user that runs the sandbox's own commands, and the ways by which it could become root or the other user. It changes nothing.
    /// </summary>
    /// <remarks>One command, so that the look costs no more calls than it did; POSIX shell and no program but <c>id</c>. A right that needs a password, or a program's own fault, is not found.</remarks>
    public const string OwnScript = """
        o=${CLOUDBASE_OTHER_USER-}
        w=
        if sudo -n true </dev/null >/dev/null 2>&1; then w="$w sudo"
        elif [ -n "$o" ] && sudo -n -u "$o" true </dev/null >/dev/null 2>&1; then w="$w sudo-user"; fi
        if doas -n true </dev/null >/dev/null 2>&1; then w="$w doas"
        elif [ -n "$o" ] && doas -n -u "$o" true </dev/null >/dev/null 2>&1; then w="$w doas-user"; fi
        for g in $(id -Gn 2>/dev/null); do
        case $g in docker|lxd|incus-admin|libvirt|disk|kmem|shadow) w="$w group:$g";; esac
        done
        for f in /etc /etc/passwd /etc/group /etc/shadow /etc/sudoers /etc/sudoers.d /etc/doas.conf /etc/pam.d /etc/ld.so.preload; do
        if [ -w "$f" ]; then w="$w file:$f"; fi
        done
        for f in /var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock /run/podman/podman.sock /run/crio/crio.sock; do
        if [ -S "$f" ] && [ -w "$f" ]; then w="$w socket:$f"; fi
        done
        while IFS=: read -r n x i g c h s; do
        if [ -n "$o" ] && [ "$n" = "$o" ] && [ -n "$h" ] && [ -w "$h" ]; then w="$w home"; fi
        done </etc/passwd 2>/dev/null
        while read -r k v; do
        case $k in CapEff:|CapPrm:) w="$w caps:$v";; esac
        done </proc/self/status 2>/dev/null
        printf '\n%s%s\n' "$(id -u)" "$w"
        """;

    /// <summary>The command line that prints by whom the commands of the other user are run.</summary>
    public const string Script = "printf '\n%s\n' \"$(id -u)\"";

    /// <summary>Capabilities that open what another user keeps, or lead to root, by their numbers in the kernel.</summary>
    private static readonly (int Bit, string Name)[] s_capabilities =
    [
        (0, "CAP_CHOWN"), (1, "CAP_DAC_OVERRIDE"), (2, "CAP_DAC_READ_SEARCH"), (3, "CAP_FOWNER"), (7, "CAP_SETUID"), (16, "CAP_SYS_MODULE"), (17, "CAP_SYS_RAWIO"), (19, "CAP_SYS_PTRACE"), (21, "CAP_SYS_ADMIN"),
        (31, "CAP_SETFCAP"),
    ];

    /// <summary>Looks at both users at once.</summary>
    /// <exception cref="SandboxUserException">The user cannot keep anything from the sandbox's own; each way that was found is named.</exception>
    public static async Task RequireApartAsync(ISandboxCommands sandbox, string user, TimeSpan patience, CancellationToken cancellationToken)
    {
        CommandOptions own = new() { Timeout = patience, Environment = new Dictionary<string, string>(StringComparer.Ordinal) { [OtherUser] = user } };
        string[] lines = await Task.WhenAll(AskAsync(sandbox, OwnScript, own, cancellationToken), AskAsync(sandbox, Script, new CommandOptions { User = user, Timeout = patience }, cancellationToken)).ConfigureAwait(false);
        string[] said = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (string id, string its) = (Number(said.FirstOrDefault()), Number(lines[1]));
        string[] ways = [.. said.Skip(1).SelectMany(w => WaysOf(w, user)).Distinct(StringComparer.Ordinal)];
        if (id == "0")
        {
            ways = ["it is root: let the sandbox run commands as another user by default"];
        }
        else if (its == id || its.Length == 0 || id.Length == 0)
        {
            throw new SandboxUserException($"The user '{user}' is the sandbox's own under another name, or does not say who it is: name one with a number of its own, or leave McpUser out.", user);
        }

        if (ways.Length > 0)
        {
            throw new SandboxUserException(
                $"The sandbox's own user is root, or can become root or '{user}', and so reads what '{user}' keeps: {string.Join("; ", ways)}. Take that away at the end of the template's preparation, or leave McpUser out.", user);
        }
    }

    // What a profile prints comes before.
    private static async Task<string> AskAsync(ISandboxCommands sandbox, string script, CommandOptions options, CancellationToken cancellationToken) =>
        (await sandbox.RunAsync(script, options, cancellationToken).ConfigureAwait(false)).EnsureSuccess().StandardOutput.TrimEnd().Split('\n')[^1];

    private static string Number(string? text) => text is null || text.AsSpan().ContainsAnyExceptInRange('0', '9') ? string.Empty : text;

    private static IEnumerable<string> WaysOf(string way, string user)
    {
        int at = way.IndexOf(':', StringComparison.Ordinal);
        (string kind, string what) = at < 0 ? (way, string.Empty) : (way[..at], way[(at + 1)..]);
        return kind switch
        {
            "sudo" or "doas" => [$"it becomes root by {kind} without a password: take that rule out"],
            "sudo-user" or "doas-user" => [$"it becomes '{user}' by {kind[..^5]} without a password: take that rule out"],
            "group" => [$"it is in the group '{what}', which is as good as root: take it out of that"],
            "file" => [$"it may write {what}: give that to root alone"],
            "socket" => [$"it may write {what}, whose server does as root what it is told: do not show it"],
            "home" => [$"it may write the home of '{user}': give that to '{user}' alone"],
            "caps" => CapabilitiesOf(what),
            _ => [$"it says '{way}', which is not understood"],
        };
    }

    private static IEnumerable<string> CapabilitiesOf(string hexadecimal) => !ulong.TryParse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong set)
        ? [$"its capabilities are '{hexadecimal}', which is not understood"]
        : s_capabilities.Where(c => (set >> c.Bit & 1) != 0).Select(c => $"it has {c.Name}: start its commands without");
}
