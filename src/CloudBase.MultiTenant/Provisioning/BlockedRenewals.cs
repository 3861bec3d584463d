using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Keeps a wanted tenant from lapsing behind an operation that is parked: tries a renewal again, takes out of the way what changed nothing, and calls a person to the rest.</summary>
/// <remarks>A tenant has one operation at a time, and one that is parked may have half a change behind it: only what has nothing behind it is taken away by a machine.</remarks>
internal sealed class BlockedRenewals(
    IMultiTenantStore store, OperationChanges changes, IOptions<CloudBaseOptions> options, TimeProvider time, ILogger<BlockedRenewals> log)
{
    /// <param name="tenant">The tenant, with what the books say now.</param>
    /// <param name="environment">Its environment.</param>
    /// <param name="parked">What is parked.</param>
    /// <param name="isDue">Whether its package is about to lapse; otherwise somebody has renewed it past the books we knew.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async ValueTask LookAsync(Tenant tenant, EnvironmentId environment, TenantOperation parked, bool isDue, CancellationToken cancellationToken)
    {
        bool isRenewal = parked.Kind == OperationKind.Renew;
        if (!parked.CancelRequested
            && (isDue && isRenewal ? await TryAgainAsync(tenant, environment, parked, cancellationToken).ConfigureAwait(false)
                : (isDue || isRenewal) && await TryMakeWayAsync(tenant, environment, parked, cancellationToken).ConfigureAwait(false)))
        {
            return;
        }

        if (isDue)
        {
            ProvisioningLog.RenewalBlocked(log, environment, tenant.PaidUntil, parked.Kind, parked.Id, parked.Problem?.Code);
        }
    }

    private async ValueTask<bool> TryAgainAsync(Tenant tenant, EnvironmentId environment, TenantOperation parked, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();

        // Resuming after a lost order that the books do not show is a consent to pay again, see StepHistory.WasResumedAfter: a person's.
        if (parked.Problem?.Code == ProblemCodes.OrderNotFound || now >= tenant.PaidUntil)
        {
            return false;
        }

        // Every host scans; it is tried about once in an interval all the same.
        if (now - parked.UpdatedAt >= options.Value.Renewal.ScanInterval / 2
            && await changes.TryResumeAsync(parked, "Tried again before the package lapses.", cancellationToken).ConfigureAwait(false) is not null)
        {
            ProvisioningLog.RenewalTriedAgain(log, environment, tenant.PaidUntil, parked.Id, parked.Problem?.Code);
        }

        return true;
    }

    private async ValueTask<bool> TryMakeWayAsync(Tenant tenant, EnvironmentId environment, TenantOperation parked, CancellationToken cancellationToken)
    {
        IReadOnlyList<JournalEntry> journal = await store.ReadJournalAsync(parked.Id, 0, cancellationToken).ConfigureAwait(false);
        if (StepHistory.Of(journal).Begun.Any())
        {
            return false;
        }

        if (await changes.TryCancelAsync(parked, "Cancelled so that the package can be renewed: it had changed nothing.", cancellationToken).ConfigureAwait(false) is not null)
        {
            ProvisioningLog.MadeWayForRenewal(log, parked.Kind, parked.Id, parked.Problem?.Code, environment, tenant.PaidUntil);
        }

        return true;
    }
}
