namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>How Tencent Agent Sandbox (AGS) is used. Bound from <c>CloudBase:Sandboxes:AgentSandbox</c>.</summary>
public sealed class AgentSandboxOptions
{
    /// <summary>Gets or sets the address of the data plane of all sandboxes, which are then told apart by headers; for an emulator.</summary>
    /// <value>The default is none: each instance has a host of its own, <c>PORT-ID.REGION.tencentags.com</c>.</value>
    public Uri? DataPlaneUrl { get; set; }
}
