using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Looks for managed packages that are about to lapse and begins their renewal.</summary>
internal sealed class RenewalScanner(
    IMultiTenantStore store, IEnvironmentCloud cloud, OperationStarter starter, IOptions<CloudBaseOptions> options, TimeProvider time,
    ILogger<RenewalScanner> log) : IPumpTask
{
    private static readonly TenantState[] Wanted = [TenantState.Active, TenantState.Suspended];

    private DateTimeOffset _next = DateTimeOffset.MinValue;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now < _next)
        {
            return;
        }

        _next = now + options.Value.Renewal.ScanInterval;
        RenewalOptions renewal = options.Value.Renewal;
        foreach (TenantState state in Wanted)
        {
            if (state == TenantState.Suspended && !renewal.RenewSuspended)
            {
                continue;
            }

            var query = new TenantQuery { State = state, PaidUntilBefore = now + renewal.LeadTime };
            await foreach (Tenant tenant in store.ListTenantsAsync(cloud.Account, query, cancellationToken).ConfigureAwait(false))
            {
                if (tenant is { Spec.Renewal: RenewalPolicy.Managed, CurrentOperation: null, EnvironmentId: not null }
                    && await starter.TryStartAsync(tenant, OperationKind.Renew, StepData.Empty, cancellationToken).ConfigureAwait(false) is { } operation)
                {
                    ProvisioningLog.RenewalBegun(log, operation.Id, tenant.EnvironmentId.Value, tenant.PaidUntil);
                }
            }
        }
    }
}
