namespace CloudBase.MultiTenant.Ports;

/// <summary>Where tenants, operations, journals, bindings, key rows and audit records are kept. Thread-safe; shared by hosts when durable.</summary>
/// <remarks>
/// A store writes on its own connection, so that an ambient transaction cannot roll an intent back, and a commit is durable when
/// it returns. Any method may throw <see cref="StoreUnavailableException"/>.
/// </remarks>
public interface IMultiTenantStore
{
    /// <summary>Gets whether what was committed survives this process.</summary>
    bool IsDurable { get; }

    /// <summary>Creates or upgrades the schema.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreSchemaException">The schema is newer than this version knows.</exception>
    ValueTask EnsureSchemaAsync(CancellationToken cancellationToken);

    /// <summary>Opens the store for a deployment, pinning it when it is new.</summary>
    /// <param name="proposed">What to pin when it is new.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What it is pinned to.</returns>
    /// <exception cref="DeploymentMismatchException">It belongs to another deployment.</exception>
    /// <exception cref="StoreSchemaException">The schema is missing, or newer than this version knows.</exception>
    ValueTask<StoreIdentity> OpenAsync(StoreIdentity proposed, CancellationToken cancellationToken);

    /// <summary>Makes the changes together, or none of them.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="cancellationToken">Ends the wait before the commit begins; a commit under way is not torn.</param>
    ValueTask<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken);

    /// <summary>Finds the newest generation of a tenant's environment, or returns null.</summary>
    /// <param name="account">The account.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="environment">Which environment.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Tenant?> FindTenantAsync(CloudAccountName account, TenantId tenant, EnvironmentName environment, CancellationToken cancellationToken);

    /// <summary>Finds a tenant by its full key, or returns null.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Tenant?> FindTenantAsync(TenantKey key, CancellationToken cancellationToken);

    /// <summary>Finds a tenant by its full key, and tells whether the tenant may have sandboxes: what a claim asks for before anything else.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>A store that does not look says that it may. One that can tells it in the same read.</remarks>
    async ValueTask<TenantStanding> FindTenantStandingAsync(TenantKey key, CancellationToken cancellationToken) =>
        new(await FindTenantAsync(key, cancellationToken).ConfigureAwait(false), MayHaveSandboxes: true);

    /// <summary>Finds the tenant for which an alias was drawn, or returns null.</summary>
    /// <param name="account">The account.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Tenant?> FindTenantByAliasAsync(CloudAccountName account, EnvironmentAlias alias, CancellationToken cancellationToken);

    /// <summary>Finds what an environment is bound to, or returns null.</summary>
    /// <param name="account">The account.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<EnvironmentBinding?> FindBindingAsync(CloudAccountName account, EnvironmentId environment, CancellationToken cancellationToken);

    /// <summary>Lists tenants by their storage key, then environment name, then generation, page by page.</summary>
    /// <param name="account">The account.</param>
    /// <param name="query">Which tenants.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<Tenant> ListTenantsAsync(CloudAccountName account, TenantQuery query, CancellationToken cancellationToken);

    /// <summary>Finds an operation, or returns null.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<TenantOperation?> FindOperationAsync(OperationId operation, CancellationToken cancellationToken);

    /// <summary>Lists operations by the time they were begun, page by page.</summary>
    /// <param name="account">The account.</param>
    /// <param name="query">Which operations.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<TenantOperation> ListOperationsAsync(CloudAccountName account, OperationQuery query, CancellationToken cancellationToken);

    /// <summary>Reads operations that are neither final nor parked, are due, and that no lease keeps, the longest due first.</summary>
    /// <param name="account">The account.</param>
    /// <param name="dueBefore">Due at this time or earlier.</param>
    /// <param name="leaseExpiredBefore">Without a lease, or with one that expired before this time.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<TenantOperation>> ReadDueOperationsAsync(
        CloudAccountName account, DateTimeOffset dueBefore, DateTimeOffset leaseExpiredBefore, int max, CancellationToken cancellationToken);

    /// <summary>Reads journal entries by rising sequence number.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="afterSequence">Entries after this number; 0 for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<JournalEntry>> ReadJournalAsync(OperationId operation, long afterSequence, CancellationToken cancellationToken);

    /// <summary>Reads the API key rows of an environment.</summary>
    /// <param name="account">The account.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<ApiKeySlot>> ReadApiKeySlotsAsync(CloudAccountName account, EnvironmentId environment, CancellationToken cancellationToken);

    /// <summary>Reads audit records by rising sequence number.</summary>
    /// <param name="afterSequence">Records after this number; 0 for all.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<AuditRecord>> ReadAuditAsync(long afterSequence, int max, CancellationToken cancellationToken);

    /// <summary>Reads an audit sink's position; 0 when it has none.</summary>
    /// <param name="sink">The sink's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<long> ReadAuditCursorAsync(string sink, CancellationToken cancellationToken);

    /// <summary>Finds a sandbox's row, or returns null.</summary>
    /// <param name="account">The account.</param>
    /// <param name="id">The member's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<SandboxMember?> FindSandboxMemberAsync(CloudAccountName account, string id, CancellationToken cancellationToken);

    /// <summary>Reads rows of sandboxes, in the order that the query names.</summary>
    /// <param name="account">The account.</param>
    /// <param name="query">Which rows.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<SandboxMember>> ReadSandboxMembersAsync(CloudAccountName account, SandboxMemberQuery query, int max, CancellationToken cancellationToken);

    /// <summary>Counts the rows of a pool.</summary>
    /// <param name="account">The account.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<SandboxMemberCount>> CountSandboxMembersAsync(CloudAccountName account, string pool, CancellationToken cancellationToken);

    /// <summary>Finds a pooled environment's row, or returns null.</summary>
    /// <param name="account">The account.</param>
    /// <param name="id">The member's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<PooledEnvironment?> FindPooledEnvironmentAsync(CloudAccountName account, string id, CancellationToken cancellationToken);

    /// <summary>Reads rows of pooled environments, in the order that the query names.</summary>
    /// <param name="account">The account.</param>
    /// <param name="query">Which rows.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<PooledEnvironment>> ReadPooledEnvironmentsAsync(CloudAccountName account, PooledEnvironmentQuery query, int max, CancellationToken cancellationToken);

    /// <summary>Counts the rows of a pool.</summary>
    /// <param name="account">The account.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<PooledEnvironmentCount>> CountPooledEnvironmentsAsync(CloudAccountName account, string pool, CancellationToken cancellationToken);

    /// <summary>Finds a shared record, or returns null.</summary>
    /// <param name="account">The account.</param>
    /// <param name="kind">What kind of record.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<SharedRecord?> FindSharedRecordAsync(CloudAccountName account, string kind, string name, CancellationToken cancellationToken);

    /// <summary>Reads shared records of a kind by name.</summary>
    /// <param name="account">The account.</param>
    /// <param name="kind">What kind of records.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<SharedRecord>> ReadSharedRecordsAsync(CloudAccountName account, string kind, CancellationToken cancellationToken);
}
