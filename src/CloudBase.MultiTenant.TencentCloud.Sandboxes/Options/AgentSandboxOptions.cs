namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>How Tencent Agent Sandbox (AGS) is used. Bound from <c>CloudBase:Sandboxes:AgentSandbox</c>; account, region and address of the API are <see cref="TencentCloudOptions"/>'.</summary>
public sealed class AgentSandboxOptions
{
    /// <summary>Gets or sets the domain of the data plane: an instance's port is at <c>https://PORT-ID.REGION.DOMAIN</c>.</summary>
    /// <value>The default is <c>tencentags.com</c>; within Tencent Cloud's own network <c>internal.tencentags.com</c>.</value>
    public string Domain { get; set; } = "tencentags.com";

    /// <summary>Gets or sets one address for the data plane of all sandboxes, which are then told apart by headers; for an emulator.</summary>
    /// <value>The default is none: the <see cref="TencentCloudOptions.Endpoint"/> where that is on this machine, else a host for each instance.</value>
    public Uri? DataPlaneUrl { get; set; }

    /// <summary>Gets or sets who may call an instance. Only <c>TOKEN</c> is taken: strangers' code listens there.</summary>
    /// <value>The default is <c>TOKEN</c>: every port wants a token of that one instance.</value>
    public string AuthMode { get; set; } = "TOKEN";

    /// <summary>Gets or sets how long an instance may take to start, to pause or to resume: 1 second to 30 minutes.</summary>
    /// <value>The default is 2 minutes. A tool that was just made needs about one, by what others report.</value>
    public TimeSpan TransitionTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets the first wait between two looks at an instance; it doubles up to <see cref="MaxPollInterval"/>: 10 milliseconds to a minute.</summary>
    /// <value>The default is 50 milliseconds.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Gets or sets the longest wait between two looks: at least <see cref="PollInterval"/>, at most 5 minutes.</summary>
    /// <value>The default is 3 seconds.</value>
    public TimeSpan MaxPollInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Gets the tools that are made when a start names one that is not there. Set in code only; tools that are not listed here must exist.</summary>
    /// <value>The default is empty.</value>
    public IList<AgentSandboxTool> Tools { get; } = [];
}
