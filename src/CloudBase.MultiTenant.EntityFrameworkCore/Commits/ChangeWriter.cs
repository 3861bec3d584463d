using System.Data.Common;
using System.Globalization;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Writes changes within a transaction whose writer holds the store's lock, so that what it has just read is still so.</summary>
internal sealed class ChangeWriter : IAsyncDisposable
{
    private readonly TableCommands _tenants;
    private readonly TableCommands _operations;
    private readonly TableCommands _journal;
    private readonly TableCommands _bindings;
    private readonly TableCommands _slots;
    private readonly TableCommands _audit;
    private readonly TableCommands _cursors;
    private readonly IProperty[] _aliasKey;
    private readonly IProperty[] _scopeKey;
    private readonly IProperty[] _generationKey;

    public ChangeWriter(MultiTenantDbContext context, DbConnection connection)
    {
        var sql = context.GetService<ISqlGenerationHelper>();
        TableCommands Of<TRow>() => new(context.Model.FindEntityType(typeof(TRow))!, sql, connection);
        _tenants = Of<TenantRow>();
        _operations = Of<OperationRow>();
        _journal = Of<JournalRow>();
        _bindings = Of<BindingRow>();
        _slots = Of<ApiKeySlotRow>();
        _audit = Of<AuditRow>();
        _cursors = Of<AuditCursorRow>();
        _aliasKey = [_tenants.Property(nameof(TenantRow.Account)), _tenants.Property(nameof(TenantRow.Alias))];
        _scopeKey =
        [
            _slots.Property(nameof(ApiKeySlotRow.Account)), _slots.Property(nameof(ApiKeySlotRow.EnvironmentId)), _slots.Property(nameof(ApiKeySlotRow.Scope)),
        ];
        _generationKey = [.. _scopeKey, _slots.Property(nameof(ApiKeySlotRow.ScopeGeneration))];
    }

    /// <summary>Gets or sets the number of the newest audit record.</summary>
    public long AuditSequence { get; set; }

    /// <summary>Makes one change, or says why not.</summary>
    public ValueTask<string?> ApplyAsync(PendingCommit commit, RowChange change, DbTransaction transaction) => change.Source switch
    {
        StoreChange.InsertTenant => InsertAsync((TenantRow)change.Row, transaction),
        StoreChange.UpdateTenant => UpdateAsync((TenantRow)change.Row, transaction),
        StoreChange.InsertOperation => InsertAsync((OperationRow)change.Row, transaction),
        StoreChange.UpdateOperation => UpdateAsync((OperationRow)change.Row, transaction),
        StoreChange.AppendJournal => AppendAsync(commit, (JournalRow)change.Row, transaction),
        StoreChange.BindEnvironment => BindAsync((BindingRow)change.Row, transaction),
        StoreChange.AppendAudit => AppendAsync((AuditRow)change.Row, transaction),
        StoreChange.InsertApiKeySlot c => InsertAsync((ApiKeySlotRow)change.Row, c.Previous, transaction),
        StoreChange.UpdateApiKeySlot => UpdateAsync((ApiKeySlotRow)change.Row, transaction),
        StoreChange.DeleteApiKeySlot => DeleteAsync((ApiKeySlotRow)change.Row, transaction),
        _ => MoveAsync((AuditCursorRow)change.Row, transaction),
    };

    public async ValueTask DisposeAsync()
    {
        foreach (TableCommands table in (TableCommands[])[_tenants, _operations, _journal, _bindings, _slots, _audit, _cursors])
        {
            await table.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<string?> InsertAsync(TenantRow row, DbTransaction transaction)
    {
        if (await FindAsync(_tenants, nameof(row.Version), row, transaction).ConfigureAwait(false) is not null)
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

    private async ValueTask<string?> UpdateAsync(TenantRow row, DbTransaction transaction)
    {
        // The alias is part of the condition: it hardly ever changes, and only a change must be looked up.
        var same = RowCondition.Version(row.Version - 1, (nameof(row.Alias), "="));
        if (await _tenants.UpdateAsync(row, same, transaction).ConfigureAwait(false) == 1)
        {
            return null;
        }

        object? version = await FindAsync(_tenants, nameof(row.Version), row, transaction).ConfigureAwait(false);
        if (!IsVersion(version, row.Version - 1))
        {
            return $"The tenant '{row.TenantId}' ({row.Environment}, generation {row.Generation}) has version {Number(version)}, not {row.Version - 1}.";
        }

        if (await AliasOwnerAsync(row, transaction).ConfigureAwait(false) is not null)
        {
            return $"The alias '{row.Alias}' is taken.";
        }

        await _tenants.DeleteAsync(row, RowCondition.None, transaction).ConfigureAwait(false);
        await _tenants.InsertAsync(row, transaction).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<string?> InsertAsync(OperationRow row, DbTransaction transaction)
    {
        if (await FindAsync(_operations, nameof(row.Version), row, transaction).ConfigureAwait(false) is not null)
        {
            return $"The operation {row.Id} is there already.";
        }

        await _operations.InsertAsync(row, transaction).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<string?> UpdateAsync(OperationRow row, DbTransaction transaction)
    {
        var condition = RowCondition.Version(row.Version - 1, (nameof(row.Fence), "<="));
        if (await _operations.UpdateAsync(row, condition, transaction).ConfigureAwait(false) == 1)
        {
            return null;
        }

        object? version = await FindAsync(_operations, nameof(row.Version), row, transaction).ConfigureAwait(false);
        return !IsVersion(version, row.Version - 1)
            ? $"The operation {row.Id} has version {Number(version)}, not {row.Version - 1}."
            : $"The operation {row.Id} has fence {await FindAsync(_operations, nameof(row.Fence), row, transaction).ConfigureAwait(false)}; fence {row.Fence} is stale.";
    }

    private async ValueTask<string?> AppendAsync(PendingCommit commit, JournalRow row, DbTransaction transaction)
    {
        long? fence = commit.FenceAfterwards(row.Operation)
            ?? (await FindAsync(_operations, nameof(row.Fence), new OperationRow { Id = row.Operation }, transaction).ConfigureAwait(false) is { } stored
                ? Number(stored)
                : null);
        if (fence is null)
        {
            return $"The operation {row.Operation} is not there.";
        }

        if (fence != row.Fence)
        {
            return $"The operation {row.Operation} has fence {fence}; fence {row.Fence} does not write its journal.";
        }

        if (await FindAsync(_journal, nameof(row.Sequence), row, transaction).ConfigureAwait(false) is not null)
        {
            return $"The journal of {row.Operation} has an entry {row.Sequence} already.";
        }

        await _journal.InsertAsync(row, transaction).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<string?> BindAsync(BindingRow row, DbTransaction transaction)
    {
        if (await FindAsync(_bindings, nameof(row.TenantId), row, transaction).ConfigureAwait(false) is { } tenant)
        {
            return $"The environment '{row.EnvironmentId}' is bound to the tenant '{tenant}' already.";
        }

        await _bindings.InsertAsync(row, transaction).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<string?> AppendAsync(AuditRow row, DbTransaction transaction)
    {
        row.Sequence = ++AuditSequence;
        await _audit.InsertAsync(row, transaction).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<string?> InsertAsync(ApiKeySlotRow row, ApiKeySlot? previous, DbTransaction transaction)
    {
        if (await FindAsync(_slots, nameof(row.Version), row, transaction).ConfigureAwait(false) is not null)
        {
            return $"The API key slot {row.Slot} of '{row.EnvironmentId}' is taken.";
        }

        string seen = Show(previous?.KeyName, previous?.Slot, previous?.Version);
        (string newest, long generation) = await NewestOfScopeAsync(row, transaction).ConfigureAwait(false);
        if (newest != seen)
        {
            return $"The newest API key row of the scope '{row.Scope}' of '{row.EnvironmentId}' is {newest}, not {seen}.";
        }

        if (row.ScopeGeneration <= generation)
        {
            return GenerationTaken(row);
        }

        await _slots.InsertAsync(row, transaction).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<string?> UpdateAsync(ApiKeySlotRow row, DbTransaction transaction)
    {
        if (await GenerationOwnerAsync(row, transaction).ConfigureAwait(false) is { } slot && Number(slot) != row.Slot)
        {
            return await MismatchAsync(row, row.Version - 1, transaction).ConfigureAwait(false) ?? GenerationTaken(row);
        }

        var condition = RowCondition.Version(row.Version - 1, (nameof(row.KeyName), "="));
        return await _slots.UpdateAsync(row, condition, transaction).ConfigureAwait(false) == 1
            ? null
            : await MismatchAsync(row, row.Version - 1, transaction).ConfigureAwait(false);
    }

    private async ValueTask<string?> DeleteAsync(ApiKeySlotRow row, DbTransaction transaction) =>
        await _slots.DeleteAsync(row, RowCondition.Version(row.Version, (nameof(row.KeyName), "=")), transaction).ConfigureAwait(false) == 1
            ? null
            : await MismatchAsync(row, row.Version, transaction).ConfigureAwait(false);

    private async ValueTask<string?> MoveAsync(AuditCursorRow row, DbTransaction transaction)
    {
        object? position = await FindAsync(_cursors, nameof(row.Sequence), row, transaction).ConfigureAwait(false);
        if (Number(position) > row.Sequence)
        {
            return $"The audit sink '{row.Sink}' is at {position} already and does not go back to {row.Sequence}.";
        }

        await (position is null
            ? _cursors.InsertAsync(row, transaction)
            : _cursors.UpdateAsync(row, RowCondition.None, transaction)).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<string?> MismatchAsync(ApiKeySlotRow row, long expected, DbTransaction transaction)
    {
        object? version = await FindAsync(_slots, nameof(row.Version), row, transaction).ConfigureAwait(false);
        if (!IsVersion(version, expected))
        {
            return $"The API key slot {row.Slot} of '{row.EnvironmentId}' has version {Number(version)}, not {expected}.";
        }

        object? name = await FindAsync(_slots, nameof(row.KeyName), row, transaction).ConfigureAwait(false);
        return name is string text && text == row.KeyName ? null
            : $"The API key slot {row.Slot} of '{row.EnvironmentId}' is the key '{name}' now, not '{row.KeyName}'.";
    }

    private async ValueTask<(string Shown, long Generation)> NewestOfScopeAsync(ApiKeySlotRow row, DbTransaction transaction)
    {
        if (await _slots.MaxAsync(nameof(row.ScopeGeneration), _scopeKey, row, transaction).ConfigureAwait(false) is not { } generation)
        {
            return (Show(null, null, null), 0);
        }

        var newest = new ApiKeySlotRow { Account = row.Account, EnvironmentId = row.EnvironmentId, Scope = row.Scope, ScopeGeneration = Number(generation) };
        newest.Slot = (int)Number(await GenerationOwnerAsync(newest, transaction).ConfigureAwait(false));
        object? name = await FindAsync(_slots, nameof(row.KeyName), newest, transaction).ConfigureAwait(false);
        object? version = await FindAsync(_slots, nameof(row.Version), newest, transaction).ConfigureAwait(false);
        return (Show(name as string, newest.Slot, Number(version)), newest.ScopeGeneration);
    }

    private static string Show(string? keyName, int? slot, long? version) =>
        keyName is null ? "none" : string.Create(CultureInfo.InvariantCulture, $"'{keyName}' in slot {slot} with version {version}");

    private static string GenerationTaken(ApiKeySlotRow row) =>
        $"The generation {row.ScopeGeneration} of the scope '{row.Scope}' of '{row.EnvironmentId}' is taken.";

    private static Task<object?> FindAsync(TableCommands table, string column, object row, DbTransaction transaction) =>
        table.FindAsync(column, column, table.Key, row, transaction);

    private Task<object?> AliasOwnerAsync(TenantRow row, DbTransaction transaction) =>
        _tenants.FindAsync("by alias", nameof(row.TenantId), _aliasKey, row, transaction);

    private Task<object?> GenerationOwnerAsync(ApiKeySlotRow row, DbTransaction transaction) =>
        _slots.FindAsync("by generation", nameof(row.Slot), _generationKey, row, transaction);

    // An absent row has no version, not even the 0 of a record that was never stored.
    private static bool IsVersion(object? stored, long expected) => stored is not null && Number(stored) == expected;

    private static long Number(object? value) => value is null ? 0 : Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
