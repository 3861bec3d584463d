namespace CloudBase.MultiTenant.Ports;

/// <summary>How a tenant's permissions are cut. Implementations are thread-safe and keep no state of a tenant in memory.</summary>
/// <remarks>Every outside effect is a step of its own, run through <see cref="IsolationContext.Steps"/>. Each method returns the binding's new data.</remarks>
public interface IIsolationStrategy
{
    /// <summary>Gets the strategy's name.</summary>
    IsolationKind Kind { get; }

    /// <summary>Checks, before anything is bought, that one more tenant fits beside those who have a place: limits, rights, options.</summary>
    /// <param name="reserved">The aliases of tenants who have a place reserved, and whose identity may show in the cloud by now, or not.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many more tenants fit beside those, at least 1; null where tenants take nothing of which the account has a bounded number, and no place is reserved.</returns>
    /// <exception cref="CloudBaseException">It does not fit; the message says why and the way out.</exception>
    ValueTask<int?> CheckAsync(IReadOnlyCollection<EnvironmentAlias> reserved, CancellationToken cancellationToken);

    /// <summary>Sets the strategy up for a tenant whose environment is ready.</summary>
    /// <param name="context">The tenant, its environment and the runner.</param>
    /// <param name="cancellationToken">Ends the work between steps.</param>
    ValueTask<StepData> PrepareAsync(IsolationContext context, CancellationToken cancellationToken);

    /// <summary>Proves that the tenant's credential reaches its own environment and is refused at the management environment.</summary>
    /// <param name="context">The tenant, its environment and the runner; the binding is prepared.</param>
    /// <param name="cancellationToken">Ends the work between steps.</param>
    ValueTask<StepData> VerifyAsync(IsolationContext context, CancellationToken cancellationToken);

    /// <summary>Takes access away so that it can be given back.</summary>
    /// <param name="context">The tenant, its environment and the runner.</param>
    /// <param name="cancellationToken">Ends the work between steps.</param>
    ValueTask<StepData> SuspendAsync(IsolationContext context, CancellationToken cancellationToken);

    /// <summary>Gives access back.</summary>
    /// <param name="context">The tenant, its environment and the runner.</param>
    /// <param name="cancellationToken">Ends the work between steps.</param>
    ValueTask<StepData> ReactivateAsync(IsolationContext context, CancellationToken cancellationToken);

    /// <summary>Renews permanent keys; strategies without any return the binding as it is.</summary>
    /// <param name="context">The tenant, its environment and the runner; the input may hold <c>overlap</c> in whole seconds.</param>
    /// <param name="cancellationToken">Ends the work between steps.</param>
    ValueTask<StepData> RotateKeysAsync(IsolationContext context, CancellationToken cancellationToken);

    /// <summary>Removes what the strategy made for the tenant; absent counts as removed.</summary>
    /// <param name="context">The tenant, its environment and the runner.</param>
    /// <param name="cancellationToken">Ends the work between steps.</param>
    ValueTask<StepData> RemoveAsync(IsolationContext context, CancellationToken cancellationToken);

    /// <summary>Lists identities, keys and policies of the strategy's own kind that still open the tenant's environment, made by this library or not, in words.</summary>
    /// <remarks>The environment's API keys are listed beside it, whatever the strategy.</remarks>
    /// <param name="context">The tenant, its environment and the runner.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<string>> InventoryAsync(IsolationContext context, CancellationToken cancellationToken);

    /// <summary>Says what a credential for this request is made of.</summary>
    /// <param name="request">The request.</param>
    EnvironmentCredentialKind ChooseCredential(CredentialRequest request);

    /// <summary>Issues temporary keys cut to the tenant's environment. Called only where <see cref="ChooseCredential"/> says so.</summary>
    /// <param name="tenant">The active tenant.</param>
    /// <param name="request">The request.</param>
    /// <param name="lifetime">How long they are to work.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CloudBaseException">None could be issued; nothing broader is given instead.</exception>
    ValueTask<IssuedTemporaryKeys> IssueTemporaryKeysAsync(Tenant tenant, CredentialRequest request, TimeSpan lifetime, CancellationToken cancellationToken);
}
