using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Processes;

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
            if (tier == SandboxTier.Processes)
            {
                break;
            }

            try
            {
                return await NamespaceRuntime.StartAsync(options, tier, reasons, cancellationToken).ConfigureAwait(false);
            }
            catch (SandboxRuntimeException e)
            {
                reasons.Add($"{(tier == SandboxTier.Bubblewrap ? "With bubblewrap" : "With util-linux")}: {e.Message}");
            }
        }

        return options.AllowUnsafeProcesses
            ? await PlainRuntime.StartAsync(options, reasons).ConfigureAwait(false)
            : throw new SandboxRuntimeException(
                $"No sandbox can be isolated on this machine. {string.Join(" ", reasons)} Install bubblewrap (apt-get install bubblewrap), and run the emulator as root or where user namespaces are allowed; "
                + "or allow sandboxes without any isolation (--unsafe-processes) for code that you trust.");
    }
}
