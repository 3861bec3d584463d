using System.Runtime.InteropServices;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

/// <summary>The request of openat2.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpenHow
{
    public const ulong NoMagicLinks = 0x02;
    public const ulong NoSymlinks = 0x04;
    public const ulong InRoot = 0x10;

    public ulong Flags;
    public ulong Mode;
    public ulong Resolve;
}
