using System.Data.Common;
using System.Globalization;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Writes the rows of API keys.</summary>
internal sealed class ApiKeyWriter
{
    private readonly TableCommands _slots;
    private readonly string[] _scopeKey;
    private readonly string[] _generationKey;

    public ApiKeyWriter(WriterTables tables)
    {
        _slots = tables.Of<ApiKeySlotRow>();
        _scopeKey =
        [
            nameof(ApiKeySlotRow.Account), nameof(ApiKeySlotRow.EnvironmentId), nameof(ApiKeySlotRow.Scope),
        ];
        _generationKey = [.. _scopeKey, nameof(ApiKeySlotRow.ScopeGeneration)];
    }

    public async ValueTask<Refusal?> InsertAsync(ApiKeySlotRow row, ApiKeySlot? previous, DbTransaction transaction)
    {
        if (await _slots.FindAsync(nameof(row.Version), row, transaction).ConfigureAwait(false) is not null)
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

    public async ValueTask<Refusal?> UpdateAsync(ApiKeySlotRow row, DbTransaction transaction)
    {
        if (await GenerationOwnerAsync(row, transaction).ConfigureAwait(false) is { } slot && Stored.Number(slot) != row.Slot)
        {
            return await MismatchAsync(row, row.Version - 1, transaction).ConfigureAwait(false) ?? GenerationTaken(row);
        }

        var condition = RowCondition.Version(row.Version - 1, (nameof(row.KeyName), RowCondition.Same));
        return await _slots.UpdateAsync(row, condition, transaction).ConfigureAwait(false) == 1
            ? null
            : await MismatchAsync(row, row.Version - 1, transaction).ConfigureAwait(false);
    }

    public async ValueTask<Refusal?> DeleteAsync(ApiKeySlotRow row, DbTransaction transaction) =>
        await _slots.DeleteAsync(row, RowCondition.Version(row.Version, (nameof(row.KeyName), RowCondition.Same)), transaction).ConfigureAwait(false) == 1
            ? null
            : await MismatchAsync(row, row.Version, transaction).ConfigureAwait(false);

    private async ValueTask<Refusal?> MismatchAsync(ApiKeySlotRow row, long expected, DbTransaction transaction)
    {
        object? version = await _slots.FindAsync(nameof(row.Version), row, transaction).ConfigureAwait(false);
        if (!Stored.IsVersion(version, expected))
        {
            return $"The API key slot {row.Slot} of '{row.EnvironmentId}' has version {Stored.Number(version)}, not {expected}.";
        }

        object? name = await _slots.FindAsync(nameof(row.KeyName), row, transaction).ConfigureAwait(false);
        return name is string text && text == row.KeyName ? null
            : $"The API key slot {row.Slot} of '{row.EnvironmentId}' is the key '{name}' now, not '{row.KeyName}'.";
    }

    private async ValueTask<(string Shown, long Generation)> NewestOfScopeAsync(ApiKeySlotRow row, DbTransaction transaction)
    {
        if (await _slots.MaxAsync(nameof(row.ScopeGeneration), _scopeKey, row, transaction).ConfigureAwait(false) is not { } generation)
        {
            return (Show(null, null, null), 0);
        }

        var newest = new ApiKeySlotRow { Account = row.Account, EnvironmentId = row.EnvironmentId, Scope = row.Scope, ScopeGeneration = Stored.Number(generation) };
        newest.Slot = (int)Stored.Number(await GenerationOwnerAsync(newest, transaction).ConfigureAwait(false));
        object? name = await _slots.FindAsync(nameof(row.KeyName), newest, transaction).ConfigureAwait(false);
        object? version = await _slots.FindAsync(nameof(row.Version), newest, transaction).ConfigureAwait(false);
        return (Show(name as string, newest.Slot, Stored.Number(version)), newest.ScopeGeneration);
    }

    private static string Show(string? keyName, int? slot, long? version) =>
        keyName is null ? "none" : string.Create(CultureInfo.InvariantCulture, $"'{keyName}' in slot {slot} with version {version}");

    private static string GenerationTaken(ApiKeySlotRow row) =>
        $"The generation {row.ScopeGeneration} of the scope '{row.Scope}' of '{row.EnvironmentId}' is taken.";

    private Task<object?> GenerationOwnerAsync(ApiKeySlotRow row, DbTransaction transaction) =>
        _slots.FindAsync("by generation", nameof(row.Slot), _generationKey, row, transaction);
}
