using System.Diagnostics;
using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Claims an environment of the pool for a tenant: one conditional commit that names the owner, binds the environment and counts the fence up.</summary>
internal sealed class PoolOffer(
    IMultiTenantStore store, IEnvironmentCloud cloud, PoolPlan plan, PoolCandidates candidates, PoolHealth health, PoolRows rows, PoolTimes times,
    IEnvironmentPreparation preparation, LaterOperations later, PoolMetrics metrics, ILogger<PoolOffer> log) : IEnvironmentOffer
{
    /// <summary>The id of the step.</summary>
    public const string StepId = "environment.claim";

    private const string Member = "member";

    /// <summary>The pool's tag goes once the environment has the tenant's in its place.</summary>
    private static readonly TimeSpan MarkerGoes = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan MarkerPatience = TimeSpan.FromDays(90);

    /// <summary>What a tenant has, the pool does not look at.</summary>
    private static readonly TimeSpan NeverDue = TimeSpan.FromDays(36_500);

    public string Step => StepId;

    public async ValueTask<bool> HasReadyAsync(TenantSpec spec, CancellationToken cancellationToken)
    {
        if (!Serves(spec))
        {
            return false;
        }

        IReadOnlyList<PooledEnvironment> ready = await store.ReadPooledEnvironmentsAsync(
            cloud.Account, PoolPlan.Query(PooledEnvironmentState.Ready) with { Shape = plan.Shape }, plan.Options.CeilingOrDefault, cancellationToken).ConfigureAwait(false);

        // One with an owner is being renewed, and one that lapses soon is not handed out.
        return ready.Any(member => member is { Owner: null, Environment: not null } && times.IsPaidLongEnough(member));
    }

    public async ValueTask<OfferedEnvironment?> TryTakeAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        StepData? claimed = context.History.Of(StepId).Receipt?.Data;
        if (claimed is null && context.Steps.Mode == RunnerMode.Forward && !context.Operation.CancelRequested)
        {
            claimed = await ClaimAsync(context, cancellationToken).ConfigureAwait(false);
        }

        if (claimed is null)
        {
            return null;
        }

        await context.Steps.RunAsync(Claimed(), cancellationToken).ConfigureAwait(false);
        var environment = EnvironmentId.Parse(claimed[WorkflowData.Environment]);
        var held = new PooledEnvironment
        {
            Account = cloud.Account,
            Pool = PoolPlan.Name,
            Id = claimed[Member],
            State = PooledEnvironmentState.Claimed,
            Subject = PoolSubject.KeyOf(cloud.Account, claimed[Member]),
            Environment = environment,
            Shape = string.Empty,
            Tenant = context.Operation.Tenant,
            Fence = long.Parse(claimed[WorkflowData.Fence], CultureInfo.InvariantCulture),
            DueAt = default,
            CreatedAt = default,
            UpdatedAt = default,
        };
        return new OfferedEnvironment(environment, IsReady: true, token => PoolFence.CheckAsync(store, context, held, StepId, token));
    }

    private bool Serves(TenantSpec spec) => plan.IsUsed && PoolPlan.ShapeOf(spec) == plan.Shape;

    private async ValueTask<StepData?> ClaimAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        if (!Serves(context.Tenant.Spec))
        {
            return null;
        }

        using Activity? activity = CloudBaseTelemetry.ActivitySource.StartActivity(CloudBaseSpans.PoolClaim);
        HashSet<string> refused = [];
        bool readAnew = false;
        while (await candidates.NextAsync(plan.Shape, preparation.Version, refused, readAnew, cancellationToken).ConfigureAwait(false) is { } candidate)
        {
            try
            {
                if (await TryClaimAsync(context, candidate.Member, cancellationToken).ConfigureAwait(false) is { } claimed)
                {
                    activity?.SetTag(CloudBaseTags.PoolOutcome, "claimed");
                    metrics.Claimed("claimed");
                    return claimed;
                }

                metrics.Claimed("refused");

                // A row from another's read may only have been old: the member is not given up for that.
                readAnew = true;
                if (candidate.IsReadForIt)
                {
                    refused.Add(candidate.Member.Id);
                }
            }
            finally
            {
                candidates.Return(candidate.Member);
            }
        }

        activity?.SetTag(CloudBaseTags.PoolOutcome, "empty");
        metrics.Claimed("empty");
        PoolLog.Empty(log, context.Operation.Id);
        return null;
    }

    /// <returns>What the claim gave; null when the member is somebody else's by now, or was set aside.</returns>
    private async ValueTask<StepData?> TryClaimAsync(WorkflowContext context, PooledEnvironment member, CancellationToken cancellationToken)
    {
        (EnvironmentBilling? billing, string? problem) = await health.LookAsync(member.Environment!.Value, cancellationToken).ConfigureAwait(false);
        PooledEnvironment seen = member with { PaidUntil = billing?.PaidUntil ?? member.PaidUntil };
        if (problem is not null)
        {
            PoolLog.SetAside(log, member.Id, problem);
            await rows.SetAsideAsync(member, problem, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (!times.IsPaidLongEnough(seen))
        {
            await rows.TryChangeAsync(member, m => m with { PaidUntil = seen.PaidUntil, DueAt = context.Now }, cancellationToken).ConfigureAwait(false);
            return null;
        }

        Tenant? subject = await store.FindTenantAsync(member.Subject, cancellationToken).ConfigureAwait(false);
        if (subject is null or { CurrentOperation: not null })
        {
            return null;
        }

        return await CommitAsync(context, seen, subject, WorkflowData.Read(billing)).ConfigureAwait(false);
    }

    private async ValueTask<StepData?> CommitAsync(WorkflowContext context, PooledEnvironment member, Tenant subject, StepData books)
    {
        EnvironmentId environment = member.Environment!.Value;
        PooledEnvironment mine = member with
        {
            State = PooledEnvironmentState.Claimed, Tenant = context.Operation.Tenant, Fence = member.Fence + 1, DueAt = context.Now + NeverDue, UpdatedAt = context.Now,
        };
        StepData receipt = books
            .With(WorkflowData.Environment, environment.Value)
            .With(Member, member.Id)
            .With(WorkflowData.Fence, mine.Fence.ToString(CultureInfo.InvariantCulture));
        context.Session.Journal(JournalEntryKind.Receipt, StepId, 1, receipt, $"Claimed from the pool: {member.Id}.");
        context.Session.Audit(StepId, "environment:claim", AuditOutcome.Applied);
        context.Session.ChangeTenant(t => WorkflowData.Pay(t, receipt) with { EnvironmentId = environment, Source = EnvironmentSource.Pool, Template = subject.Template });
        context.Session.Add(new StoreChange.UpdatePooledEnvironment(mine));
        context.Session.Add(new StoreChange.BindEnvironment(new EnvironmentBinding(environment, context.Operation.Tenant, context.Now)));
        context.Session.Add(new StoreChange.UpdateTenant(subject with { EnvironmentId = null, StateReason = "Its environment was claimed.", UpdatedAt = context.Now }));
        context.Session.Add(new StoreChange.InsertOperation(later.Draft(OperationKind.ReleaseMarker, subject.Key, context.Now + MarkerGoes, MarkerPatience)));
        try
        {
            await context.Session.CommitAsync(o => o with { CurrentStep = StepId, State = OperationState.Running }).ConfigureAwait(false);
            return receipt;
        }
        catch (Exception e) when (e is PoolChangeRefusedException or BindingRefusedException)
        {
            context.Session.Discard();
            return null;
        }
    }

    /// <summary>The claim as a step that is done: undone with the operation, it leaves the environment to lapse.</summary>
    private StepDefinition Claimed() => new()
    {
        Id = StepId,
        Action = "environment:claim",
        Execute = static (_, _) => throw new InvalidOperationException("A claim is a commit and no call."),
        Compensation = new Compensation.Park(
            "The environment is paid, and was a tenant's: it is kept until it lapses, and nobody renews it or is given it. Deprovision the tenant to remove it.",
            "environment:auto-renew",
            async (data, token) =>
            {
                var id = EnvironmentId.Parse(data[WorkflowData.Environment]);
                if ((await cloud.FindBillingAsync(id, token).ConfigureAwait(false))?.AutoRenews == true)
                {
                    await cloud.SetAutoRenewAsync(id, false, token).ConfigureAwait(false);
                }
            }),
    };
}
