namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Takes a tenant's sandboxes from whoever holds them, when the tenant's access is taken away.</summary>
internal interface ITenantSandboxes
{
    /// <summary>Has them paused, or stopped for good. Doing it again changes nothing.</summary>
    /// <param name="tenant">The tenant, in any of its lives.</param>
    /// <param name="stop">Whether they are stopped, those that are paused too.</param>
    /// <param name="cancellationToken">Ends the work between two sandboxes.</param>
    /// <returns>How many there were.</returns>
    Task<int> TakeAsync(TenantId tenant, bool stop, CancellationToken cancellationToken);
}
