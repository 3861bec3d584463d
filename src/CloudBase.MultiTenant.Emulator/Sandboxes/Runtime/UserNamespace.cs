using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>Gives an emulator that is run by a normal user the rights over namespaces that sandboxes need, and no others: it starts itself once more in a user namespace.</summary>
internal static class UserNamespace
{
    /// <summary>Set for the second start; "off" keeps the emulator from it.</summary>
    public const string Variable = "CLOUDBASE_EMULATOR_NAMESPACE";

    private static readonly string[] s_enter = ["/usr/bin/unshare", "--user", "--map-root-user", "--mount", "--"];

    /// <summary>Returns only where that is not needed, not wanted or not allowed; sandboxes are refused later, with the reason, if they are asked for.</summary>
    public static void EnterIfNeeded(string[] arguments)
    {
        // Only an emulator by itself: a command that is run beside one must stay its user's.
        if (!OperatingSystem.IsLinux() || arguments is ["-h" or "--help" or "--version", ..] or [[not '-', ..], ..]
            || Environment.GetEnvironmentVariable(Variable) is not null || !File.Exists(s_enter[0]) || Libc.EffectiveUserId() == 0)
        {
            return;
        }

        string[] environment = [.. Variables(), $"{Variable}=entered"];
        if (Works() && File.ResolveLinkTarget("/proc/self/exe", returnFinalTarget: true) is { } program)
        {
            string[] own = File.ReadAllText("/proc/self/cmdline", Encoding.UTF8).TrimEnd('\0').Split('\0');
            using var command = new StringVector([.. s_enter, program.FullName, .. own[1..]]);
            using var variables = new StringVector(environment);

            // On success this program is no more; on failure it goes on as it is.
            _ = Libc.Execute(Libc.Text(s_enter[0]), command.Pointers, variables.Pointers);
        }
    }

    private static bool Works()
    {
        try
        {
            int nothing = Libc.Open(Libc.Text("/dev/null"), 2 | Libc.OCloexec, 0), status = -1;
            int process = PosixSpawn.Start([.. s_enter, "/bin/true"], [], [nothing, nothing, nothing]);
            Libc.Close(nothing);
            return Libc.WaitPid(process, ref status, 0) == process && status == 0;
        }
        catch (SandboxRuntimeException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Variables()
    {
        System.Collections.IDictionary variables = Environment.GetEnvironmentVariables();
        return variables.Keys.Cast<string>().Select(name => $"{name}={variables[name]}");
    }
}
