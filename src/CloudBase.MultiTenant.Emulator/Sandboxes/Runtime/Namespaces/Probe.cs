using System.Text;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>Finds out whether a runtime works, by running "true" in a sandbox of it.</summary>
internal static class Probe
{
    /// <exception cref="SandboxRuntimeException">It does not.</exception>
    public static async Task RunAsync(ISandboxRuntime runtime, CancellationToken cancellationToken)
    {
        var layout = new SandboxLayout { Id = $"probe-{Environment.ProcessId}" };
        IRunningSandbox sandbox = await runtime.StartAsync(layout, cancellationToken).ConfigureAwait(false);
        try
        {
            ISandboxedProcess process = await sandbox.StartAsync(new SandboxedProcessStart { Program = "true" }, cancellationToken).ConfigureAwait(false);
            await using (process.ConfigureAwait(false))
            {
                using var error = new MemoryStream();
                await process.Error.CopyToAsync(error, cancellationToken).ConfigureAwait(false);
                SandboxedProcessExit exit = await process.Exited.ConfigureAwait(false);
                if (exit.ExitCode != 0)
                {
                    throw new SandboxRuntimeException($"A command ended with {exit.ExitCode}: {Encoding.UTF8.GetString(error.ToArray()).Trim()}");
                }
            }
        }
        finally
        {
            await sandbox.DisposeAsync().ConfigureAwait(false);
            await runtime.DiscardAsync(layout.Id, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
