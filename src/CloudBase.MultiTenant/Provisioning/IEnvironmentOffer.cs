using CloudBase.MultiTenant.Operations;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>A way to an environment other than ordering one. Tried before the order, each in its turn; what one of them began is gone on with.</summary>
internal interface IEnvironmentOffer
{
    /// <summary>Gets the id of the step whose receipt says that a tenant has its environment from here.</summary>
    string Step { get; }

    /// <summary>Binds an environment to the operation's tenant, or goes on where that was done.</summary>
    /// <returns>The environment, whose tag and alias may still be another's; null while there is none to be had.</returns>
    ValueTask<OfferedEnvironment?> TryTakeAsync(WorkflowContext context, CancellationToken cancellationToken);
}
