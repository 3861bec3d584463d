namespace CloudBase.MultiTenant.Credentials;

/// <summary>Is told in this process that a tenant's access has changed, so that the change takes effect here at once.</summary>
internal interface ITenantAccessMonitor
{
    /// <summary>Forgets what is known of the tenant's state: the next hand-out reads it again. Cheap, idempotent and thread-safe.</summary>
    /// <param name="tenant">The tenant.</param>
    void Invalidate(TenantKey tenant);
}
