using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Ordering;

/// <summary>The step that pays: an order that is signed once, with the time in its intent, and never again.</summary>
internal sealed class OrderStep(IEnvironmentCloud cloud, OrderReconciler reconciler, IOptions<CloudBaseOptions> options)
{
    public const string Id = "environment.order";

    public async ValueTask<StepData> RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        StepRecord record = context.History.Of(Id);
        DateTimeOffset signedAt = default;
        if (record.Receipt is null)
        {
            signedAt = await OnceSignature.NowAsync(cloud, cancellationToken).ConfigureAwait(false);
        }

        return await context.Steps.RunAsync(Define(context, signedAt), cancellationToken).ConfigureAwait(false);
    }

    private StepDefinition Define(WorkflowContext context, DateTimeOffset signedAt)
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
                Bind(context, id);
                return StepData.Empty.With(WorkflowData.Environment, id.Value);
            },
            Reconcile = async (attempt, token) =>
            {
                StepFinding finding = await reconciler.FindAsync(context, attempt, token).ConfigureAwait(false);
                if (finding is StepFinding.Found found)
                {
                    Bind(context, EnvironmentId.Parse(found.Data[WorkflowData.Environment]));
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

    private static void Bind(WorkflowContext context, EnvironmentId id) =>
        context.Session.Add(new StoreChange.BindEnvironment(new EnvironmentBinding(id, context.Operation.Tenant, context.Now)));

    private EnvironmentOrder Write(Tenant tenant, StepData intent)
    {
        ProvisioningOptions provisioning = options.Value.Provisioning;
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { [provisioning.TagKey] = tenant.Marker };
        if (provisioning.TagTenantId)
        {
            tags[provisioning.TagKey + "-tenant"] = tenant.Id.Value;
        }

        return new EnvironmentOrder
        {
            Alias = EnvironmentAlias.Parse(intent[WorkflowData.Alias]),
            PackageId = intent[WorkflowData.Package],
            Resources = tenant.Spec.Resources ?? [],
            PeriodMonths = int.Parse(intent[WorkflowData.Period], CultureInfo.InvariantCulture),
            Region = tenant.Spec.Region,
            Tags = tags,

            // Switched on when the tenant is active, so that no order that gets lost on the way renews itself.
            AutoRenew = false,
            SignedAt = WorkflowData.ReadTime(intent, WorkflowData.SignedAt),
        };
    }
}
