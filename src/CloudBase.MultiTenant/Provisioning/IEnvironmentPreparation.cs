using CloudBase.MultiTenant.Operations;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Makes a delivered environment what tenants are to get, such as by a template: as steps of provisioning, or ahead of time of a pool's filling.</summary>
/// <remarks>
/// Called in every round of an operation, between delivery and proof; the context's tenant is a pool's subject while a pool is filled. What is done
/// has receipts through <see cref="WorkflowContext.Steps"/>, so that a round after a crash goes on where the last one ended.
/// </remarks>
internal interface IEnvironmentPreparation
{
    /// <summary>Gets the name, version and definition of what environments are given, as one text; null while they are given nothing.</summary>
    /// <remarks>Members of a pool that were given the same text are claimed first; a member that was given another is prepared again by the tenant's provisioning.</remarks>
    string? Version { get; }

    /// <summary>Runs the steps that are left, verifies what they did, and says what the environment has been given.</summary>
    /// <param name="context">The operation: a provisioning, or the filling of a pool.</param>
    /// <param name="environment">The environment; it is ready.</param>
    /// <param name="cancellationToken">Ends the work between steps.</param>
    /// <returns>What was applied, which the caller puts on the tenant's record; null while <see cref="Version"/> is null.</returns>
    ValueTask<AppliedTemplate?> PrepareAsync(WorkflowContext context, EnvironmentId environment, CancellationToken cancellationToken);
}
