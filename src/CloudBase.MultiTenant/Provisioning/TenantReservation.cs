using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Reserves a tenant: its row with a drawn alias, and its operation, in one commit. Two callers that race get one tenant.</summary>
internal sealed class TenantReservation(IEnvironmentCloud cloud, StoreGate gate, OperationStarter starter, IsolationPlaces places, TimeProvider time)
{
    private const int MaxDraws = 8;

    /// <returns>The operation that was begun; null when another caller was first, for this tenant or for the places that were free.</returns>
    public async ValueTask<OperationId?> TryReserveAsync(TenantId id, TenantSpec spec, int generation, FreePlaces? free, CancellationToken cancellationToken)
    {
        StoreIdentity identity = await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        for (int draw = 0; draw < MaxDraws; draw++)
        {
            OperationId operation = starter.DrawId();
            var tenant = new Tenant
            {
                Key = new TenantKey(cloud.Account, id, EnvironmentName.Default, generation),
                Alias = starter.DrawAlias(),
                State = TenantState.Provisioning,
                Spec = spec,
                Marker = EnvironmentMarkers.Compute(identity, id, operation),
                CurrentOperation = operation,
                CreatedAt = time.GetUtcNow(),
                UpdatedAt = time.GetUtcNow(),
            };
            TenantOperation draft = starter.Draft(operation, OperationKind.Provision, tenant.Key, StepData.Empty.With(WorkflowData.Place, free is null ? null : "true"));
            ValueTask<CommitResult> Begin(IReadOnlyList<StoreChange> further) =>
                starter.BeginAsync(new StoreChange.InsertTenant(tenant), draft, tenant with { Version = 1 }, further, cancellationToken);
            CommitResult? result = free is null
                ? await Begin([]).ConfigureAwait(false)
                : await places.TakeAsync(free, tenant.Alias, Begin).ConfigureAwait(false);
            if (result is null)
            {
                return null;
            }

            if (result.IsCommitted)
            {
                return operation;
            }

            if (await gate.Store.FindTenantAsync(tenant.Key, cancellationToken).ConfigureAwait(false) is not null)
            {
                return null;
            }
        }

        throw new InvalidOperationException($"{MaxDraws} drawn aliases in a row were taken: the random source does not draw at random.");
    }
}
