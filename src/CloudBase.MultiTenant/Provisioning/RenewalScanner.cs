using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Looks after what is paid: renews managed packages before they lapse, keeps stored dates right, and stops what is parked from renewing itself.</summary>
internal sealed class RenewalScanner(
    IMultiTenantStore store, IEnvironmentCloud cloud, OperationStarter starter, ParkedRenewals parked, BlockedRenewals blocked, IOptions<CloudBaseOptions> options, TimeProvider time,
    ILogger<RenewalScanner> log) : IPumpTask
{
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    public string Name => "the scan for packages that lapse";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now < _next)
        {
            return;
        }

        RenewalOptions renewal = options.Value.Renewal;
        _next = now + renewal.ScanInterval;
        await ScanAsync(TenantState.Active, t => RenewAsync(t, now + renewal.LeadTime, now, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (renewal.RenewSuspended)
        {
            await ScanAsync(TenantState.Suspended, t => RenewAsync(t, now + renewal.LeadTime, now, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        await ScanAsync(TenantState.Parked, t => parked.SwitchOffAsync(t, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ScanAsync(TenantState state, Func<Tenant, ValueTask> look, CancellationToken cancellationToken)
    {
        // No bound on PaidUntil: it would leave out the tenants whose date is not known.
        await foreach (Tenant tenant in store.ListTenantsAsync(cloud.Account, new TenantQuery { State = state }, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await look(tenant).ConfigureAwait(false);
            }
            catch (CloudCallException e)
            {
                // One tenant's trouble must not keep the others from being renewed; the next scan comes back to it.
                ProvisioningLog.RenewalLookFailed(log, e, tenant.Alias);
            }
        }
    }

    private async ValueTask RenewAsync(Tenant tenant, DateTimeOffset managedBefore, DateTimeOffset now, CancellationToken cancellationToken)
    {
        bool isManaged = tenant.Spec.Renewal == RenewalPolicy.Managed;
        if (tenant is not { EnvironmentId: { } environment, Spec.Renewal: RenewalPolicy.Managed or RenewalPolicy.Auto }
            || tenant.PaidUntil >= (isManaged ? managedBefore : now))
        {
            return;
        }

        TenantOperation? current = tenant.CurrentOperation is { } id ? await store.FindOperationAsync(id, cancellationToken).ConfigureAwait(false) : null;
        if (tenant.CurrentOperation is not null && current is not { State: OperationState.Parked })
        {
            // Its end, or its deadline, is near; the next scan comes back.
            return;
        }

        Tenant? known = isManaged && current is null && tenant.PaidUntil is not null ? tenant
            : await ReadBooksAsync(tenant, environment, isManaged && current is not null, cancellationToken).ConfigureAwait(false);
        if (!isManaged || known is null)
        {
            return;
        }

        if (current is not null)
        {
            await blocked.LookAsync(known, environment, current, known.PaidUntil < managedBefore, cancellationToken).ConfigureAwait(false);
        }
        else if (known.PaidUntil < managedBefore
            && await starter.TryStartAsync(known, OperationKind.Renew, StepData.Empty, cancellationToken).ConfigureAwait(false) is { } operation)
        {
            ProvisioningLog.RenewalBegun(log, operation.Id, environment, known.PaidUntil);
        }
    }

    /// <returns>The tenant with what the books say; null when they say nothing new and that does not do, or the tenant changed meanwhile.</returns>
    private async ValueTask<Tenant?> ReadBooksAsync(Tenant tenant, EnvironmentId environment, bool oldWillDo, CancellationToken cancellationToken)
    {
        EnvironmentBilling? billing = await cloud.FindBillingAsync(environment, cancellationToken).ConfigureAwait(false);
        if (billing?.PaidUntil is not { } paidUntil || paidUntil == tenant.PaidUntil)
        {
            if (oldWillDo && tenant.PaidUntil is not null)
            {
                return tenant;
            }

            ProvisioningLog.NotRenewed(log, environment, tenant.PaidUntil);
            return null;
        }

        Tenant changed = tenant with { PaidUntil = paidUntil, CloudRenewsItself = billing.AutoRenews, UpdatedAt = time.GetUtcNow() };
        return (await store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateTenant(changed)), cancellationToken).ConfigureAwait(false)).IsCommitted
            ? changed with { Version = changed.Version + 1 } : null;
    }
}
