using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Ordering;

/// <summary>The step that pays: an order that is signed once, with the time in its intent, and never again.</summary>
internal sealed class OrderStep(IEnvironmentCloud cloud, OrderReconciler reconciler, IOptions<CloudBaseOptions> options)
{
    public const string Id = "environment.order";

    /// <param name="context">The operation.</param>
    /// <param name="keep">Adds to the commit of the receipt whose environment it is.</param>
    /// <param name="cancellationToken">Ends the work between steps.</param>
    public async ValueTask<StepData> RunAsync(WorkflowContext context, Action<EnvironmentId> keep, CancellationToken cancellationToken)
    {
        StepRecord record = context.History.Of(Id);
        DateTimeOffset signedAt = default;
        if (record.Receipt is null)
        {
            signedAt = await OnceSignature.NowAsync(cloud, cancellationToken).ConfigureAwait(false);
        }

        return await context.Steps.RunAsync(Define(context, signedAt, keep), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks a person about what was paid beside the environment, once.</summary>
    public static void ReportDuplicates(WorkflowContext context, StepData ordered)
    {
        IReadOnlyList<string> duplicates = WorkflowData.ReadList(ordered, WorkflowData.Duplicates);
        if (duplicates.Count == 0 || context.History.WasResumedAfter(ProblemCodes.Duplicate, Id))
        {
            return;
        }

        string found = $"'{ordered[WorkflowData.Environment]}' is the tenant's; paid beside it, and nobody's: {string.Join(", ", duplicates)}.";
        if (context.Steps.Mode != RunnerMode.Forward)
        {
            context.Steps.Leave("environment.duplicates", found);
            return;
        }

        throw WorkflowContext.Park(
            Id, ProblemCodes.Duplicate, found, "Have the others refunded or removed in the console, then resume the operation; or cancel it, which leaves them.");
    }

    private StepDefinition Define(WorkflowContext context, DateTimeOffset signedAt, Action<EnvironmentId> keep)
    {
        Tenant tenant = context.Tenant;
        return new StepDefinition
        {
            Id = Id,
            Action = "environment:order",
            Safety = StepSafety.Once,
            Intent = StepData.Empty
                .With(WorkflowData.Alias, tenant.Alias.Value)
                .With(WorkflowData.Package, tenant.Spec.PackageId)
                .With(WorkflowData.Period, tenant.Spec.PeriodMonths!.Value.ToString(CultureInfo.InvariantCulture))
                .With(WorkflowData.Fence, context.Session.Fence.ToString(CultureInfo.InvariantCulture))
                .With(WorkflowData.SignedAt, WorkflowData.Write(signedAt)),
            Execute = async (attempt, token) =>
            {
                EnvironmentId id = await cloud.OrderAsync(Write(tenant, attempt.Intent), token).ConfigureAwait(false);
                keep(id);
                return StepData.Empty.With(WorkflowData.Environment, id.Value);
            },
            Reconcile = async (attempt, token) =>
            {
                StepFinding finding = await reconciler.FindAsync(context, attempt, token).ConfigureAwait(false);
                if (finding is StepFinding.Found found)
                {
                    keep(EnvironmentId.Parse(found.Data[WorkflowData.Environment]));
                }

                return finding;
            },
            Apply = (t, data) => t with { EnvironmentId = EnvironmentId.Parse(data[WorkflowData.Environment]) },
            Compensation = new Compensation.Park(
                "The environment is paid: it is kept until it lapses, and nobody renews it. Deprovision the tenant to remove it.",
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

    private EnvironmentOrder Write(Tenant tenant, StepData intent) => new()
    {
        Alias = EnvironmentAlias.Parse(intent[WorkflowData.Alias]),
        PackageId = intent[WorkflowData.Package],
        Resources = tenant.Spec.Resources ?? [],
        PeriodMonths = int.Parse(intent[WorkflowData.Period], CultureInfo.InvariantCulture),
        Region = tenant.Spec.Region,
        Tags = EnvironmentTags.Of(tenant, options.Value.Provisioning),

        // Switched on when the tenant is active, so that no order that gets lost on the way renews itself.
        AutoRenew = false,
        SignedAt = WorkflowData.ReadTime(intent, WorkflowData.SignedAt),
    };
}
