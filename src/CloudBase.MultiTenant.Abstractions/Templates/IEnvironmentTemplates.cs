namespace CloudBase.MultiTenant;

/// <summary>Captures templates of environments, and gives tenants theirs: planned, applied, verified by reading back. Thread-safe.</summary>
public interface IEnvironmentTemplates
{
    /// <summary>Makes a template of a living environment. Secrets are never captured: a function's variables become placeholders.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="options">What is captured, and what the template is called.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<EnvironmentTemplate> CaptureAsync(EnvironmentId environment, TemplateCaptureOptions options, CancellationToken cancellationToken = default);

    /// <summary>Finds a template that was added to this host, or that was ever applied from the store, or returns null.</summary>
    /// <param name="reference">The name, or <c>name@version</c>. A name alone means the one that was added to this host.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<EnvironmentTemplate?> FindAsync(string reference, CancellationToken cancellationToken = default);

    /// <summary>Says what applying a template would do to a tenant's environment, and what the environment has beside it.</summary>
    /// <param name="template">The template.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<TemplatePlan> PlanAsync(EnvironmentTemplate template, TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Says how an environment that is no tenant's yet differs from a template. Placeholders are compared as they stand.</summary>
    /// <param name="template">The template.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<TemplatePlan> DiffAsync(EnvironmentTemplate template, EnvironmentId environment, CancellationToken cancellationToken = default);

    /// <summary>Applies a template to a tenant's environment in a durable operation: planned, applied step by step, verified by reading back.</summary>
    /// <param name="template">The template.</param>
    /// <param name="tenant">The active tenant.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the wait, not the operation.</param>
    /// <returns>The tenant, with the template on its record.</returns>
    /// <exception cref="TemplateMismatchException">What was read back is not what the template says; the operation is parked.</exception>
    /// <exception cref="TemplateVariableException">A placeholder has no value for this tenant; nothing was done.</exception>
    /// <exception cref="ProvisioningPendingException">It takes longer than the caller would wait; the operation goes on.</exception>
    ValueTask<Tenant> ApplyAsync(EnvironmentTemplate template, TenantId tenant, TemplateApplyOptions options, CancellationToken cancellationToken = default);

    /// <summary>Says which tenants are on which version.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<TemplateVersionUse>> ListVersionsAsync(CancellationToken cancellationToken = default);

    /// <summary>Brings tenants to a template at a bounded rate. Called again after a crash or a cancellation, it goes on where it was.</summary>
    /// <remarks>
    /// Each tenant is waited for as long as <c>Provisioning:Patience</c> says. One whose operation goes on then is <see cref="TemplateUpgradeOutcome.Pending"/>:
    /// call again after <see cref="TemplateUpgradeProgress.RetryAfter"/>, which joins what still runs and begins nothing twice.
    /// </remarks>
    /// <param name="template">The template.</param>
    /// <param name="options">Whom, and how fast.</param>
    /// <param name="cancellationToken">Ends the upgrade between tenants; operations that were begun go on.</param>
    /// <returns>How far it is, after each tenant's turn.</returns>
    IAsyncEnumerable<TemplateUpgradeProgress> UpgradeAsync(EnvironmentTemplate template, TemplateUpgradeOptions options, CancellationToken cancellationToken = default);
}
