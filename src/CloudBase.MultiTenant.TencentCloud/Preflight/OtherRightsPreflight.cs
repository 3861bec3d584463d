using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Preflight;

/// <summary>Names the rights that nobody can try without an effect.</summary>
internal sealed class OtherRightsPreflight(PlatformRights rights, IOptions<CloudBaseOptions> options) : IPreflightCheck
{
    public string Name => "other rights";

    public PreflightStage Stage => PreflightStage.Account;

    public ValueTask<PreflightFinding> CheckAsync(CancellationToken cancellationToken) => new(PreflightFinding.NotChecked(
        Name, $"These cannot be tried without an effect: {string.Join(", ", rights.NotTried(options.Value.ManagementEnvironment).Select(ReadRightsPreflight.Right))}.",
        "Compare the key's policy with docs/permissions.md."));
}
