using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Gateway;

/// <summary>Tries keys of the account, a sub-account's among them, at an environment by a signed read.</summary>
internal interface ISignedProbe
{
    ValueTask<ProbeOutcome> ProbeAsync(TencentCloudCredential credential, EnvironmentId environment, CancellationToken cancellationToken);

    /// <summary>Tries a read that every tenant is refused, even in its own environment: listing its API keys.</summary>
    ValueTask<ProbeOutcome> ProbeDenialAsync(TencentCloudCredential credential, EnvironmentId environment, CancellationToken cancellationToken);
}
