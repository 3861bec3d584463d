using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Writes tenants, and what environments are bound to.</summary>
internal sealed class TenantWriter
{
    private readonly TableCommands _tenants;
    private readonly TableCommands _bindings;
    private readonly string[] _aliasKey;

    public TenantWriter(WriterTables tables)
    {
        _tenants = tables.Of<TenantRow>();
        _bindings = tables.Of<BindingRow>();
        _aliasKey = [nameof(TenantRow.Account), nameof(TenantRow.Alias)];
    }

    public async ValueTask<Refusal?> InsertAsync(TenantRow row, DbTransaction transaction)
    {
        if (await _tenants.FindAsync(nameof(row.Version), row, transaction).ConfigureAwait(false) is not null)
        {
            return $"The tenant '{row.TenantId}' ({row.Environment}, generation {row.Generation}) is there already.";
        }

        if (await AliasOwnerAsync(row, transaction).ConfigureAwait(false) is not null)
        {
            return $"The alias '{row.Alias}' is taken.";
        }

        await _tenants.InsertAsync(row, transaction).ConfigureAwait(false);
        return null;
    }

    public async ValueTask<Refusal?> UpdateAsync(TenantRow row, DbTransaction transaction)
    {
        // The alias is part of the condition: it hardly ever changes, and only a change must be looked up.
        var same = RowCondition.Version(row.Version - 1, (nameof(row.Alias), RowCondition.Same));
        if (await _tenants.UpdateAsync(row, same, transaction).ConfigureAwait(false) == 1)
        {
            return null;
        }

        object? version = await _tenants.FindAsync(nameof(row.Version), row, transaction).ConfigureAwait(false);
        if (!Stored.IsVersion(version, row.Version - 1))
        {
            return $"The tenant '{row.TenantId}' ({row.Environment}, generation {row.Generation}) has version {Stored.Number(version)}, not {row.Version - 1}.";
        }

        if (await AliasOwnerAsync(row, transaction).ConfigureAwait(false) is not null)
        {
            return $"The alias '{row.Alias}' is taken.";
        }

        await _tenants.DeleteAsync(row, RowCondition.None, transaction).ConfigureAwait(false);
        await _tenants.InsertAsync(row, transaction).ConfigureAwait(false);
        return null;
    }

    public async ValueTask<Refusal?> BindAsync(BindingRow row, DbTransaction transaction)
    {
        if (await _bindings.FindAsync(nameof(row.TenantId), row, transaction).ConfigureAwait(false) is { } tenant)
        {
            return $"The environment '{row.EnvironmentId}' is bound to the tenant '{tenant}' already.";
        }

        await _bindings.InsertAsync(row, transaction).ConfigureAwait(false);
        return null;
    }

    private Task<object?> AliasOwnerAsync(TenantRow row, DbTransaction transaction) =>
        _tenants.FindAsync("by alias", nameof(row.TenantId), _aliasKey, row, transaction);
}
