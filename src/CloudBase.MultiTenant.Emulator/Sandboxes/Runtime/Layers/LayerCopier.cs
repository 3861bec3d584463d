using System.Runtime.Versioning;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;

/// <summary>Copies what a sandbox wrote. The copying program sees nothing else of this machine, so that no link that is swapped under it leads anywhere.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class LayerCopier(Stage stage, Spawner spawner, SpawnThread thread)
{
    /// <exception cref="SandboxRuntimeException">It could not be copied; what was is left to the caller.</exception>
    public async Task CopyAsync(string source, string target, SystemView system, string name, CancellationToken cancellationToken)
    {
        string place = await thread.RunAsync(() => stage.AssembleCopy(source, target, system, name)).ConfigureAwait(false);
        try
        {
            string[] command = ["/usr/bin/env", "chroot", place, "/usr/bin/cp", "-a", "--reflink=auto", "/from/.", "/to/"];
            NativeProcess copying = await thread.RunAsync(() => spawner.Start(new ProcessRequest { Command = command, Error = true })).ConfigureAwait(false);
            await using (copying.ConfigureAwait(false))
            {
                using CancellationTokenRegistration stop = cancellationToken.Register(() => copying.Signal(Libc.SigKill, group: true));
                string said = await FirstProcess.ReadAsync(copying.Error!, CancellationToken.None).ConfigureAwait(false);
                int status = await copying.Exited.ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (status != 0)
                {
                    throw new SandboxRuntimeException($"A layer could not be copied: {said}");
                }
            }
        }
        finally
        {
            await thread.RunAsync(() => { Stage.DismantleCopy(place); return true; }).ConfigureAwait(false);
        }
    }
}
