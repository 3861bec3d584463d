using System.Runtime.InteropServices;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

/// <summary>posix_spawn with what a sandbox needs: default signals, a session of its own, only the descriptors given.</summary>
internal static class PosixSpawn
{
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    // The library's own structures are smaller everywhere (glibc 336 and 80 bytes).
    private const int StructureSize = 1024;

    /// <summary>Starts a program; the child has the descriptors as 0, 1, 2 and so on.</summary>
    public static int Start(IReadOnlyList<string> command, IReadOnlyList<string> environment, int[] descriptors)
    {
        byte[] attributes = new byte[StructureSize], actions = new byte[StructureSize];
        using var arguments = new StringVector(command);
        using var variables = new StringVector(environment);
        Check(InitAttributes(attributes));
        Check(InitActions(actions));
        try
        {
            Check(SetFlags(attributes, SetSignalDefaults | SetSignalMask | SetSession));
            Check(SetDefaults(attributes, EverySignal()));
            Check(SetMask(attributes, new byte[128]));
            for (int i = 0; i < descriptors.Length; i++)
            {
                Check(AddDup(actions, descriptors[i], i));
            }

            CloseOthers(actions, descriptors.Length);
            int error = Spawn(out int process, Libc.Text(command[0]), actions, attributes, arguments.Pointers, variables.Pointers);
            return error == 0 ? process : throw new SandboxRuntimeException(error switch
            {
                7 => "The arguments and the environment are together larger than the system takes (about 2 MB).",
                11 => "This machine has no room for another process.",
                _ => $"{command[0]} did not start: {Marshal.GetPInvokeErrorMessage(error)}.",
            });
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
    }

    // Descriptors of .NET close by themselves on exec; those of a native library of the host may not.
    private static void CloseOthers(byte[] actions, int from)
    {
        try
        {
            Check(AddCloseFrom(actions, from));
        }
        catch (EntryPointNotFoundException)
        {
            // An older C library: what it leaves open is what other programs of this user see, too.
        }
    }

    // All of 1 to 31 but KILL and STOP, which nobody can set.
    private static byte[] EverySignal()
    {
        byte[] set = new byte[128];
        for (int signal = 1; signal < 32; signal++)
        {
            if (signal is not (9 or 19))
            {
                set[(signal - 1) / 8] |= (byte)(1 << ((signal - 1) % 8));
            }
        }

        return set;
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new SandboxRuntimeException($"A process could not be prepared: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    [DllImport("libc", EntryPoint = "posix_spawn")]
    private static extern int Spawn(out int process, byte[] path, byte[] actions, byte[] attributes, nint[] arguments, nint[] environment);

    [DllImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static extern int InitAttributes([In, Out] byte[] attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static extern int SetFlags([In, Out] byte[] attributes, short flags);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static extern int SetDefaults([In, Out] byte[] attributes, byte[] signals);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static extern int SetMask([In, Out] byte[] attributes, byte[] signals);

    [DllImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static extern int DestroyAttributes([In, Out] byte[] attributes);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static extern int InitActions([In, Out] byte[] actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static extern int AddDup([In, Out] byte[] actions, int from, int to);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    private static extern int AddCloseFrom([In, Out] byte[] actions, int from);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static extern int DestroyActions([In, Out] byte[] actions);
}
