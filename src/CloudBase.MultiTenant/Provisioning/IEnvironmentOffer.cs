using CloudBase.MultiTenant.Operations;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>A way to an environment other than ordering one. Tried before the order, each in its turn; what one of them began is gone on with.</summary>
internal interface IEnvironmentOffer
{
    /// <summary>Gets the id of the step whose receipt says that a tenant has its environment from here.</summary>
    string Step { get; }

    /// <summary>Says whether a tenant with this specification would most likely get an environment from here, so that the account needs no room for another. Promises nothing.</summary>
    ValueTask<bool> HasReadyAsync(TenantSpec spec, CancellationToken cancellationToken);

    /// <summary>Binds an environment to the operation's tenant, or goes on where that was done.</summary>
    /// <returns>The environment, whose tag and alias may still be another's; null while there is none to be had.</returns>
    ValueTask<OfferedEnvironment?> TryTakeAsync(WorkflowContext context, CancellationToken cancellationToken);
}
