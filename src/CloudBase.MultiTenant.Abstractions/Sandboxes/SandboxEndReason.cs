namespace CloudBase.MultiTenant;

/// <summary>Why a sandbox is gone.</summary>
public enum SandboxEndReason
{
    /// <summary>Nobody says.</summary>
    Unknown,

    /// <summary>Somebody stopped it.</summary>
    Stopped,

    /// <summary>Its lifetime ended.</summary>
    Expired,

    /// <summary>It ran out of memory, and its provider says so; E2B and Agent Sandbox do not. A command that did is told by <see cref="CommandResult.OutOfMemory"/>.</summary>
    OutOfMemory,

    /// <summary>The provider lost or ended it.</summary>
    ProviderFailure,
}
