using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes;

/// <summary>The runtime that an emulator's options ask for, opened when the first sandbox is wanted.</summary>
internal static class SandboxRuntimeChoice
{
    public static RuntimeSource For(CloudBaseEmulatorOptions options) => new(() => OpenAsync(options));

    private static Task<ISandboxRuntime> OpenAsync(CloudBaseEmulatorOptions options) => SandboxRuntimes.ProbeAsync(
        new SandboxRuntimeOptions
        {
            // Sandboxes end with the emulator: their disks are none of its data.
            Directory = Directory.CreateTempSubdirectory("cloudbase-sandboxes-").FullName,
            IsTemporary = true,
            AllowUnsafeProcesses = options.UnsafeProcesses,
        },
        CancellationToken.None);
}
