using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Lets the pool's row of an environment say that the tenant who claimed it has let it go. It is removed, and never handed to another.</summary>
internal sealed class ClaimedMembers(IMultiTenantStore store)
{
    public async ValueTask ForgetAsync(WorkflowContext context, EnvironmentId environment, CancellationToken cancellationToken)
    {
        if (context.Tenant.Source != EnvironmentSource.Pool)
        {
            return;
        }

        IReadOnlyList<PooledEnvironment> rows = await store.ReadPooledEnvironmentsAsync(
            context.Operation.Tenant.Account, new PooledEnvironmentQuery { Environment = environment, States = [PooledEnvironmentState.Claimed] }, 1, cancellationToken)
            .ConfigureAwait(false);
        if (rows is [{ } row] && row.Tenant == context.Operation.Tenant)
        {
            context.Session.Add(new StoreChange.UpdatePooledEnvironment(row with { State = PooledEnvironmentState.Removed, DueAt = context.Now, UpdatedAt = context.Now }));
        }
    }
}
