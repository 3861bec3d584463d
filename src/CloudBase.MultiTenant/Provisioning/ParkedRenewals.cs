using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Switches the cloud's own renewal off for parked tenants for which that failed when they were parked.</summary>
internal sealed class ParkedRenewals(IMultiTenantStore store, IEnvironmentCloud cloud, HostIdentity host, TimeProvider time)
{
    public async ValueTask SwitchOffAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        if (tenant is not { State: TenantState.Parked, CloudRenewsItself: true, EnvironmentId: { } environment })
        {
            return;
        }

        await SetAsync(tenant, environment, false, cancellationToken).ConfigureAwait(false);
        Tenant changed = tenant with { CloudRenewsItself = false, UpdatedAt = time.GetUtcNow() };
        if ((await store.CommitAsync(
            ChangeSet.Of(new StoreChange.UpdateTenant(changed), Audit(tenant, AuditOutcome.Applied)), cancellationToken).ConfigureAwait(false)).IsCommitted)
        {
            return;
        }

        // Somebody resumed the tenant meanwhile and takes its renewal for switched on.
        await WriteAsync(tenant, AuditOutcome.Applied, null, cancellationToken).ConfigureAwait(false);
        if (await store.FindTenantAsync(tenant.Key, cancellationToken).ConfigureAwait(false) is { CloudRenewsItself: true, State: not TenantState.Parked })
        {
            await SetAsync(tenant, environment, true, cancellationToken).ConfigureAwait(false);
            await WriteAsync(tenant, AuditOutcome.Applied, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SetAsync(Tenant tenant, EnvironmentId environment, bool enabled, CancellationToken cancellationToken)
    {
        await WriteAsync(tenant, AuditOutcome.Intent, null, cancellationToken).ConfigureAwait(false);
        try
        {
            await cloud.SetAutoRenewAsync(environment, enabled, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException e)
        {
            AuditOutcome outcome = e.Effect == CloudEffect.None ? AuditOutcome.None : AuditOutcome.Unknown;
            await WriteAsync(tenant, outcome, e, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask WriteAsync(Tenant tenant, AuditOutcome outcome, CloudCallException? error, CancellationToken cancellationToken) =>
        await store.CommitAsync(ChangeSet.Of(Audit(tenant, outcome, error)), cancellationToken).ConfigureAwait(false);

    private StoreChange.AppendAudit Audit(Tenant tenant, AuditOutcome outcome, CloudCallException? error = null) => new(new AuditRecord
    {
        At = time.GetUtcNow(),
        Tenant = tenant.Key,
        Action = "environment:auto-renew",
        Outcome = outcome,
        Actor = host.Name,
        RequestId = error?.RequestId,
        Detail = error?.Code ?? "A parked tenant's environment must not renew itself.",
    });
}
