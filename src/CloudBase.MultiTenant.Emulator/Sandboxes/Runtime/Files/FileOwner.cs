using System.Runtime.InteropServices;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Files;

/// <summary>Makes files as the user they are to belong to: a file system of the sandbox's own (/tmp) takes no file of a user that the sandbox does not know.</summary>
internal static class FileOwner
{
    private static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Does something with the user's rights to files, as <see cref="As{T}"/>.</summary>
    public static void As(uint user, Action act) => As(user, () =>
    {
        act();
        return true;
    });

    /// <summary>Does something with the user's rights to files. The kernel keeps them by thread, so it must not wait for another.</summary>
    public static T As<T>(uint user, Func<T> make)
    {
        if (user == Libc.EffectiveUserId())
        {
            return make();
        }

        nint group = Libc.Syscall(IsX64 ? 123 : 152, (nint)user, 0, 0, 0);
        nint owner = Libc.Syscall(IsX64 ? 122 : 151, (nint)user, 0, 0, 0);
        try
        {
            return make();
        }
        finally
        {
            // The caller asks for the error of what it did, not of this.
            int error = Marshal.GetLastPInvokeError();
            _ = Libc.Syscall(IsX64 ? 122 : 151, owner, 0, 0, 0);
            _ = Libc.Syscall(IsX64 ? 123 : 152, group, 0, 0, 0);
            Marshal.SetLastPInvokeError(error);
        }
    }
}
