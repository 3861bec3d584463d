using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Writes the rows of pooled environments. What must stay is compared here, ordinally: a collation may fold case.</summary>
internal sealed class PooledEnvironmentWriter
{
    private readonly TableCommands _members;
    private readonly string[] _pool;
    private readonly string[] _environment;
    private readonly string _isCounted;

    public PooledEnvironmentWriter(WriterTables tables)
    {
        _members = tables.Of<PooledEnvironmentRow>();
        _pool = [nameof(PooledEnvironmentRow.Account), nameof(PooledEnvironmentRow.Pool)];
        _environment = [nameof(PooledEnvironmentRow.Account), nameof(PooledEnvironmentRow.EnvironmentId)];
        _isCounted = _members.IsOneOf(
            nameof(PooledEnvironmentRow.State),
            [.. Enum.GetValues<PooledEnvironmentState>().Where(s => s is not (PooledEnvironmentState.Claimed or PooledEnvironmentState.Removed)).Select(s => s.ToString())]);
    }

    public async ValueTask<Refusal?> InsertAsync(PooledEnvironmentRow row, int ceiling, DbTransaction transaction)
    {
        if (await _members.FindAsync(nameof(row.Version), row, transaction).ConfigureAwait(false) is not null)
        {
            return $"The pooled environment's row '{row.Id}' is there already.";
        }

        if (await EnvironmentTakenAsync(row, transaction).ConfigureAwait(false) is { } taken)
        {
            return taken;
        }

        await _members.InsertAsync(row, transaction).ConfigureAwait(false);
        long count = await _members.CountAsync("of pool", _pool, _isCounted, row, transaction).ConfigureAwait(false);
        return count > ceiling
            ? new Refusal($"The pool '{row.Pool}' would have {count} environments that nobody claimed, and {ceiling} is its ceiling.", StoreCeiling.PoolTotal)
            : null;
    }

    public async ValueTask<Refusal?> UpdateAsync(PooledEnvironmentRow row, DbTransaction transaction)
    {
        PooledEnvironmentRow? stored = await _members.FindRowAsync(row, transaction).ConfigureAwait(false);
        if (stored is null || stored.Version != row.Version - 1)
        {
            return $"The pooled environment's row '{row.Id}' has version {stored?.Version ?? 0}, not {row.Version - 1}.";
        }

        if (stored.Fence > row.Fence)
        {
            return $"The pooled environment's row '{row.Id}' has fence {stored.Fence}; fence {row.Fence} is stale.";
        }

        if (stored.TenantId is { } tenant && (tenant != row.TenantId || stored.Environment != row.Environment || stored.Generation != row.Generation))
        {
            return $"The pooled environment's row '{row.Id}' is the tenant's '{tenant}' and never another's or nobody's.";
        }

        if (stored.EnvironmentId is { } environment && environment != row.EnvironmentId)
        {
            return $"The pooled environment's row '{row.Id}' has the environment '{environment}', which stays.";
        }

        if (stored.EnvironmentId is null && await EnvironmentTakenAsync(row, transaction).ConfigureAwait(false) is { } taken)
        {
            return taken;
        }

        await _members.UpdateAsync(row, RowCondition.Version(row.Version - 1), transaction).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<Refusal?> EnvironmentTakenAsync(PooledEnvironmentRow row, DbTransaction transaction) =>
        row.EnvironmentId is not null
        && Stored.Text(await _members.FindAsync("by environment", nameof(row.Id), _environment, row, transaction).ConfigureAwait(false)) is { } owner
        && owner != row.Id
            ? $"The environment '{row.EnvironmentId}' is the pooled environment's row '{owner}' already."
            : null;
}
