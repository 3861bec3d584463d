namespace CloudBase.MultiTenant;

/// <summary>Looks, before anything is begun, whether everything is there that tenants need. Thread-safe; no host needs to be started.</summary>
public interface IPreflight
{
    /// <summary>Looks at the set-up, the store, the protection of secrets and the cloud account. Only reads of the cloud are made: nothing is paid or changed there.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>One finding for each thing looked at, also for what could not be looked at; failures are findings and never thrown.</returns>
    /// <remarks>The store is opened as a host opens it at its start, which brings its schema up to date unless that is switched off.</remarks>
    Task<PreflightReport> CheckAsync(CancellationToken cancellationToken = default);
}
