using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>Makes the namespaces of a sandbox and its first process, which echoes its input and ends with it.</summary>
internal interface ILauncher
{
    SandboxTier Tier { get; }

    /// <summary>Why its sandboxes have one user only; null where they can have a second.</summary>
    string? OneUserBecause { get; }

    ProcessRequest Command(LaunchPlan plan);

    /// <summary>Does from here what the launcher's programs cannot, while the sandbox is being set up.</summary>
    Task CompleteAsync(LaunchPlan plan, string firstProcess, Stream input);

    /// <summary>Reads which process of this machine is the first of the sandbox; null when the launcher gave up.</summary>
    Task<int?> ReadFirstProcessAsync(Stream status, CancellationToken cancellationToken);
}
