namespace CloudBase.MultiTenant.Ports;

/// <summary>Gives a tenant's values for placeholders <c>{{variables.NAME}}</c>, such as keys that a platform draws for each of its tenants. Thread-safe.</summary>
public interface ITemplateVariables
{
    /// <summary>Finds a value, or returns null when it has none of that name for this tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">The name behind <c>variables.</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<SecretString?> FindAsync(Tenant tenant, string name, CancellationToken cancellationToken);
}
