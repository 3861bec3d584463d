using System.Runtime.Versioning;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>How a process gets into a sandbox: limits first, then the namespaces, then the user, and only inside what the caller asked for.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ProcessEntry
{
    // Says its own number and what is wrong, if anything, on descriptor 3; the program gets neither that nor any variable of the way.
    private const string Inside =
        "s=$1; w=$2; p=$3; P=$4; shift 4; " +
        "cd -- \"$w\" 2>/dev/null || { echo \"$$ folder\" >&3; exit 126; }; " +
        "PATH=$P; command -v -- \"$p\" >/dev/null 2>&1 || { echo \"$$ program\" >&3; exit 127; }; " +
        "echo \"$$ ok\" >&3; exec $s /usr/bin/env -i -- \"$@\" 3>&-";

    // The process outside that waits for it is in no group of its own: what is sent to all in the group must not reach that one, which has to bury it.
    private const string InASessionOfItsOwn = "/usr/bin/setsid";

    private static readonly string[] s_namespaces = ["user", "mount", "pid", "net", "ipc", "uts", "cgroup"];

    private readonly SandboxLayout _layout;
    private readonly Dictionary<string, (string Home, string[] Enter)> _users = new(StringComparer.Ordinal);
    private readonly string _oneUserBecause;

    /// <summary>For processes that what comes before has put where they run.</summary>
    /// <param name="layout">The sandbox.</param>
    /// <param name="before">What comes before, for its user.</param>
    /// <param name="home">The user's home.</param>
    /// <param name="oneUserBecause">Why it has no other user.</param>
    public ProcessEntry(SandboxLayout layout, string[] before, string home, string oneUserBecause)
    {
        (_layout, _oneUserBecause) = (layout, oneUserBecause);
        Add(SystemView.User, before, home, session: string.Empty);
    }

    private ProcessEntry(LaunchPlan plan, string[] before, string home)
    {
        (_layout, _oneUserBecause) = (plan.Layout, plan.OneUserBecause);
        Add(SystemView.User, before, home, InASessionOfItsOwn);
    }

    public static ProcessEntry IntoNamespaces(LaunchPlan plan, string firstProcess, string prologue)
    {
        ProcessEntry entry = new(plan, Before(plan, firstProcess, prologue, plan.HostUser, SystemView.UserId), SystemView.Home);
        if (plan.Users is { } users)
        {
            entry.Add(SystemView.Mcp, Before(plan, firstProcess, prologue, users.Mcp, SystemView.McpId), SystemView.McpHome, InASessionOfItsOwn);
        }

        return entry;
    }

    /// <summary>
    /// For what ends the processes in a sandbox: it has none of their limits and variables, and needs none of their folders; where the sandbox has several users it is its root, whom none of them can end first.
    /// </summary>
    public static ProcessEntry ToKill(LaunchPlan plan, string firstProcess) => new(
        plan with { Layout = plan.Layout with { Environment = new Dictionary<string, string>() } },
        Before(plan, firstProcess, Prologue.OfHolder(plan.Layout.Limits), plan.HostUser, plan.Users is null ? SystemView.UserId : SystemView.RootId),
        "/");

    /// <exception cref="SandboxRuntimeException">It asks for what no sandbox has.</exception>
    public ProcessRequest Command(SandboxedProcessStart start)
    {
        if (!_users.TryGetValue(start.User, out (string Home, string[] Enter) user))
        {
            throw new SandboxRuntimeException(NoUser(start.User));
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = SystemView.Path,
            ["HOME"] = user.Home,
            ["USER"] = start.User,
            ["LOGNAME"] = start.User,
        };
        foreach ((string name, string value) in _layout.Environment.Concat(start.Environment))
        {
            variables[name] = value;
        }

        string home = _users[SystemView.User].Home;
        string folder = start.WorkingDirectory switch
        {
            null or "" => user.Home,
            ['/', ..] absolute => absolute == SystemView.Home || absolute.StartsWith(SystemView.Home + "/", StringComparison.Ordinal) ? home + absolute[SystemView.Home.Length..] : absolute,
            var relative => $"{user.Home}/{relative}",
        };
        string[] command = [.. user.Enter, folder, start.Program, variables["PATH"], .. variables.Select(v => $"{v.Key}={v.Value}"), start.Program, .. start.Arguments];
        if (start.Program.Length == 0 || start.Program.Contains('=', StringComparison.Ordinal))
        {
            throw new SandboxRuntimeException($"'{start.Program}' cannot be a program's name.");
        }

        if (variables.Keys.FirstOrDefault(k => k.Length == 0 || k.Contains('=', StringComparison.Ordinal)) is { } wrong)
        {
            throw new SandboxRuntimeException($"'{wrong}' cannot be a variable's name: it must not be empty or contain '='.");
        }

        return command.Any(c => c.Contains('\0', StringComparison.Ordinal))
            ? throw new SandboxRuntimeException("A program, argument, folder or variable contains the character 0, which Linux cannot pass on.")
            : new ProcessRequest { Command = command, Input = start.OpenInput, Output = true, Error = true, Status = true };
    }

    private void Add(string user, string[] before, string home, string session) => _users[user] = (home, [.. before, "/bin/sh", "-c", Inside, "sh", session]);

    private string NoUser(string name) => _users.Count > 1
        ? $"There is no user '{name}' in a sandbox, only '{SystemView.User}' and '{SystemView.Mcp}'."
        : $"There is no user '{name}' in a sandbox, only '{SystemView.User}': {_oneUserBecause}";

    private static string[] Before(LaunchPlan plan, string firstProcess, string prologue, uint? hostUser, string id) =>
    [
        "/bin/sh", "-c", $"{prologue}exec \"$@\"", "sh", .. hostUser is { } group ? (string[])["setpriv", $"--regid={group}", "--clear-groups", "--"] : [],
        "nsenter", .. s_namespaces.Where(n => n != "net" || !plan.Layout.AllowInternet).Select(n => Namespace(firstProcess, n)), "--preserve-credentials", "-S", id, "--",
    ];

    private static string Namespace(string firstProcess, string name) => name switch
    {
        "mount" => $"--mount={firstProcess}/ns/mnt",
        _ => $"--{name}={firstProcess}/ns/{name}",
    };
}
