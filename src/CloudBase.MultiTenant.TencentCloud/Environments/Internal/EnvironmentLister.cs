using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Lists all environments by offset while they change: each once, and complete only if the cloud's number agrees on every page.</summary>
internal sealed class EnvironmentLister(TencentCloudClient client, ILogger logger)
{
    private const int PageSize = 100;
    private const int Rounds = 3;

    public async ValueTask<EnvironmentScan> ScanAsync(CancellationToken cancellationToken)
    {
        EnvironmentScan scan = new([], 0, false);
        for (int round = 0; round < Rounds && !scan.IsComplete; round++)
        {
            scan = await ScanOnceAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!scan.IsComplete)
        {
            TencentCloudLog.ListKeepsChanging(logger, Rounds);
        }

        return scan;
    }

    private async ValueTask<EnvironmentScan> ScanOnceAsync(CancellationToken cancellationToken)
    {
        List<CloudEnvironment> environments = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        int? total = null;
        bool steady = true;
        int offset = 0;
        while (true)
        {
            DescribeEnvsResponse page = await client.CallAsync(
                TcbActions.DescribeEnvs, new DescribeEnvsRequest { Limit = PageSize, Offset = offset }, null, cancellationToken).ConfigureAwait(false);
            steady &= page.Total is not null && (total is null || total == page.Total);
            total = page.Total ?? total;
            foreach (EnvInfo info in page.EnvList ?? [])
            {
                if (info.EnvId is { Length: > 0 } id && seen.Add(id))
                {
                    Add(environments, info, id);
                }
            }

            int count = page.EnvList?.Count ?? 0;
            offset += count;
            if (count == 0 || offset >= (total ?? 0))
            {
                break;
            }
        }

        return new EnvironmentScan(environments, total ?? seen.Count, steady && seen.Count == total);
    }

    private void Add(List<CloudEnvironment> environments, EnvInfo info, string id)
    {
        if (EnvironmentId.TryParse(id, out EnvironmentId parsed))
        {
            environments.Add(EnvironmentMapping.Map(info, parsed));
        }
        else
        {
            TencentCloudLog.EnvironmentLeftOut(logger, id, "its id breaks the rule of EnvironmentId");
        }
    }
}
