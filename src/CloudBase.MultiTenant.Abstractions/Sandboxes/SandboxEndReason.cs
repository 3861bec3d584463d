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

    /// <summary>It ran out of memory.</summary>
    OutOfMemory,

    /// <summary>The provider lost or ended it.</summary>
    ProviderFailure,
}
