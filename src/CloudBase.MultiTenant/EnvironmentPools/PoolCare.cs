using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Looks at members that are due, and gets each out of where it stands: repaired, renewed, removed, or noted as gone.</summary>
internal sealed class PoolCare(
    IMultiTenantStore store, IEnvironmentCloud cloud, ITenantOperations operations, OperationStarter starter, PoolPlan plan, PoolStates states, PoolHealth health,
    PoolRows rows, PoolDraining draining, PoolTimes times, ILogger<PoolCare> log)
{
    private const int Most = 50;
    private const string RenewalFailed = "renewalFailed";

    /// <summary>The states of members that are paid, or may be, and that no tenant has.</summary>
    public static readonly PooledEnvironmentState[] Unclaimed =
    [
        PooledEnvironmentState.Creating, PooledEnvironmentState.Ready, PooledEnvironmentState.Failed, PooledEnvironmentState.Draining, PooledEnvironmentState.Parked,
    ];

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        foreach (PooledEnvironment row in await store.ReadPooledEnvironmentsAsync(
            cloud.Account, PoolPlan.Query(Unclaimed) with { DueBefore = times.Now }, Most, cancellationToken).ConfigureAwait(false))
        {
            bool isLookedAfter = false;
            try
            {
                isLookedAfter = await LookAsync(row, cancellationToken).ConfigureAwait(false);
            }
            catch (CloudCallException e)
            {
                // One member's trouble must not keep the others from being looked after; a later round comes back to it.
                PoolLog.LookFailed(log, e, row.Id);
            }

            if (!isLookedAfter)
            {
                // What stays due as it was would come first in every round, and fifty of them would be all that is ever looked at.
                await rows.TryChangeAsync(row, m => m with { DueAt = times.OfTrouble() }, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <returns>Whether the row was changed, and with it when it is due.</returns>
    private async ValueTask<bool> LookAsync(PooledEnvironment row, CancellationToken cancellationToken)
    {
        Tenant? subject = await store.FindTenantAsync(row.Subject, cancellationToken).ConfigureAwait(false);
        TenantOperation? operation = subject?.CurrentOperation is { } current
            ? await store.FindOperationAsync(current, cancellationToken).ConfigureAwait(false)
            : null;
        return row.State switch
        {
            PooledEnvironmentState.Ready => await LookAtIdleAsync(row, subject, operation, cancellationToken).ConfigureAwait(false),
            PooledEnvironmentState.Failed or PooledEnvironmentState.Parked when operation is null or { IsFinal: true } =>
                await draining.TryBeginAsync(row, cancellationToken).ConfigureAwait(false) is not null,
            PooledEnvironmentState.Failed or PooledEnvironmentState.Parked when operation.State == OperationState.Parked =>
                await TryAgainAsync(row, operation, cancellationToken).ConfigureAwait(false),

            // Its operation ended or stopped and the row does not say so: it counts as a failure, which has a way out.
            PooledEnvironmentState.Creating or PooledEnvironmentState.Draining when operation is null or { IsFinal: true } or { State: OperationState.Parked } =>
                await rows.SetAsideAsync(row, "Its operation does not go on.", cancellationToken).ConfigureAwait(false),
            _ => await rows.TryChangeAsync(row, m => m with { DueAt = times.OfWork(operation!) }, cancellationToken).ConfigureAwait(false),
        };
    }

    private async ValueTask<bool> LookAtIdleAsync(PooledEnvironment row, Tenant? subject, TenantOperation? operation, CancellationToken cancellationToken)
    {
        if (operation is { IsFinal: false })
        {
            return await LookAtRenewalAsync(row, operation, cancellationToken).ConfigureAwait(false);
        }

        (EnvironmentBilling? billing, string? problem) = row.Environment is { } environment
            ? await health.LookAsync(environment, cancellationToken).ConfigureAwait(false)
            : (null, "It has no environment.");
        PooledEnvironment seen = row with { PaidUntil = billing?.PaidUntil ?? row.PaidUntil };
        if (problem is not null)
        {
            PoolLog.SetAside(log, row.Id, problem);
            return await rows.SetAsideAsync(seen, problem, cancellationToken).ConfigureAwait(false);
        }

        if (row.Shape != plan.Shape || !await IsWantedAsync(cancellationToken).ConfigureAwait(false))
        {
            return await draining.TryBeginAsync(seen, cancellationToken).ConfigureAwait(false) is not null;
        }

        return seen.PaidUntil < times.Now + plan.RenewalLead
            ? await KeepFromLapsingAsync(seen, subject!, cancellationToken).ConfigureAwait(false)
            : await rows.TryChangeAsync(seen, m => m with { Owner = null, DueAt = times.OfIdle(seen.PaidUntil) }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A renewal that is parked is undone, so that the member is removed before it lapses.</summary>
    private async ValueTask<bool> LookAtRenewalAsync(PooledEnvironment row, TenantOperation operation, CancellationToken cancellationToken)
    {
        bool isGivenUp = operation is { State: OperationState.Parked, CancelRequested: false };
        bool isChanged = await rows.TryChangeAsync(
            row, m => m with { DueAt = times.Now + plan.Options.Interval, Data = isGivenUp ? m.Data.With(RenewalFailed, "true") : m.Data }, cancellationToken).ConfigureAwait(false);
        if (isGivenUp)
        {
            await operations.CancelAsync(operation.Id, cancellationToken).ConfigureAwait(false);
        }

        return isChanged;
    }

    private async ValueTask<bool> KeepFromLapsingAsync(PooledEnvironment row, Tenant subject, CancellationToken cancellationToken)
    {
        if (!plan.Options.RenewIdle || row.Data.Find(RenewalFailed) is not null)
        {
            return await draining.TryBeginAsync(row, cancellationToken).ConfigureAwait(false) is not null;
        }

        // With an owner it is not claimed meanwhile.
        return await starter.TryStartAsync(
            subject with { PaidUntil = row.PaidUntil }, OperationKind.Renew, StepData.Empty,
            [rows.Change(row, m => m with { Owner = "renewal", DueAt = times.Now + plan.Options.Interval })], cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <summary>Tries an operation that is parked again, and gives up after some times: what it filled is then undone, what it removes is tried every day.</summary>
    private async ValueTask<bool> TryAgainAsync(PooledEnvironment row, TenantOperation operation, CancellationToken cancellationToken)
    {
        if (operation.Kind == OperationKind.DrainPoolMember)
        {
            await rows.TryChangeAsync(row, m => m with { DueAt = times.OfRemoval() }, cancellationToken).ConfigureAwait(false);
            await operations.ResumeAsync(operation.Id, cancellationToken).ConfigureAwait(false);
            return true;
        }

        int repairs = PoolParkingGuard.RepairsOf(row) + 1;
        if (!await rows.TryChangeAsync(
            row, m => m with { Data = m.Data.With(PoolParkingGuard.Repairs, repairs.ToString(CultureInfo.InvariantCulture)), DueAt = times.OfRepair(repairs) }, cancellationToken)
            .ConfigureAwait(false))
        {
            return false;
        }

        // Nobody but a person may order again what was not found: such a member is undone, and another takes its place.
        bool goesOn = operation.Problem?.Code != ProblemCodes.OrderNotFound && repairs <= plan.Options.MaxRepairs
            && !(await states.ReadAsync(cancellationToken).ConfigureAwait(false)).State.IsDrained;
        if (goesOn)
        {
            await operations.ResumeAsync(operation.Id, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await operations.CancelAsync(operation.Id, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async ValueTask<bool> IsWantedAsync(CancellationToken cancellationToken)
    {
        if ((await states.ReadAsync(cancellationToken).ConfigureAwait(false)).State.IsDrained)
        {
            return false;
        }

        IReadOnlyList<PooledEnvironmentCount> counts = await store.CountPooledEnvironmentsAsync(cloud.Account, PoolPlan.Name, cancellationToken).ConfigureAwait(false);
        return counts.Where(c => c.State == PooledEnvironmentState.Ready && c.Shape == plan.Shape).Sum(c => c.Count) <= plan.Options.Target;
    }
}
