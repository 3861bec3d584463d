using System.Collections.Immutable;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Everything the store holds, at one moment. A commit makes the next one, or drops it: nothing is ever half changed.</summary>
internal sealed record InMemoryState
{
    public static InMemoryState Empty { get; } = new();

    public StoreIdentity? Identity { get; init; }

    public ImmutableDictionary<TenantKey, Tenant> Tenants { get; init; } = ImmutableDictionary<TenantKey, Tenant>.Empty;

    public ImmutableSortedSet<TenantRank> TenantOrder { get; init; } = [];

    public ImmutableDictionary<(CloudAccountName, TenantId, EnvironmentName), int> NewestGeneration { get; init; } =
        ImmutableDictionary<(CloudAccountName, TenantId, EnvironmentName), int>.Empty;

    public ImmutableDictionary<(CloudAccountName, EnvironmentAlias), TenantKey> Aliases { get; init; } =
        ImmutableDictionary<(CloudAccountName, EnvironmentAlias), TenantKey>.Empty;

    public ImmutableDictionary<OperationId, TenantOperation> Operations { get; init; } = ImmutableDictionary<OperationId, TenantOperation>.Empty;

    public ImmutableSortedSet<OperationRank> OperationOrder { get; init; } = [];

    public ImmutableSortedSet<OperationRank> Due { get; init; } = [];

    public ImmutableDictionary<OperationId, ImmutableSortedDictionary<long, JournalEntry>> Journals { get; init; } =
        ImmutableDictionary<OperationId, ImmutableSortedDictionary<long, JournalEntry>>.Empty;

    public ImmutableDictionary<(CloudAccountName, EnvironmentId), EnvironmentBinding> Bindings { get; init; } =
        ImmutableDictionary<(CloudAccountName, EnvironmentId), EnvironmentBinding>.Empty;

    public ImmutableDictionary<(CloudAccountName, EnvironmentId), ImmutableSortedDictionary<int, ApiKeySlot>> Slots { get; init; } =
        ImmutableDictionary<(CloudAccountName, EnvironmentId), ImmutableSortedDictionary<int, ApiKeySlot>>.Empty;

    public ImmutableList<AuditRecord> Audit { get; init; } = [];

    public ImmutableDictionary<string, long> Cursors { get; init; } = ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);

    public InMemorySandboxes Sandboxes { get; init; } = InMemorySandboxes.Empty;

    public InMemoryPooledEnvironments PooledEnvironments { get; init; } = InMemoryPooledEnvironments.Empty;

    public ImmutableDictionary<(CloudAccountName, string), ImmutableSortedDictionary<string, SharedRecord>> SharedRecords { get; init; } =
        ImmutableDictionary<(CloudAccountName, string), ImmutableSortedDictionary<string, SharedRecord>>.Empty;

    public ImmutableSortedDictionary<string, SharedRecord> SharedRecordsOf(CloudAccountName account, string kind) =>
        SharedRecords.TryGetValue((account, kind), out ImmutableSortedDictionary<string, SharedRecord>? records)
            ? records
            : ImmutableSortedDictionary.Create<string, SharedRecord>(StringComparer.Ordinal);
}
