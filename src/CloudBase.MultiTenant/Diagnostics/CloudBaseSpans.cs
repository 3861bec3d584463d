namespace CloudBase.MultiTenant;

/// <summary>The names of the spans. A call to the cloud is named after what it calls, as RPC spans are: <c>service/Action</c>. See docs/reference/telemetry.md.</summary>
public static class CloudBaseSpans
{
    /// <summary>One round of work on an operation, until it ends, waits or is parked.</summary>
    public const string Operation = "cloudbase.operation";

    /// <summary>One step of an operation, its reconciliation included.</summary>
    public const string Step = "cloudbase.step";

    /// <summary>The claim of an environment of the pool, with all members that were tried.</summary>
    public const string PoolClaim = "cloudbase.pool.claim";

    /// <summary>The issue of a credential, or its replacement ahead of time.</summary>
    public const string CredentialRenewal = "cloudbase.credential.renew";

    /// <summary>A call for a sandbox of a pool, until it is handed over.</summary>
    public const string SandboxAcquire = "cloudbase.sandbox.acquire";

    /// <summary>A command that is run in a sandbox and waited for.</summary>
    public const string SandboxCommand = "cloudbase.sandbox.command";
}
