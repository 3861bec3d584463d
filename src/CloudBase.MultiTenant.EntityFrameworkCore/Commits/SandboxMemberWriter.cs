using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Writes the rows of sandboxes.</summary>
internal sealed class SandboxMemberWriter
{
    private static readonly (string Property, string Operator)[] s_guards =
    [
        (nameof(SandboxMemberRow.Incarnation), "<="),
        (nameof(SandboxMemberRow.TenantHash), RowCondition.Kept),
        (nameof(SandboxMemberRow.Environment), RowCondition.Kept),
        (nameof(SandboxMemberRow.Generation), RowCondition.Kept),
    ];

    /// <summary>What does not change in the life of a row that has its tenant.</summary>
    private static readonly (string Property, string Operator)[] s_owned =
    [
        (nameof(SandboxMemberRow.Incarnation), "<="),
        (nameof(SandboxMemberRow.TenantHash), RowCondition.Same),
        (nameof(SandboxMemberRow.Environment), RowCondition.Same),
        (nameof(SandboxMemberRow.Generation), RowCondition.Same),
        (nameof(SandboxMemberRow.CreatedAt), RowCondition.Same),
    ];

    private readonly TableCommands _members;
    private readonly SandboxCeilingCheck _ceilings;

    public SandboxMemberWriter(WriterTables tables)
    {
        _members = tables.Of<SandboxMemberRow>();
        _ceilings = new SandboxCeilingCheck(_members);
    }

    public async ValueTask<Refusal?> InsertAsync(SandboxMemberRow row, SandboxCeilings? ceilings, DbTransaction transaction)
    {
        if (await _members.FindAsync(nameof(row.Version), row, transaction).ConfigureAwait(false) is not null)
        {
            return $"The sandbox's row '{row.Id}' is there already.";
        }

        await _members.InsertAsync(row, transaction).ConfigureAwait(false);
        return await _ceilings.FindPassedAsync(row, ceilings, transaction).ConfigureAwait(false);
    }

    public async ValueTask<Refusal?> UpdateAsync(SandboxMemberRow row, SandboxCeilings? ceilings, DbTransaction transaction)
    {
        bool isWritten = await UpdateOwnedAsync(row, transaction).ConfigureAwait(false)
            || await _members.UpdateAsync(row, RowCondition.Version(row.Version - 1, s_guards), transaction).ConfigureAwait(false) == 1;
        return isWritten
            ? await _ceilings.FindPassedAsync(row, ceilings, transaction).ConfigureAwait(false)
            : await MismatchAsync(row, transaction).ConfigureAwait(false);
    }

    public async ValueTask<Refusal?> DeleteAsync(SandboxMemberRow row, DbTransaction transaction) =>
        await _members.DeleteAsync(row, RowCondition.Version(row.Version), transaction).ConfigureAwait(false) == 1
            ? null
            : OtherVersion(row, await _members.FindAsync(nameof(row.Version), row, transaction).ConfigureAwait(false), row.Version);

    /// <summary>Updates a row that has its tenant already, as all do after their claim: the tenant's index is left alone.</summary>
    private async ValueTask<bool> UpdateOwnedAsync(SandboxMemberRow row, DbTransaction transaction) =>
        row is { TenantHash: not null, State: not nameof(SandboxMemberState.Binding) }
        && await _members.UpdateAsync(row, RowCondition.Version(row.Version - 1, s_owned), transaction, nameof(UpdateOwnedAsync)).ConfigureAwait(false) == 1;

    private async ValueTask<Refusal?> MismatchAsync(SandboxMemberRow row, DbTransaction transaction)
    {
        object? version = await _members.FindAsync(nameof(row.Version), row, transaction).ConfigureAwait(false);
        if (!Stored.IsVersion(version, row.Version - 1))
        {
            return OtherVersion(row, version, row.Version - 1);
        }

        object? incarnation = await _members.FindAsync(nameof(row.Incarnation), row, transaction).ConfigureAwait(false);
        return Stored.Number(incarnation) > row.Incarnation
            ? $"The sandbox's row '{row.Id}' has incarnation {incarnation}; incarnation {row.Incarnation} is stale."
            : $"The sandbox's row '{row.Id}' is the tenant's '{await _members.FindAsync(nameof(row.TenantId), row, transaction).ConfigureAwait(false)}' and never another's or nobody's.";
    }

    private static Refusal OtherVersion(SandboxMemberRow row, object? version, long expected) =>
        new($"The sandbox's row '{row.Id}' has version {Stored.Number(version)}, not {expected}.");
}
