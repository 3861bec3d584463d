using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Counts what a pool and a tenant have after a change, each by a range of one index.</summary>
internal sealed class SandboxCeilingCheck
{
    private readonly TableCommands _members;
    private readonly string[] _pool;
    private readonly string[] _template;
    private readonly string[] _tenant;
    private readonly string _isNeutral;

    public SandboxCeilingCheck(TableCommands members)
    {
        _members = members;
        _pool = [nameof(SandboxMemberRow.Account), nameof(SandboxMemberRow.Pool)];
        _template = [.. _pool, nameof(SandboxMemberRow.Template)];
        _tenant = [nameof(SandboxMemberRow.Account), nameof(SandboxMemberRow.TenantHash)];

        // States are named one by one, so that the index is entered for each, and for none of the paused rows, of which there may be many.
        string isKept = members.IsOneOf(
            nameof(SandboxMemberRow.State), [.. Enum.GetNames<SandboxMemberState>().Where(s => s != nameof(SandboxMemberState.Stopping))]);
        _isNeutral = $"{isKept} AND {members.IsNull(nameof(SandboxMemberRow.TenantHash))}";
    }

    /// <summary>Returns the first ceiling that is passed, or null.</summary>
    public async ValueTask<Refusal?> FindPassedAsync(SandboxMemberRow row, SandboxCeilings? ceilings, DbTransaction transaction) =>
        ceilings is null ? null
            : await OfPoolAsync(row, ceilings, transaction).ConfigureAwait(false)
                ?? (row.TenantHash is null ? null : await OfTenantAsync(row, ceilings, transaction).ConfigureAwait(false));

    private async ValueTask<Refusal?> OfPoolAsync(SandboxMemberRow row, SandboxCeilings ceilings, DbTransaction transaction)
    {
        if (ceilings.PoolTotal is { } most && await _members.CountOthersAsync(_pool, nameof(row.State), nameof(SandboxMemberState.Paused), row, transaction).ConfigureAwait(false) is var total && total > most)
        {
            return new Refusal($"The pool '{row.Pool}' would have {total} sandboxes that are not paused, and {most} is its ceiling.", StoreCeiling.PoolTotal);
        }

        if (ceilings.PoolNeutral is { } warm && await _members.CountAsync("neutral", _template, _isNeutral, row, transaction).ConfigureAwait(false) is var neutral && neutral > warm)
        {
            return new Refusal(
                $"The pool '{row.Pool}' would have {neutral} sandboxes of '{row.Template}' without a tenant, and {warm} is its ceiling.", StoreCeiling.PoolNeutral);
        }

        return null;
    }

    private async ValueTask<Refusal?> OfTenantAsync(SandboxMemberRow row, SandboxCeilings ceilings, DbTransaction transaction)
    {
        if (ceilings is { TenantRunning: null, TenantTotal: null, TenantPausedBytes: null })
        {
            return null;
        }

        // One look for the three, and with a column in it that the pool's index does not have: SQLite would count all of the account in that one.
        (long total, long paused, long bytes) = await _members.TotalsAsync(
            _tenant, nameof(row.State), nameof(SandboxMemberState.Paused), nameof(row.PausedBytes), row, transaction).ConfigureAwait(false);
        if (ceilings.TenantRunning is { } most && total - paused > most)
        {
            return new Refusal($"The tenant '{row.TenantId}' would have {total - paused} sandboxes that are not paused, and {most} is its ceiling.", StoreCeiling.TenantRunning);
        }

        if (ceilings.TenantTotal is { } all && total > all)
        {
            return new Refusal($"The tenant '{row.TenantId}' would have {total} sandboxes, and {all} is its ceiling.", StoreCeiling.TenantTotal);
        }

        if (ceilings.TenantPausedBytes is { } room && bytes > room)
        {
            return new Refusal($"The tenant '{row.TenantId}' would have {bytes} bytes of paused sandboxes, and {room} is its ceiling.", StoreCeiling.TenantPausedBytes);
        }

        return null;
    }
}
