using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>The rows of API keys. The environment is compared again here: a collation that folds case must not hand out a neighbour's keys.</summary>
internal static class ApiKeyReads
{
    public static async Task<IReadOnlyList<ApiKeySlot>> ListAsync(
        ReaderSession session, (string Account, EnvironmentId Environment) slots, CancellationToken cancellationToken)
    {
        IReadOnlyList<ApiKeySlot> found = await session.ListAsync(
            session.From<ApiKeySlotRow>()
                .Where(nameof(ApiKeySlotRow.Account), slots.Account).Where(nameof(ApiKeySlotRow.EnvironmentId), slots.Environment.Value)
                .OrderBy(nameof(ApiKeySlotRow.Slot)),
            static row => ApiKeySlotMapping.ToSlot(ApiKeySlotRow.Read(row)),
            cancellationToken).ConfigureAwait(false);
        return found.All(s => s.Environment == slots.Environment) ? found : [.. found.Where(s => s.Environment == slots.Environment)];
    }
}
