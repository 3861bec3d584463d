namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

/// <summary>What a thread gives to the processes that it starts.</summary>
internal static class Privileges
{
    private const int NoNewPrivileges = 38;

    /// <summary>For good, and for the calling thread alone: the children have none of the emulator's groups, and gain no privileges from any program.</summary>
    public static void Drop()
    {
        // Without root there is no right to drop groups, and none of root's to drop.
        Libc.ClearGroupsOfThread();
        if (Libc.Prctl(NoNewPrivileges, 1, 0, 0, 0) != 0)
        {
            throw new SandboxRuntimeException($"The kernel does not keep processes from gaining privileges: {Libc.LastError()}.");
        }
    }
}
