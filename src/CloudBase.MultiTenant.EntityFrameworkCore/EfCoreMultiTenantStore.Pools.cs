using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Reads;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore;

/// <summary>Reads of the rows of pools, and of what hosts share. Texts are compared again here: a collation that folds case must not hand out a neighbour's row.</summary>
internal sealed partial class EfCoreMultiTenantStore
{
    public ValueTask<SandboxMember?> FindSandboxMemberAsync(CloudAccountName account, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _reader.ReadAsync(
            static async (context, a, token) => await a.Query(context, a.Account, a.id, token).ConfigureAwait(false) is { } row && row.Id == a.id
                ? SandboxMemberMapping.ToMember(row)
                : null,
            (Query: _pools.SandboxMember, Account: account.Value, id),
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<SandboxMember>> ReadSandboxMembersAsync(
        CloudAccountName account, SandboxMemberQuery query, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return _reader.ReadAsync(SandboxMemberReads.ReadAsync, (account.Value, query, max), cancellationToken);
    }

    public ValueTask<IReadOnlyList<SandboxMemberCount>> CountSandboxMembersAsync(CloudAccountName account, string pool, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return _reader.ReadAsync(
            static (context, a, token) => StoreReader.ToListAsync(
                a.Query(context, a.Account, a.pool),
                r => new SandboxMemberCount(r.Template, Word.Parse<SandboxMemberState>(r.State), r.IsNeutral, r.Count),
                token),
            (Query: _pools.SandboxMemberCounts, Account: account.Value, pool),
            cancellationToken);
    }

    public ValueTask<PooledEnvironment?> FindPooledEnvironmentAsync(CloudAccountName account, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _reader.ReadAsync(
            static async (context, a, token) => await a.Query(context, a.Account, a.id, token).ConfigureAwait(false) is { } row && row.Id == a.id
                ? PooledEnvironmentMapping.ToMember(row)
                : null,
            (Query: _pools.PooledEnvironment, Account: account.Value, id),
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<PooledEnvironment>> ReadPooledEnvironmentsAsync(
        CloudAccountName account, PooledEnvironmentQuery query, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return _reader.ReadAsync(PooledEnvironmentReads.ReadAsync, (account.Value, query, max), cancellationToken);
    }

    public ValueTask<IReadOnlyList<PooledEnvironmentCount>> CountPooledEnvironmentsAsync(CloudAccountName account, string pool, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return _reader.ReadAsync(
            static (context, a, token) => StoreReader.ToListAsync(
                a.Query(context, a.Account, a.pool),
                r => new PooledEnvironmentCount(r.Shape, Word.Parse<PooledEnvironmentState>(r.State), r.Count),
                token),
            (Query: _pools.PooledEnvironmentCounts, Account: account.Value, pool),
            cancellationToken);
    }

    public ValueTask<SharedRecord?> FindSharedRecordAsync(CloudAccountName account, string kind, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(name);
        return _reader.ReadAsync(
            static async (context, a, token) =>
                await a.Query(context, a.Account, a.kind, a.name, token).ConfigureAwait(false) is { } row && row.Kind == a.kind && row.Name == a.name
                    ? SharedRecordMapping.ToRecord(row)
                    : null,
            (Query: _pools.SharedRecord, Account: account.Value, kind, name),
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<SharedRecord>> ReadSharedRecordsAsync(CloudAccountName account, string kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return _reader.ReadAsync(
            static async (context, a, token) =>
            {
                IReadOnlyList<SharedRecord> records = await StoreReader.ToListAsync(
                    a.Query(context, a.Account, a.kind), SharedRecordMapping.ToRecord, token).ConfigureAwait(false);
                return (IReadOnlyList<SharedRecord>)[.. records.Where(r => r.Kind == a.kind).OrderBy(r => r.Name, StringComparer.Ordinal)];
            },
            (Query: _pools.SharedRecords, Account: account.Value, kind),
            cancellationToken);
    }
}
