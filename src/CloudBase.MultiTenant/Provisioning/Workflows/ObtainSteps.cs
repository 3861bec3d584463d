using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning.Ordering;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Obtains a tenant's environment: from whoever has one to offer, else by an order. One way, once it was begun, is the only one.</summary>
internal sealed class ObtainSteps(IEnumerable<IEnvironmentOffer> offers, MarkerStep marker, AdoptionSteps adoption, OrderStep order, EnvironmentReady ready)
{
    public async ValueTask<EnvironmentId> RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        foreach (IEnvironmentOffer offer in offers)
        {
            if (MayTake(context, offer) && await offer.TryTakeAsync(context, cancellationToken).ConfigureAwait(false) is { } offered)
            {
                await adoption.RunAsync(context, offered, cancellationToken).ConfigureAwait(false);
                if (!offered.IsReady)
                {
                    await ready.AwaitAsync(context, offered.Environment, cancellationToken).ConfigureAwait(false);
                }

                return offered.Environment;
            }
        }

        await marker.EnsureAsync(context, cancellationToken).ConfigureAwait(false);
        StepData ordered = await order.RunAsync(
            context,
            id => context.Session.Add(new StoreChange.BindEnvironment(new EnvironmentBinding(id, context.Operation.Tenant, context.Now))),
            cancellationToken).ConfigureAwait(false);
        OrderStep.ReportDuplicates(context, ordered);
        var environment = EnvironmentId.Parse(ordered[WorkflowData.Environment]);
        await ready.AwaitAsync(context, environment, cancellationToken).ConfigureAwait(false);
        return environment;
    }

    private bool MayTake(WorkflowContext context, IEnvironmentOffer offer) =>
        !HasBegun(context, OrderStep.Id) && offers.All(other => other == offer || !HasBegun(context, other.Step));

    /// <summary>What was refused has changed nothing: another way may be gone then.</summary>
    private static bool HasBegun(WorkflowContext context, string step) => context.History.Of(step) is { IsUnresolved: true } or { Receipt: not null };
}
