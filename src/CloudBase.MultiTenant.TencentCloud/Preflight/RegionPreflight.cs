using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Preflight;

/// <summary>Whether CloudBase is on and answers in the region that calls name.</summary>
internal sealed class RegionPreflight(TencentCloudClient client, IOptions<TencentCloudOptions> options) : IPreflightCheck
{
    public string Name => "region";

    public PreflightStage Stage => PreflightStage.Account;

    public async ValueTask<PreflightFinding> CheckAsync(CancellationToken cancellationToken)
    {
        TencentCloudOptions o = options.Value;
        if (o.Regions.Count > 0 && !o.Regions.Contains(o.Region))
        {
            return PreflightFinding.Failed(Name, $"Region is '{o.Region}', which Regions does not list.", $"Choose one of {string.Join(", ", o.Regions)}, or add it to Regions.");
        }

        CheckTcbServiceResponse service = await client.ReadAsync(TcbActions.CheckTcbService, EmptyRequest.Instance, cancellationToken).ConfigureAwait(false);
        return service.Initialized == false
            ? PreflightFinding.Failed(Name, $"'{o.Region}' answers, and CloudBase is not switched on for this account.", "Open tcb.cloud.tencent.com once with it (tcb.tencentcloud.com on the international site).")
            : PreflightFinding.Ok(Name, $"'{o.Region}' answers, and CloudBase is on.");
    }
}
