using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>What the cloud meters of an environment, one call a metric. Thread-safe.</summary>
/// <remarks>Units are as published: megabytes of storage and database, bytes of the CDN, kilobytes of functions. Those of static hosting are not published, so that it is not counted. Credits are in another action.</remarks>
internal sealed class TencentCloudUsage(TencentCloudClient client) : IEnvironmentUsage
{
    private const decimal Kilobyte = 1024;
    private const decimal Megabyte = 1024 * Kilobyte;

    public async ValueTask<EnvironmentUsage> ReadAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        decimal?[] values = await Task.WhenAll(
            Read("FunctionInvocationpkg"), Read("StorageSizepkg"), Read("DbSizepkg"), Read("CDNFluxpkg"), Read("FunctionFluxpkg")).ConfigureAwait(false);
        return new EnvironmentUsage
        {
            MonthlyCalls = values[0],
            CapacityBytes = (values[1] + values[2]) * Megabyte,
            MonthlyTrafficBytes = values[3] + (values[4] * Kilobyte),
        };

        async Task<decimal?> Read(string metric) =>
            (await client.CallAsync(LoginActions.DescribeQuotaData, new DescribeQuotaDataRequest(environment.Value, metric), null, cancellationToken).ConfigureAwait(false)).Value;
    }
}
