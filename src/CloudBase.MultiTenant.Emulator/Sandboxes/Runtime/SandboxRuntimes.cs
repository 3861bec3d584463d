using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>Chooses how sandboxes are kept apart here, by starting one.</summary>
internal static class SandboxRuntimes
{
    /// <exception cref="SandboxRuntimeException">Nothing works here; the message says what to install or to allow.</exception>
    public static async Task<ISandboxRuntime> ProbeAsync(SandboxRuntimeOptions options, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new SandboxRuntimeException("Sandboxes need Linux: run the emulator in a Linux container or in WSL.");
        }

        List<string> reasons = [];
        foreach (SandboxTier tier in options.Tier is { } only ? [only] : (SandboxTier[])[SandboxTier.Bubblewrap, SandboxTier.Unshare])
        {
            try
            {
                return await NamespaceRuntime.StartAsync(options, tier, cancellationToken).ConfigureAwait(false);
            }
            catch (SandboxRuntimeException e)
            {
                reasons.Add($"{tier}: {e.Message}");
            }
        }

        throw new SandboxRuntimeException($"No sandbox can be isolated on this machine. {string.Join(" ", reasons)}");
    }
}
