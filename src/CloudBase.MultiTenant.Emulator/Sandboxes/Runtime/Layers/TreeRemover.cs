using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;

/// <summary>Removes what a sandbox wrote, however deep it nested it.</summary>
internal sealed class TreeRemover(Spawner spawner, SpawnThread thread)
{
    public async Task RemoveAsync(string directory, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        try
        {
            await Task.Run(() => Directory.Delete(directory, recursive: true), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // A path that is too long for the system in one piece (which comes as an ArgumentException): this program goes step by step.
            NativeProcess removing = await thread.RunAsync(() => spawner.Start(new ProcessRequest { Command = ["/bin/rm", "-rf", "--", directory] })).ConfigureAwait(false);
            await removing.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
            await removing.DisposeAsync().ConfigureAwait(false);
            if (Directory.Exists(directory))
            {
                throw new SandboxRuntimeException($"{directory} cannot be removed: remove it by hand, as the user who runs the emulator.");
            }
        }
    }
}
