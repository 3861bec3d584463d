using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Drafts a member and its subject: the row, named as no tenant's can be, under which the member's operations run.</summary>
internal sealed class PoolSubject(IEnvironmentCloud cloud, PoolPlan plan, OperationStarter starter, PoolTimes times, IRandomSource random)
{
    public static TenantKey KeyOf(CloudAccountName account, string member) => new(account, TenantId.Parse("pool/" + member), EnvironmentName.Pool, 1);

    public (PooledEnvironment Member, Tenant Subject, TenantOperation Operation) Draft(StoreIdentity identity)
    {
        string id = "pe-" + RandomText.Draw(random, 26);
        TenantKey key = KeyOf(cloud.Account, id);
        OperationId operationId = starter.DrawId();
        TenantOperation operation = starter.Draft(operationId, OperationKind.FillPool, key, StepData.Empty.With(PoolMember.Input, id).With(TenantStates.From, nameof(TenantState.Pooled)));
        var subject = new Tenant
        {
            Key = key,
            Alias = starter.DrawAlias(),
            State = TenantState.Pooled,
            Spec = plan.Spec,
            Marker = EnvironmentMarkers.Compute(identity, key.Tenant, operationId),
            CurrentOperation = operationId,
            CreatedAt = times.Now,
            UpdatedAt = times.Now,
        };
        var member = new PooledEnvironment
        {
            Account = cloud.Account,
            Pool = PoolPlan.Name,
            Id = id,
            State = PooledEnvironmentState.Creating,
            Subject = key,
            Shape = PoolPlan.ShapeOf(subject.Spec),
            DueAt = times.OfWork(operation),
            CreatedAt = times.Now,
            UpdatedAt = times.Now,
        };
        return (member, subject, operation);
    }
}
