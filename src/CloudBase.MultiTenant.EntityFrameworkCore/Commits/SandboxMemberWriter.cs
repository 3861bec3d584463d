using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Writes the rows of sandboxes.</summary>
internal sealed class SandboxMemberWriter
{
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
        var condition = RowCondition.Version(
            row.Version - 1,
            (nameof(row.Incarnation), "<="),
            (nameof(row.TenantHash), RowCondition.Kept),
            (nameof(row.Environment), RowCondition.Kept),
            (nameof(row.Generation), RowCondition.Kept));
        return await _members.UpdateAsync(row, condition, transaction).ConfigureAwait(false) == 1
            ? await _ceilings.FindPassedAsync(row, ceilings, transaction).ConfigureAwait(false)
            : await MismatchAsync(row, transaction).ConfigureAwait(false);
    }

    public async ValueTask<Refusal?> DeleteAsync(SandboxMemberRow row, DbTransaction transaction) =>
        await _members.DeleteAsync(row, RowCondition.Version(row.Version), transaction).ConfigureAwait(false) == 1
            ? null
            : OtherVersion(row, await _members.FindAsync(nameof(row.Version), row, transaction).ConfigureAwait(false), row.Version);

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
