using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Isolation;

namespace CloudBase.MultiTenant.TencentCloud.Preflight;

/// <summary>Whether there are keys, whether the cloud takes them, and whose they are.</summary>
internal sealed class KeysPreflight(TencentCloudClient client, IEnvironmentCloud cloud) : IPreflightCheck
{
    public string Name => "keys";

    public PreflightStage Stage => PreflightStage.Access;

    public async ValueTask<PreflightFinding> CheckAsync(CancellationToken cancellationToken)
    {
        GetCallerIdentityResponse answer = await client.ReadAsync(StsActions.GetCallerIdentity, EmptyRequest.Instance, cancellationToken).ConfigureAwait(false);
        CallerIdentity caller = AccountIdentity.Of(answer);
        string what = $"Accepted: {caller.Arn} of account {caller.AccountUin}.";
        return caller.Kind == CallerKind.Root && cloud.SpendsRealMoney
            ? PreflightFinding.Warning(Name, $"{what} It is the root account's own key, which may do everything.", "Give a sub-account the rights of docs/permissions.md, and use its key.")
            : PreflightFinding.Ok(Name, what);
    }
}
