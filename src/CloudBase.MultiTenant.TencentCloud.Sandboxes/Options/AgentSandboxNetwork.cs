namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>What the instances of a tool can call. It belongs to the tool: a start cannot change it.</summary>
public enum AgentSandboxNetwork
{
    /// <summary>Nothing outside (<c>SANDBOX</c>).</summary>
    Isolated,

    /// <summary>The internet (<c>PUBLIC</c>).</summary>
    Internet,
}
