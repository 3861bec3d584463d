using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;

namespace CloudBase.MultiTenant.Quotas;

/// <summary>Quotas as tenants' records have them, and what is used as the store and the cloud count it.</summary>
internal sealed class StoredTenantQuotas(
    IMultiTenantStore store, IEnvironmentCloud cloud, ITenantDirectory tenants, QuotaMemory memory, HostIdentity host, TimeProvider time, IEnvironmentUsage? usage = null) : ITenantQuotas
{
    private const string SetAction = "quota:set";
    private const int MaxRounds = 10;

    /// <summary>How many rows of a tenant's are counted; more than any pool lets a tenant have.</summary>
    private const int MostSandboxes = 30_000;

    public async ValueTask<TenantQuota> GetAsync(TenantId tenant, CancellationToken cancellationToken) =>
        (await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false)).Quota ?? TenantQuota.Unlimited;

    public async ValueTask<Tenant> SetAsync(TenantId tenant, TenantQuota? quota, CancellationToken cancellationToken)
    {
        if (quota is not null)
        {
            QuotaRules.Check(tenant, quota);
        }

        for (int round = 0; round < MaxRounds; round++)
        {
            Tenant found = await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false);
            if (found.State is TenantState.Deprovisioned or TenantState.Cancelled)
            {
                throw new TenantStateException($"The tenant '{tenant}' is {found.State} and uses nothing any more: ensure it again before its quota is set.", tenant, found.State);
            }

            if (found.Quota == quota)
            {
                return found;
            }

            Tenant changed = found with { Quota = quota, UpdatedAt = time.GetUtcNow() };
            CommitResult result = await store.CommitAsync(
                ChangeSet.Of(new StoreChange.UpdateTenant(changed), Audit(found, quota)), cancellationToken).ConfigureAwait(false);
            if (result.IsCommitted)
            {
                return changed with { Version = changed.Version + 1 };
            }

            // An operation changed the tenant in between: the quota is set on what it is now.
        }

        throw new StoreUnavailableException($"The quota of '{tenant}' was not set: others changed the tenant {MaxRounds} times in a row. Set it again.");
    }

    public async ValueTask<IReadOnlyList<QuotaReading>> ReadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        Tenant found = await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false);
        TenantQuota quota = found.Quota ?? TenantQuota.Unlimited;
        EnvironmentUsage used = usage is not null && found.EnvironmentId is { } environment
            ? await usage.ReadAsync(environment, cancellationToken).ConfigureAwait(false)
            : new EnvironmentUsage();
        IReadOnlyList<SandboxMember> sandboxes = await store.ReadSandboxMembersAsync(
            found.Key.Account, new SandboxMemberQuery { Tenant = tenant }, MostSandboxes, cancellationToken).ConfigureAwait(false);
        return await memory.JudgeAsync(
            found,
            [
                Soft(QuotaResource.MonthlyCalls, used.MonthlyCalls, quota.MonthlyCalls),
                Soft(QuotaResource.CapacityBytes, used.CapacityBytes, quota.CapacityBytes),
                Soft(QuotaResource.MonthlyTrafficBytes, used.MonthlyTrafficBytes, quota.MonthlyTrafficBytes),
                Soft(QuotaResource.MonthlyCredits, used.MonthlyCredits, quota.MonthlyCredits),
                Hard(QuotaResource.RunningSandboxes, sandboxes.Count(s => s.State != SandboxMemberState.Paused), quota.RunningSandboxes),
                Hard(QuotaResource.TotalSandboxes, sandboxes.Count, quota.TotalSandboxes),
                Hard(QuotaResource.PausedSandboxBytes, sandboxes.Sum(s => s.PausedBytes), quota.PausedSandboxBytes),
                Hard(QuotaResource.MonthlySandboxSeconds, await CountSecondsAsync(found, cancellationToken).ConfigureAwait(false), quota.MonthlySandboxSeconds),
            ],
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<QuotaReading>> ReadAccountAsync(CancellationToken cancellationToken)
    {
        EnvironmentLimits limits = await cloud.GetLimitsAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            Account(QuotaResource.Environments, limits.CurrentEnvironments, limits.MaxEnvironments),
            Account(QuotaResource.MonthlyDeletions, limits.CurrentDeletionsMonthly, limits.MaxDeletionsMonthly),
            Account(QuotaResource.TotalDeletions, limits.CurrentDeletionsTotal, limits.MaxDeletionsTotal),
        ];
    }

    // Counted under a limit only, of the tenant's own or of a pool's: without one nobody says.
    private async ValueTask<decimal?> CountSecondsAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        TenantTime counted = await TenantTime.ReadAsync(store, tenant.Key.Account, tenant.Key.Tenant, now, cancellationToken).ConfigureAwait(false);
        return counted.Record.Version == 0 && tenant.Quota?.MonthlySandboxSeconds is null ? null : decimal.Round((decimal)counted.Spent.TotalSeconds, 3);
    }

    private QuotaReading Soft(QuotaResource resource, decimal? used, decimal? limit) =>
        new() { Resource = resource, Used = used, Limit = limit, Meter = QuotaMeter.Soft, ReadAt = time.GetUtcNow() };

    private QuotaReading Hard(QuotaResource resource, decimal? used, decimal? limit) => Soft(resource, used, limit) with { Meter = QuotaMeter.Hard };

    /// <summary>The cloud itself refuses what is beyond these, at once; nobody remembers their levels, for the account is read before it is spent.</summary>
    private QuotaReading Account(QuotaResource resource, long? used, long? limit) =>
        Soft(resource, used, limit) with { Meter = QuotaMeter.Hard, Level = QuotaLevels.Of(used, limit, QuotaLevel.Unknown) };

    private StoreChange.AppendAudit Audit(Tenant tenant, TenantQuota? quota) => new(new AuditRecord
    {
        At = time.GetUtcNow(),
        Tenant = tenant.Key,
        Action = SetAction,
        Outcome = AuditOutcome.Applied,
        Actor = host.Name,
        Detail = $"{QuotaText.Of(tenant.Quota)} -> {QuotaText.Of(quota)}",
    });
}
